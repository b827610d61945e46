"""A course's nbgrader configuration, read as nbgrader reads it."""

from __future__ import annotations

import contextlib
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Config
from traitlets.config.loader import (
    ConfigFileNotFound,
    JSONFileConfigLoader,
    PyFileConfigLoader,
)

from grader.errors import CourseError

CONFIG_NAME = "nbgrader_config.py"
# As nbgrader reads them: what the second says goes before what the first says.
CONFIGS = {CONFIG_NAME: PyFileConfigLoader, "nbgrader_config.json": JSONFileConfigLoader}


def load_config(root: Path) -> Config:
    """Run a course's configuration in the course's folder, as nbgrader does.

    Before it come those for all courses of a user and of the machine: what a course says counts.

    Raises
    ------
    CourseError
        If one can't be run, with its line that failed.
    """
    config = Config()
    for folder in (*map(Path, reversed(jupyter_config_path())), root):
        for name, loader in CONFIGS.items():
            try:
                with contextlib.chdir(root), importing_from(root):
                    config.merge(loader(name, path=str(folder)).load_config())
            except ConfigFileNotFound:
                continue
            except (Exception, SystemExit) as error:
                told = f"{type(error).__name__}: {error}".rstrip(": .")
                raise CourseError(
                    "The course's configuration can't be run "
                    f"({_where(error, folder / name)}): {told}. "
                    "Correct this line, and give the same command again."
                ) from error
    return config


def _where(error: BaseException, path: Path) -> str:
    """The file of a configuration, with its line that failed."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    if not lines and isinstance(error, json.JSONDecodeError):
        lines.append(error.lineno)
    if isinstance(error, SyntaxError) and error.filename == str(path):
        lines.append(error.lineno)
    return f"{path}, line {lines[-1]}" if lines else str(path)


@contextlib.contextmanager
def importing_from(root: Path) -> Iterator[None]:
    """Let modules be imported from the folder `root` as well."""
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):
            sys.path.remove(str(root))
