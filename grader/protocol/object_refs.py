"""Live objects by number, so that the other side can refer to one."""

from __future__ import annotations

from typing import Any


class ObjectRefs:
    """The live objects of the student worker that the test runner may refer to by number.

    Numbers are given by identity: the same object has the same number for as long as this lives.
    The objects are kept alive, or a new one could get the `id` of an old one.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._objects: list[object] = []

    def refer(self, obj: object) -> int:
        """Return the number of `obj`, from 0; a new one the first time it is seen."""
        number = self._numbers.setdefault(id(obj), len(self._objects))
        if number == len(self._objects):
            self._objects.append(obj)
        return number

    def knows(self, obj: object) -> bool:
        """Whether `obj` has a number."""
        return id(obj) in self._numbers

    def find(self, ref: int) -> Any:
        """Return the object of that number, or raise LookupError if there is none."""
        if not 0 <= ref < len(self._objects):
            raise LookupError(f"No object has the number {ref}.")
        return self._objects[ref]

    def release(self, ref: int) -> None:
        """Forget an object, which nobody will ask for again; its number is never given again."""
        self._numbers.pop(id(self._objects[ref]), None)
        self._objects[ref] = None
