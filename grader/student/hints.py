"""Hints in three steps: where to look, how to think about it, and what to write.

They lie beside the notebook in ``hints.toml``: one table a graded cell with ``steps``, a list of
sentences. An instructor switches them off with ``enabled = false`` at its top, or by removing it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

from grader.language import _

FILE = "hints.toml"
OFF = "There are no hints for this assignment."
NOT_HERE = (
    "There is no {file} in {folder}. If this assignment has hints, open its notebook in the folder "
    "where that file lies."
)
UNREADABLE = "{path} can't be read ({error}). Take the file of the course again."
_given: dict[tuple[Path, str], int] = {}


def hint(exercise: str | Callable | None = None, folder: str | Path | None = None) -> None:
    """Print the next hint for a graded cell; the last one is repeated.

    Parameters
    ----------
    exercise
        The graded function or its name, such as ``"happyModel"``. Default: say which there are.
    folder
        Where ``hints.toml`` lies. Default: the current folder, which is the notebook's.
    """
    path = Path.cwd() / (folder or "") / FILE
    try:
        hints = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Notepad writes a BOM
    except FileNotFoundError:
        print(_(NOT_HERE, file=FILE, folder=path.parent))
        return
    except (OSError, ValueError) as error:
        print(_(UNREADABLE, path=path, error=error))
        return
    if not hints.pop("enabled", True):
        print(_(OFF))
        return
    exercise = getattr(exercise, "__name__", exercise)
    if not isinstance(exercise, str) or exercise not in hints:
        names = ", ".join(f'hint("{name}")' for name in hints)
        print(_("There are hints for: {names}.", names=names) if names else _(OFF))
        return
    steps = hints[exercise]["steps"]
    step = min(_given.get((path, exercise), 0) + 1, len(steps))
    _given[path, exercise] = step
    more = _(" Call hint again for more.") if step < len(steps) else ""
    told = _("Hint {step} of {count}: {text}", step=step, count=len(steps), text=steps[step - 1])
    print(told + more)
