"""Download a dataset because the user asked for it; nothing here runs by itself.

A file is whole and checked under its name, or not there at all.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cnn_datasets.dataset import DataError, Dataset, Download, Say

__all__ = ["download", "fetch"]

SECONDS_OF_SILENCE = 30  # after which a connection is given up
LARGEST = 2**30  # of a file whose size is not known


def fetch(dataset: Dataset, say: Say = print) -> list[Path]:
    """Download a dataset's files into the data folder; files that are there are left alone.

    Archives are unpacked at once, so that damage is reported now.

    Returns
    -------
    list of Path
        The files or archives, in the order of the dataset's.

    Raises
    ------
    DataError
        If no address is known from which the dataset may be downloaded (the text says how to get
        it), there is no network, or what arrived is not the original.
    """
    files = dataset.storage.downloads(dataset)
    if not all(file.url for file in files):
        raise DataError(
            f"{dataset.title} cannot be downloaded: no address is known whose licence allows it. "
            f"To use the original, {dataset.obtain}; then put "
            f"{' and '.join(file.target.name for file in files)} into {files[0].target.parent}. "
            "Until then the drawn stand-in is used."
        )
    for file in files:
        if not dataset.storage.is_here(dataset, file):
            download(file)
    dataset.storage.unpack(dataset, say)
    return [file.target for file in files]


def download(file: Download, silence: float = SECONDS_OF_SILENCE) -> None:
    """Download a file. An interrupted download starts again from the beginning the next time.

    Parameters
    ----------
    file
        Its `target` is written only when everything has arrived and has the right checksum and
        size, as far as these are known.
    silence
        Seconds without a byte after which the connection is given up.

    Raises
    ------
    DataError
        If there is no network, the server does not have it or stalls, or what arrived is cut
        short, too long or something else; the text says what to do.
    """
    import pooch

    url, target, sha256, size = file.url, file.target, file.sha256, file.size
    bar = _Bar(target.name, LARGEST if size is None else size)
    pooch.get_logger().setLevel("WARNING")  # it would print addresses and checksums
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Apart from the data until the checksum was seen; pooch's own rests lie in there, too.
        with tempfile.TemporaryDirectory(prefix=".download-", dir=target.parent) as apart:
            arrived = pooch.retrieve(
                url,
                known_hash=f"sha256:{sha256}" if sha256 else None,
                fname=target.name,
                path=apart,
                downloader=pooch.HTTPDownloader(progressbar=bar, timeout=silence),
            )
            found = os.path.getsize(arrived)
            if size is not None and found != size:
                raise ValueError(f"it has {found:,} bytes instead of {size:,}")
            os.replace(arrived, target)
    except ValueError as error:  # how pooch reports another checksum
        raise DataError(
            f"What came from {url} is not {target.name}"
            f"{f' (expected SHA-256 {sha256})' if sha256 else ''}; nothing was kept. If this "
            f"happens again, the address may have moved; please report it. ({error})"
        ) from error
    except OSError as error:  # requests' exceptions are OSErrors, too
        raise DataError(
            f"{target.name} could not be downloaded from {url}: {_plain(error)}. Check the network "
            f"connection and try again, or put the file into {target.parent} by hand."
        ) from error
    finally:
        bar.close()


def _plain(error: OSError) -> str:
    """The reason in a few words; requests' own contain the insides of its connection pool."""
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answers {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout) or "timed out" in str(
        error
    ):
        return "the server does not answer any more"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off"
    if isinstance(error, requests.ConnectionError):
        return "the server cannot be reached"
    return str(error)


class _Bar:
    """pooch's progress bar interface on top of rich; also ends a download that is too long."""

    def __init__(self, name: str, most: int):
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
        from rich.progress import TransferSpeedColumn as Speed

        console = Console()
        self._progress = Progress(
            TextColumn(name), BarColumn(), DownloadColumn(), Speed(),
            console=console, disable=not (console.is_terminal or console.is_jupyter),
        )  # fmt: skip
        self._task = self._progress.add_task(name, total=None)
        self._seen, self._most = 0, most
        self.total = 0

    def update(self, size: int) -> None:
        self._progress.start()  # does nothing when it runs already
        self._progress.update(self._task, advance=size, total=self.total or None)
        self._seen += size
        # `size` is that of a whole chunk, also for the last one.
        if self._seen > self._most + 2**20:
            raise ValueError(f"it is longer than {self._most:,} bytes")

    def reset(self) -> None:
        # pooch ends by resetting the bar and filling it once more.
        self._seen = 0
        self._progress.reset(self._task, total=self.total or None)

    def close(self) -> None:
        self._progress.stop()
