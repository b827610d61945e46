"""How a model was compiled, in whatever words."""

import pytest
from wrong_models import happy, signs

tf = pytest.importorskip("tensorflow")

from test_utils import same_model  # noqa: E402

keras = tf.keras
ADAM, LOSSES = keras.optimizers.Adam, keras.losses


def compiled(make, **settings):
    model = make()
    model.compile(**settings)
    return model


def says(make, found, expected):
    with pytest.raises(AssertionError) as caught:
        same_model(compiled(make, **found), compiled(make, **expected), compiled=True)
    return str(caught.value)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"optimizer": "adam"}, {"optimizer": ADAM(0.001)}),
        ({"optimizer": ADAM(learning_rate=1e-3, name="mine")}, {"optimizer": "Adam"}),
        ({"loss": LOSSES.BinaryCrossentropy()}, {"loss": "binary_crossentropy"}),
        ({"loss": LOSSES.binary_crossentropy}, {"loss": "binary_crossentropy"}),
        ({"metrics": ["acc"]}, {"metrics": ["accuracy"]}),
        ({"metrics": [keras.metrics.BinaryAccuracy(name="accuracy")]}, {"metrics": ["accuracy"]}),
        ({"metrics": ["binary_accuracy"]}, {"metrics": ["accuracy"]}),
    ],
)
def test_spellings_of_a_binary_classifier(found, expected):
    common = {"optimizer": "adam", "loss": "binary_crossentropy", "metrics": ["accuracy"]}
    both = (compiled(happy, **common | found), compiled(happy, **common | expected))
    same_model(*both, compiled=True)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (LOSSES.SparseCategoricalCrossentropy(), "sparse_categorical_crossentropy"),
        (LOSSES.CategoricalCrossentropy(), LOSSES.categorical_crossentropy),
        (LOSSES.MeanSquaredError(), "mse"),
    ],
)
def test_spellings_of_a_loss(found, expected):
    same_model(
        compiled(signs, optimizer="sgd", loss=found),
        compiled(signs, optimizer="sgd", loss=expected),
        compiled=True,
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"optimizer": "sgd"}, "the optimizer is SGD, expected Adam"),
        ({"optimizer": ADAM(0.01)}, "the learning rate of Adam is 0.01, expected 0.001"),
        (
            {"optimizer": ADAM(keras.optimizers.schedules.CosineDecay(0.001, 100))},
            "a schedule that starts at 0.001, expected 0.001",
        ),
        ({"optimizer": ADAM(clipnorm=1e-9)}, "clipnorm=1e-09, expected None"),
        ({"optimizer": ADAM(weight_decay=10.0)}, "weight_decay=10, expected None"),
        ({"optimizer": ADAM(beta_1=0.5)}, "beta_1=0.5, expected 0.9"),
        ({"optimizer": ADAM(use_ema=True)}, "use_ema=True, expected False"),
        ({"loss": "mse"}, "the loss is 'mse', expected 'binary_crossentropy'"),
        ({"loss": LOSSES.BinaryCrossentropy(from_logits=True)}, "the loss is BinaryCrossentropy("),
        ({"loss": LOSSES.BinaryCrossentropy(label_smoothing=0.4)}, "label_smoothing=0.4"),
        ({"metrics": []}, "metrics is empty, expected [BinaryAccuracy(threshold=0.5)]"),
        ({"metrics": ["mae"]}, "metrics is [MeanAbsoluteError()]"),
        ({"loss_weights": [0.5]}, "loss_weights is [0.5], expected None"),
    ],
)
def test_what_differs_is_named(found, words):
    common = {"optimizer": "adam", "loss": "binary_crossentropy", "metrics": ["accuracy"]}
    assert words in says(happy, common | found, common)


def test_a_schedule_is_no_number_even_where_it_agrees_with_it_at_round_steps():
    gaps = keras.optimizers.schedules.PiecewiseConstantDecay(
        [10, 49, 50, 99, 100, 499, 500, 999, 1000, 9999], [0.001, 0.0] * 5 + [0.001]
    )
    common = {"loss": "binary_crossentropy"}
    told = says(happy, common | {"optimizer": ADAM(gaps)}, common | {"optimizer": "adam"})
    assert "the learning rate of Adam is PiecewiseConstantDecay" in told
    assert "expected always 0.001" in told
    both = [compiled(happy, **common, optimizer=ADAM(gaps)) for _ in range(2)]
    same_model(*both, compiled=True)


@pytest.mark.parametrize("setting", [{"ignore_class": 2}, {"ignore_class": 5}, {"reduction": None}])
def test_a_loss_is_compared_for_every_class_and_as_it_is_reduced(setting):
    loss = LOSSES.SparseCategoricalCrossentropy
    told = says(
        signs, {"optimizer": "sgd", "loss": loss(**setting)}, {"optimizer": "sgd", "loss": loss()}
    )
    assert next(iter(setting)) in told


def test_a_sparse_loss_is_not_its_namesake():
    told = says(
        signs,
        {"loss": "categorical_crossentropy", "metrics": ["accuracy"]},
        {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
    )
    assert "expected 'sparse_categorical_crossentropy'" in told
    assert "SparseCategoricalAccuracy" in told


def test_a_model_that_is_not_compiled_is_told_so():
    with pytest.raises(AssertionError, match="not compiled"):
        same_model(happy(), compiled(happy, loss="mse"), compiled=True)
