"""Download a dataset because the user asked for it; nothing here runs by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnn_datasets import checksums, folder_sources, originals, store
from cnn_datasets.dataset import DataError, Dataset
from cnn_datasets.download import download
from cnn_datasets.folders import Archive, FolderDataset
from cnn_datasets.idx import IdxDataset

__all__ = ["fetch"]


def fetch(
    dataset: Dataset | FolderDataset | IdxDataset, say: Callable[[str], None] = print
) -> list[Path]:
    """Download a dataset's files into the data folder; files that are there are left alone.

    Archives are unpacked at once, so that what is wrong with them is told now.

    Returns:
        the paths of the files or archives, in the order of the dataset's.

    Raises:
        DataError: no address is known from which the dataset may be downloaded (the text says
            how to get it), there is no network, or what arrived is not the original.
    """
    folder = store.data_folder()
    if isinstance(dataset, FolderDataset):
        _refuse_without_address(dataset, {a.name: a.url for a in dataset.archives}, folder)
        paths = [_fetch_archive(dataset, archive, folder) for archive in dataset.archives]
        folder_sources.unpack(dataset, say)
        return paths
    if isinstance(dataset, IdxDataset):
        files = {f"{file.name}.gz": (file.url, file.packed_sha256) for file in dataset.files}
        folder = folder / dataset.folder
    else:
        # Without a checksum an HDF5 file is not fetched: nothing would tell what it is.
        files = {file.name: (file.sha256 and file.url, file.sha256) for file in dataset.files}
    _refuse_without_address(dataset, {name: url for name, (url, _) in files.items()}, folder)
    for name, (url, sha256) in files.items():
        target = folder / name
        if not (target.exists() and store.file_sha256(target) == sha256):
            download(url, target, sha256)
    return [folder / name for name in files]


def _refuse_without_address(dataset, addresses: dict[str, str | None], folder: Path) -> None:
    if not all(addresses.values()):
        raise DataError(
            f"{dataset.title} cannot be downloaded: no address is known whose licence allows it. "
            f"To use the original, {dataset.obtain}; then put {' and '.join(addresses)} into "
            f"{folder}. Until then the drawn stand-in is used."
        )


def _fetch_archive(dataset: FolderDataset, archive: Archive, folder: Path) -> Path:
    target = folder / archive.name
    if originals.examine(dataset, archive).state == "missing":
        expected = archive.sha256 or checksums.remembered(archive.name)
        download(archive.url, target, expected, archive.bytes)
    return target
