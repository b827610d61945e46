"""The files that lie beside an assignment's notebook, laid out in the folder that its code runs in.

What the author distributed with the notebook both the student worker and the test runner see, as a
copy that can only be read. What a student submitted with it only the student worker sees.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

FOLDER = "/beside"  # where they are in the sandbox


def lay_out(files: str | None, folder: str) -> None:
    """Link every file below `files` into `folder` under its own name, and make modules importable.

    Folders are real ones, so that code can walk through them and write beside what is there.
    """
    if files is None:
        return
    for path, folders, names in os.walk(files):
        here = os.path.join(folder, os.path.relpath(path, files))
        for name in folders:
            os.makedirs(os.path.join(here, name), exist_ok=True)
        for name in names:
            os.symlink(os.path.join(path, name), os.path.join(here, name))
    modules = module_names(Path(files))
    if not modules:
        return  # to look through the loaded modules takes 5 ms of each fork
    if folder not in sys.path:
        sys.path.insert(0, folder)
    for name in [n for n in sys.modules if n.partition(".")[0] in modules]:
        del sys.modules[name]  # another module of this name was there: the course's own is meant


def write_own(files: Sequence[tuple[str, bytes]], folder: str) -> None:
    """Write a student's files into `folder`, but where the author's lie or the disk is full."""
    for name, content in files:
        path = os.path.join(folder, name)
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "xb") as file:
                file.write(content)


def module_names(files: Path) -> set[str]:
    """The modules and packages among the files, those of Python and of the grader left out."""
    names = {path.stem for path in files.glob("*.py")}
    names |= {path.parent.name for path in files.glob("*/__init__.py")}
    return names - set(sys.stdlib_module_names) - {"grader"}
