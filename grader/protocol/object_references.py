"""The live objects of the student worker that the test runner may refer to by number."""

from __future__ import annotations

from typing import Any


class Registry:
    """Numbers for objects by identity: the same object has the same number for as long as we live.

    The objects are kept alive, or a new one could get the `id` of an old one.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._objects: list[object] = []

    def refer(self, obj: object) -> int:
        """The number of `obj`, from 0; a new one the first time it is seen."""
        number = self._numbers.setdefault(id(obj), len(self._objects))
        if number == len(self._objects):
            self._objects.append(obj)
        return number

    def find(self, ref: int) -> Any:
        """The object of that number. Raises LookupError if there is none."""
        if not 0 <= ref < len(self._objects):
            raise LookupError(f"No object has the number {ref}.")
        return self._objects[ref]
