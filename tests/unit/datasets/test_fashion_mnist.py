"""The facts of Fashion-MNIST."""

import re

from cnn_datasets.fashion_mnist import FASHION_MNIST


def test_the_shapes_are_the_published_ones():
    assert {file.name: file.shape for file in FASHION_MNIST.files} == {
        "train-images-idx3-ubyte": (60_000, 28, 28),
        "train-labels-idx1-ubyte": (60_000,),
        "t10k-images-idx3-ubyte": (10_000, 28, 28),
        "t10k-labels-idx1-ubyte": (10_000,),
    }
    assert [file.split for file in FASHION_MNIST.files] == ["train", "train", "test", "test"]


def test_every_file_has_its_own_checksums_and_address():
    files = FASHION_MNIST.files
    sums = [digest for file in files for digest in (file.sha256, file.packed_sha256)]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in sums)
    assert len(set(sums)) == 8
    assert all(file.url.endswith(f"/{file.name}.gz") for file in files)


def test_the_labels_mean_ten_kinds_of_clothing():
    names = FASHION_MNIST.class_names
    assert (len(names), names[0], names[9]) == (10, "T-shirt/top", "Ankle boot")
