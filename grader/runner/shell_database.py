"""What IPython keeps on disk between sessions, kept in memory: a submission is one session."""

from __future__ import annotations

import fnmatch
import pickle
from collections.abc import Iterator, MutableMapping


class ShellDatabase(MutableMapping):
    """The shell's database of folders, bookmarks and stored variables.

    As on disk, what is read is what the value was when it was stored.
    """

    def __init__(self) -> None:
        self._pickled: dict[str, bytes] = {}

    def __getitem__(self, key: str) -> object:
        return pickle.loads(self._pickled[key])  # of student code, in its own process

    def __setitem__(self, key: str, value: object) -> None:
        self._pickled[key] = pickle.dumps(value)

    def __delitem__(self, key: str) -> None:
        self._pickled.pop(key, None)  # of a file that is not there, IPython says nothing

    def __iter__(self) -> Iterator[str]:
        return iter(self._pickled)

    def __len__(self) -> int:
        return len(self._pickled)

    def keys(self, pattern: str = "*") -> list[str]:  # type: ignore[override]
        """The keys that a pattern of the shell's fits."""
        return fnmatch.filter(self._pickled, pattern)
