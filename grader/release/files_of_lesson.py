"""The TOML files of a lesson, checked before it is released: hints and equivalent mutants."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path

from grader.assignment.author_files import read_author_file
from grader.errors import AuthoringError

HINTS = "hints*.toml"  # each language has its own
EQUIVALENT = "equivalent_mutants.toml"


def require_hints(folder: Path, cells: Collection[str]) -> None:
    """Raise `AuthoringError` unless the hints of a lesson, where it has some, can be given.

    Parameters
    ----------
    cells:
        The ``grade_id`` of each graded cell that a student fills in.
    """
    for path in sorted(folder.glob(HINTS)):
        hints = read_author_file(path, tomllib.loads)
        if not isinstance(hints.pop("enabled", True), bool):
            raise AuthoringError(f"{path}: `enabled` must be true or false.")
        for name, table in hints.items():
            if name not in cells:
                raise AuthoringError(
                    f"{path}: [{name}] is no graded cell; there is: {', '.join(sorted(cells))}."
                )
            steps = table.get("steps") if isinstance(table, dict) else None
            if not steps or not isinstance(steps, list) or not _are_texts(steps):
                raise AuthoringError(f"{path}: [{name}] needs `steps`, a list of sentences.")


def equivalent_mutants(folder: Path) -> list[dict[str, str]]:
    """The changes of a solution that are as right, tables of ``cell``, ``change`` and ``why``.

    Raises
    ------
    AuthoringError
        If the file is not like that.
    """
    path = folder / EQUIVALENT
    if not path.is_file():
        return []
    found = read_author_file(path, tomllib.loads)
    tables = found.get("mutant")
    if set(found) - {"mutant"} or not isinstance(tables, list):
        raise AuthoringError(f"{path} must be a list of [[mutant]] tables, and nothing else.")
    for number, table in enumerate(tables, start=1):
        if not isinstance(table, dict) or not _are_texts(
            [table.get(key) for key in ("cell", "change", "why")]
        ):
            raise AuthoringError(
                f"{path}: [[mutant]] number {number} needs the texts `cell`, `change` and `why`."
            )
    return tables


def _are_texts(values: list) -> bool:
    return all(isinstance(value, str) for value in values)
