"""What the notebooks import: loaders, one-hot labels, pictures."""

import dataclasses
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from cnn_datasets.catalog import DATASETS
from dataset_fixtures import replace_storage
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

import cnn_utils
from grader.language import speak

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def separate_data(data_folder, monkeypatch):
    """The loaders cache in a folder of this module, never in the checkout."""
    monkeypatch.setenv("CNN_COURSE_DATA", str(data_folder))


@pytest.mark.parametrize(
    ("load", "train", "test", "classes"),
    [
        (cnn_utils.load_happy_dataset, 600, 150, 2),
        (cnn_utils.load_signs_dataset, 1080, 120, 6),
    ],
)
def test_loaders_return_images_row_labels_and_classes(load, train, test, classes, capsys):
    X_train, Y_train, X_test, Y_test, found = load()
    assert (X_train.shape, X_test.shape) == ((train, 64, 64, 3), (test, 64, 64, 3))
    assert (Y_train.shape, Y_test.shape) == ((1, train), (1, test))
    assert X_train.dtype == X_test.dtype == np.uint8
    assert Y_train.dtype == Y_test.dtype == found.dtype == np.int64
    assert found.tolist() == list(range(classes))
    assert "stand-in (drawn, not photographs)" in capsys.readouterr().out
    load(drawn=True)
    assert "as the grader has it" in capsys.readouterr().out


FOLDERS = {
    "horse_or_human": (cnn_utils.horse_or_human_folders, ["horses", "humans"]),
    "cats_and_dogs": (cnn_utils.cats_and_dogs_folders, ["cats", "dogs"]),
    "happy_or_sad": (cnn_utils.happy_or_sad_folder, ["happy", "sad"]),
    "flowers": (
        cnn_utils.flowers_folder, ["daisy", "dandelion", "roses", "sunflowers", "tulips"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOLDERS)
def test_folder_loaders_return_folders_with_one_folder_a_class(name, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path))
    dataset = DATASETS[name]
    few = {split: dict.fromkeys(classes, 2) for split, classes in dataset.storage.counts.items()}
    monkeypatch.setitem(DATASETS, name, replace_storage(dataset, counts=few))
    load, classes = FOLDERS[name]
    folders = load()
    for folder in folders if isinstance(folders, tuple) else (folders,):
        assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == classes
        images = [Image.open(path) for path in folder.glob(f"*/*{dataset.storage.extension}")]
        assert len(images) == 2 * len(classes)
        assert {image.mode for image in images} == {"RGB"}
    assert "stand-in (drawn, not photographs)" in capsys.readouterr().out
    load(drawn=True)
    assert "as the grader has it" in capsys.readouterr().out


def test_fashion_mnist_is_returned_as_keras_returns_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path))
    monkeypatch.setenv("CNN_COURSE_STAND_IN", "1")
    dataset = DATASETS["fashion_mnist"]
    few = tuple(
        dataclasses.replace(file, shape=(200 if file.split == "train" else 50, *file.shape[1:]))
        for file in dataset.storage.files
    )
    monkeypatch.setitem(DATASETS, "fashion_mnist", replace_storage(dataset, files=few))
    (train_images, train_labels), (test_images, test_labels) = cnn_utils.load_fashion_mnist()
    arrays = (train_images, train_labels, test_images, test_labels)
    assert [array.shape for array in arrays] == [(200, 28, 28), (200,), (50, 28, 28), (50,)]
    assert {array.dtype for array in arrays} == {np.dtype(np.uint8)}
    assert np.bincount(train_labels).tolist() == [20] * 10
    assert "stand-in (drawn, not photographs" in capsys.readouterr().out
    cnn_utils.load_fashion_mnist(drawn=True)
    assert "as the grader has it" in capsys.readouterr().out


def test_the_star_import_brings_what_the_notebooks_use_and_nothing_else():
    names = {}
    exec("from cnn_utils import *", names)
    assert set(names) - {"__builtins__"} == set(cnn_utils.__all__)


def test_the_import_is_light():
    heavy = "{'tensorflow', 'matplotlib', 'h5py', 'pandas', 'scipy', 'PIL', 'numpy'}"
    code = f"import sys, cnn_utils; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


labels_and_classes = st.integers(1, 12).flatmap(
    lambda C: st.tuples(
        hnp.arrays(
            st.sampled_from([np.int64, np.int32, np.uint8]),
            st.tuples(st.just(1), st.integers(0, 40)),
            elements=st.integers(0, C - 1),
        ),
        st.just(C),
    )
)


