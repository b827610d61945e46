"""The course's datasets: the originals when you have them, honest drawn stand-ins when you do not.

The folder above is called `datasets`, the package is not, so that it can never shadow Hugging
Face's package of that name. Importing this costs nothing: h5py, NumPy and Pillow are imported by
the functions that need them.
"""

from cnn_datasets.dataset import DataError, Dataset
from cnn_datasets.held_out import held_out

__all__ = ["DataError", "Dataset", "held_out"]
