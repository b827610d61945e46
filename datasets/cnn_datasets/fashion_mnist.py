"""Fashion-MNIST: small grey pictures of ten kinds of clothing."""

from __future__ import annotations

import os
from pathlib import Path

from cnn_datasets.dataset import Dataset
from cnn_datasets.idx import IdxFile, IdxFiles

__all__ = ["FASHION_MNIST"]

ADDRESS = "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion"


def _draw(rng, labels, split: str):
    # Pillow and NumPy are imported with the drawing, not with the facts.
    from cnn_datasets.drawing.fashion_mnist import draw_clothes_batch

    return draw_clothes_batch(rng, labels, split)


def _elsewhere() -> tuple[Path, ...]:
    """Debian's package dataset-fashion-mnist, and what Keras has downloaded."""
    keras = Path(os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras"))
    return Path("/usr/share/datasets/fashion-mnist"), keras / "datasets" / "fashion-mnist"


def _file(name: str, shape: tuple[int, ...], sha256: str, packed: str) -> IdxFile:
    split = "train" if name.startswith("train") else "test"
    return IdxFile(name, split, shape, sha256, packed, f"{ADDRESS}/{name}.gz")


FASHION_MNIST = Dataset(
    name="fashion_mnist",
    title="Fashion-MNIST",
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    storage=IdxFiles(
        files=(
            _file(
                "train-images-idx3-ubyte",
                (60_000, 28, 28),
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            ),
            _file(
                "train-labels-idx1-ubyte",
                (60_000,),
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            ),
            _file(
                "t10k-images-idx3-ubyte",
                (10_000, 28, 28),
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            ),
            _file(
                "t10k-labels-idx1-ubyte",
                (10_000,),
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ),
        ),
        folder="fashion-mnist",
        elsewhere=_elsewhere,
    ),
    source="Zalando Research, https://github.com/zalandoresearch/fashion-mnist",
    licence="MIT, copyright 2017 Zalando SE",
    citation=(
        "H. Xiao, K. Rasul, R. Vollgraf (2017): Fashion-MNIST: a Novel Image Dataset for "
        "Benchmarking Machine Learning Algorithms, arXiv:1708.07747."
    ),
    obtain="take the four .gz files (31 MB) from its repository",
    draw=_draw,
    seed=20170825,
    drawing_version=1,
)
