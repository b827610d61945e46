"""A student's own files that the code of a notebook may read: modules, tables, pictures."""

from __future__ import annotations

import contextlib
from pathlib import Path

from grader.errors import UnreadableNotebook
from grader.submissions.safe_files import files_beside, plain_bytes

MOST_BYTES = 16_000_000  # in all: they cross to the worker with the code
NEVER = (".*", "*.pyc", "__pycache__", "timestamp.txt", "submission_secret.txt")


def files_to_read(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Read what lies beside the notebooks in and below `folder`, the small files first.

    Returns
    -------
    tuple
        Of pairs (name in the folder, content), of `MOST_BYTES` at most. What is hidden, no plain
        file, or can't be read is not among them: the code that wants it then finds no file.
    """
    found: list[tuple[str, bytes]] = []
    space = MOST_BYTES
    with contextlib.suppress(OSError):
        beside = files_beside(folder, NEVER).files
        for size, name, path in sorted((path.lstat().st_size, name, path) for name, path in beside):
            if size > space:
                break
            with contextlib.suppress(UnreadableNotebook):
                found.append((name, plain_bytes(path, size)))
                space -= size
    return tuple(found)
