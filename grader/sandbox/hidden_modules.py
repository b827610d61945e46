"""Modules of the grader that student code must neither import nor read."""

from __future__ import annotations

import importlib.abc
import os
import sys
from collections.abc import Iterable, Sequence

from grader.checkout import installed_root

HIDDEN = ("grader.fresh_tasks",)  # draws the pictures that answers are judged on


def hidden_folders(visible: Iterable[str]) -> list[str]:
    """Every path at which a hidden module's folder would be seen, if the paths `visible` are.

    Several paths can lead to one folder: a package's own, and one through a link to it or to an
    environment that it is installed in.
    """
    found = []
    for module in HIDDEN:
        folder = os.path.realpath(os.path.join(installed_root(), *module.split(".")))
        if not os.path.isdir(folder):
            continue
        for path in visible:
            inside = os.path.relpath(folder, os.path.realpath(path))
            if not inside.startswith(os.pardir):
                found.append(os.path.normpath(os.path.join(path, inside)))
    return list(dict.fromkeys(found))


def block_imports() -> None:
    """Have imports of hidden modules fail in this process, with a reason.

    In the sandbox their folders are empty besides. Without one, student code that sets out to read
    them can: this only keeps them from being there already.
    """
    if not any(isinstance(finder, _Blocker) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Blocker())


class _Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> None:
        if any(name == hidden or name.startswith(f"{hidden}.") for hidden in HIDDEN):
            raise ModuleNotFoundError(
                f"{name} can't be imported by student code: it makes what answers are judged by",
                name=name,
            )
