"""MathJax, which draws the formulas, as one file beside the pages."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pooch

URL = "https://registry.npmjs.org/mathjax/-/mathjax-3.2.2.tgz"
SHA256 = "1b9c0a1c44df864e915690558e72adb9cc5203360daefd385084ced3b6c64c09"
# With SVG for its output it needs no font files, which browsers refuse to load from a disk.
FILE = "package/es5/tex-svg.js"


def mathjax(folder: Path) -> Path:
    """Return the path of MathJax's file, after a download from npm if it is not in the folder.

    Raises
    ------
    ValueError
        The download is not the file that was tested.
    """
    path = folder / "static" / "mathjax.js"
    if not path.is_file():
        archive = pooch.retrieve(URL, f"sha256:{SHA256}", path=folder, progressbar=False)
        with tarfile.open(archive) as package:
            member = package.extractfile(FILE)
            assert member is not None
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(member.read())
    return path
