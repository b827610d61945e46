"""MathJax, which draws the formulas, as one file beside the pages."""

from __future__ import annotations

import tarfile
from pathlib import Path

import click
import pooch

URL = "https://registry.npmjs.org/mathjax/-/mathjax-3.2.2.tgz"
SHA256 = "1b9c0a1c44df864e915690558e72adb9cc5203360daefd385084ced3b6c64c09"
# With SVG for its output it needs no font files, which browsers refuse to load from a disk.
FILE = "package/es5/tex-svg.js"


def mathjax(folder: Path) -> Path:
    """Write MathJax's file into a folder and return its path; npm's archive is kept in a cache.

    Raises
    ------
    click.ClickException
        The archive can't be downloaded, or is not the one that was tested.
    """
    cache = pooch.os_cache("cnn-course")
    try:
        archive = pooch.retrieve(URL, f"sha256:{SHA256}", Path(URL).name, cache)
    except (OSError, ValueError) as error:
        raise click.ClickException(
            f"MathJax could not be downloaded ({error}). Put {URL} into {cache} by hand."
        ) from error
    path = folder / "mathjax.js"
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        file = package.extractfile(FILE)
        assert file is not None
        path.write_bytes(file.read())
    return path
