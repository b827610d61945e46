"""Download a dataset because the user asked for it; nothing here runs by itself."""

from __future__ import annotations

import os
from pathlib import Path

from cnn_datasets import store
from cnn_datasets.dataset import DataError, DataFile, Dataset

__all__ = ["fetch"]


def fetch(dataset: Dataset) -> list[Path]:
    """Download a dataset's files into the data folder; files that are there are left alone.

    Returns:
        the paths of the files, in the order of ``dataset.files``.

    Raises:
        DataError: no address is known from which the dataset may be downloaded (the text says
            how to get it), there is no network, or what arrived is not the original.
    """
    folder = store.data_folder()
    if not all(file.url and file.sha256 for file in dataset.files):
        names = " and ".join(file.name for file in dataset.files)
        raise DataError(
            f"{dataset.title} cannot be downloaded: no address is known whose licence allows it. "
            f"To use the original, {dataset.obtain}; then put {names} into {folder}. "
            f"Until then the drawn stand-in is used."
        )
    folder.mkdir(parents=True, exist_ok=True)
    return [_fetch_file(file, folder) for file in dataset.files]


def _fetch_file(file: DataFile, folder: Path) -> Path:
    import pooch

    target = folder / file.name
    if target.exists() and store.file_sha256(target) == file.sha256:
        return target
    # Under another name until the checksum was seen; pooch itself overwrites what is there.
    partial = f".{file.name}.{os.getpid()}.download"
    try:
        pooch.retrieve(
            file.url,
            known_hash=f"sha256:{file.sha256}",
            fname=partial,
            path=folder,
            downloader=pooch.HTTPDownloader(progressbar=_Bar(file.name), timeout=30),
        )
        os.replace(folder / partial, target)
    except ValueError as error:  # how pooch reports another checksum
        raise DataError(
            f"What came from {file.url} is not {file.name} (expected SHA-256 {file.sha256}); "
            f"nothing was kept. The address may have moved; please report it. ({error})"
        ) from error
    except OSError as error:  # requests' exceptions are OSErrors, too
        raise DataError(
            f"{file.name} could not be downloaded from {file.url}: {error}. Check the network "
            f"connection and try again, or put the file into {folder} by hand."
        ) from error
    finally:
        (folder / partial).unlink(missing_ok=True)
    return target


class _Bar:
    """pooch's progress bar interface on top of rich, which the course has anyway."""

    def __init__(self, name: str):
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

        self._progress = Progress(TextColumn(name), BarColumn(), DownloadColumn())
        self._task = self._progress.add_task(name, total=None)
        self.total = 0

    def update(self, size: int) -> None:
        self._progress.start()  # does nothing when it runs already
        self._progress.update(self._task, advance=size, total=self.total or None)

    def reset(self) -> None:
        # pooch ends by resetting the bar and filling it once more.
        self._progress.reset(self._task, total=self.total or None)

    def close(self) -> None:
        self._progress.stop()
