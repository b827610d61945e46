"""What to do about an error of Keras, where it depends on what the error names."""

from __future__ import annotations

import re

from grader.language import _
from grader.runner.keras_names import arguments_of, names_in, nearest, place_of

NAMES = {
    "activation function": ["relu", "sigmoid", "softmax", "tanh", "linear", "elu", "selu", "gelu"],
    "loss": [
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "mean_squared_error",
        "mean_absolute_error",
        "mse",
        "mae",
    ],
    "optimizer": ["adam", "sgd", "rmsprop", "adagrad", "adamw", "nadam"],
    "metric": ["accuracy", "mse", "mae", "auc", "precision", "recall"],
}
UNKNOWN = {
    "activation function": "Keras knows no activation function `{name}`.",
    "loss": "Keras knows no loss `{name}`.",
    "optimizer": "Keras knows no optimizer `{name}`.",
    "metric": "Keras knows no metric `{name}`.",
}


def unknown_identifier(found: re.Match) -> str:
    kind, name = found[1], found[2].rstrip(".")
    near = nearest(name, NAMES[kind], 0.5)
    known = f"`{near}`" if near else _("one of {names}", names=", ".join(NAMES[kind]))
    told = _(UNKNOWN[kind], name=name)
    return told + _(" Did you mean {known}? Names are in lower case.", known=known)


def unknown_name(found: re.Match) -> str:
    module, name = found[1].rpartition(".")[2], found[2]
    if place := place_of(name):
        return _("Write `{name}`.", name=place)
    near = nearest(name, names_in(module.replace("keras", "")), 0.5)
    meant = _(" Did you mean `{name}`?", name=near) if near else ""
    if module == "layers":
        return _("Keras has no layer `{name}`.", name=name) + meant
    return _("There is no `{name}` in {module}.", name=name, module=module) + meant


def padding_in_lower_case(found: re.Match) -> str:
    return _(
        "Write the padding in lower case: padding='same' or 'valid', not {found!r}.",
        found=found[1].strip(),
    )


def unknown_argument(found: re.Match) -> str:
    names = re.findall(r"[{,] '?(\w+)'(?=:)|^'(\w+)'$", found[2].replace("{'", "{ '"))
    names = [first or second for first, second in names]
    given = ", ".join(f"`{name}`" for name in names)
    called = found[1].rpartition(".")[2] if "Trainer" in found[1] else found[1].partition(".")[0]
    near = nearest(names[0], arguments_of(called)) if names else ""
    meant = _(" Did you mean `{name}`?", name=near) if near else ""
    told = _("{called} has no argument {given}.", called=called, given=given)
    return told + (meant or _(" Look at its help for the right name."))


def unknown_setting(found: re.Match) -> str:
    names = re.findall(r"'(\w+)':", found[2])
    near = nearest(names[0], arguments_of("Adam")) if names else ""
    return _("Write {right}= instead of {wrong}=.", right=near, wrong=names[0]) if near else ""


def missing_argument(found: re.Match) -> str:
    names = re.findall(r"'(\w+)'", found[2])
    return _(
        "{called} also needs {missing}. If you gave that by name, look at its spelling: {written}.",
        called=found[1],
        missing=found[2],
        written=", ".join(f"{name}=…" for name in names),
    )


def wrong_rank(found: re.Match) -> str:
    """What to do about an input that does not have four axes."""
    sizes = re.findall(r"\w+", found[1])
    symbolic = sizes[:1] == ["None"]
    if len(sizes) == 2:
        return _("This layer needs pictures, but gets flat vectors: put it before Flatten.")
    if len(sizes) > 4 and symbolic:
        return _(
            "The input shape has {count} numbers: leave out how many pictures there are. The shape "
            "of one picture is (height, width, channels), such as (64, 64, 3).",
            count=len(sizes) - 1,
        )
    if len(sizes) > 4:
        return _(
            "This layer needs pictures, (count, height, width, channels), and gets {shape}.",
            shape=found[1],
        )
    if symbolic:
        return _(
            "The input shape has no channels: the shape of one picture is (height, width, "
            "channels), such as (64, 64, 3), or (28, 28, 1) if it is grey."
        )
    return _(
        "This layer needs a batch of pictures, (count, height, width, channels); for one picture "
        "write x[None], and leave the count out of the model's input shape."
    )


def other_input(found: re.Match) -> str:
    """What to do about a last axis of another size than a layer has weights for."""
    if found[2].startswith("(None"):  # the model is being built
        return _(
            "The same layer is called a second time, on an input of another size: it has weights "
            "for {needed} values. Make a new layer for each place: Dense(…)(x).",
            needed=found[1],
        )
    return _(
        "The model was built for another input: it needs {needed} values, not {given}.",
        needed=found[1],
        given=found[2],
    )


def called_too_early(found: re.Match) -> str:
    return _(
        "Make the layer first, then call it on a tensor: Flatten()(x), not Flatten(x); "
        "Dense(3)(x), not Dense(3, x)."
    )


def unknown_metric(found: re.Match) -> str:
    near = re.sub(r"acc$", "accuracy", found[1])
    meant = _(" Did you mean `{name}`?", name=near) if near != found[1] else ""
    told = _("Nothing called `{name}` is measured during the training.", name=found[1])
    return told + meant + _(" The names are those of history.history, such as `val_loss`.")