@given(labels_and_classes)
def test_one_hot_has_one_one_a_column_in_the_row_of_the_label(case):
    Y, C = case
    encoded = cnn_utils.convert_to_one_hot(Y, C)
    assert encoded.shape == (C, Y.size)
    assert encoded.dtype == np.float64
    assert (encoded.sum(axis=0) == 1).all()
    assert set(np.unique(encoded)) <= {0.0, 1.0}
    assert (encoded.argmax(axis=0) == Y.reshape(-1)).all()


@given(labels_and_classes, st.sampled_from([-1, 0, 3]))
def test_one_hot_refuses_labels_out_of_range(case, beyond):
    Y, C = case
    wrong = np.append(Y.astype(np.int64), -1 if beyond < 0 else C + beyond)
    with pytest.raises(ValueError, match=rf"label {wrong[-1]} is not in 0 \.\.\. {C - 1}"):
        cnn_utils.convert_to_one_hot(wrong, C)


@pytest.mark.parametrize("labels", [[0.5, 1.0], [0.0, 1.0], [True, False], ["0", "1"]])
def test_one_hot_refuses_labels_that_are_no_integers(labels):
    with pytest.raises(TypeError, match="not integers"):
        cnn_utils.convert_to_one_hot(labels, 2)


@pytest.mark.parametrize(("C", "error"), [(2.0, TypeError), (True, TypeError), (0, ValueError)])
def test_one_hot_refuses_a_number_of_classes_that_is_none(C, error):
    with pytest.raises(error, match="number of classes"):
        cnn_utils.convert_to_one_hot([0], C)


def test_samples_show_each_image_with_the_name_of_its_class():
    images = np.random.default_rng(0).integers(0, 256, (3, 4, 4, 3), dtype=np.uint8)
    figure = cnn_utils.plot_samples(images, np.array([[1, 0, 1]]), ("no", "yes"), rows=2, columns=2)
    assert [axis.get_title() for axis in figure.axes] == ["yes", "no", "yes", ""]
    assert np.array_equal(figure.axes[1].images[0].get_array(), images[1])


def test_samples_take_captions_in_place_of_labels():
    figure = cnn_utils.plot_samples(np.zeros((2, 4, 4)), [0, 1], captions=["a", "b"], columns=2)
    assert [axis.get_title() for axis in figure.axes][:2] == ["a", "b"]


def test_samples_refuse_another_number_of_labels():
    with pytest.raises(ValueError, match="2 images, but 3 labels"):
        cnn_utils.plot_samples(np.zeros((2, 4, 4)), [0, 1, 1])


CURVES = {"loss": [2.0, 1.0], "accuracy": [0.3, 0.6], "val_loss": [2.1, 1.5]}


class History:
    history = CURVES


def frame():
    import pandas as pd

    return pd.DataFrame(CURVES)


@pytest.mark.parametrize("make", [History, lambda: CURVES, frame], ids=["History", "dict", "frame"])
def test_history_draws_training_and_validation_by_epoch(make):
    loss, accuracy = cnn_utils.plot_history(make()).axes
    assert (loss.get_title(), loss.get_xlabel(), loss.get_ylabel()) == (
        "Model loss", "Epoch", "Loss",
    )  # fmt: skip
    assert [line.get_label() for line in loss.lines] == ["train", "validation"]
    assert loss.lines[1].get_xydata().tolist() == [[1, 2.1], [2, 1.5]]
    assert [line.get_label() for line in accuracy.lines] == ["train"]


def test_history_without_curves_says_what_it_found():
    with pytest.raises(ValueError, match=r"found \['mse'\]"):
        cnn_utils.plot_history({"mse": [1.0]})


@pytest.mark.parametrize("other", [None, [0.5, 0.3], "loss", 0.5])
def test_what_is_no_history_is_refused(other):
    with pytest.raises(ValueError, match=rf"found {type(other).__name__}.*model\.fit"):
        cnn_utils.plot_history(other)


def test_a_metric_with_several_values_an_epoch_does_not_stop_the_others():
    figure = cnn_utils.plot_history(CURVES | {"f1_score": [[0.1, 0.2], [0.3, 0.4]], "note": ["a"]})
    assert len(figure.axes) == 2


def test_a_single_epoch_is_a_point_that_can_be_seen():
    [loss] = cnn_utils.plot_history({"loss": [0.5]}).axes
    assert loss.lines[0].get_marker() == "o"


def test_a_label_without_a_name_is_told():
    with pytest.raises(ValueError, match=r"label 2 has no name; `classes` has 2 names"):
        cnn_utils.plot_samples(np.zeros((2, 4, 4)), [0, 2], ("a", "b"))


@pytest.fixture(autouse=True)
def close_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def test_advice_that_the_font_of_figures_lacks_is_printed(capsys):
    with speak("zh"):
        figure = cnn_utils.plot_history({"loss": [1.0, 1.0, 1.0]})
    assert figure.get_supxlabel() == ""
    assert "没有在学习" in capsys.readouterr().out
