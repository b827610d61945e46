"""What a test may ask IPython's shell for in the test runner, where there is no notebook."""

from __future__ import annotations

import re

import IPython

# Line magics whose rest of the line is Python, after their options.
RUN = frozenset({"time", "timeit", "prun", "memit"})
OPTIONS = re.compile(r"\A(?:\s*-\w(?:\s*\d+)?)*\s*")


class RunnerShell:
    """Stands for IPython's shell: ``%time f(2)`` runs ``f(2)``; all else has no effect.

    Attributes
    ----------
    user_ns:
        The names of the test.
    """

    def __init__(self, names: dict[str, object]) -> None:
        self.user_ns = names

    def given(self) -> dict[str, object]:
        """The names that IPython gives every notebook; those that are imported are the same."""
        IPython.get_ipython = lambda: self
        return {
            "get_ipython": IPython.get_ipython,
            "display": lambda *objects, **options: None,
        }

    def run_line_magic(self, name: str, line: str, *_: object, **__: object) -> object:
        if name in RUN:
            # a name of its own: where the test stands is told by the frame that calls this
            exec(compile(OPTIONS.sub("", line), "<magic>", "exec"), self.user_ns)
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name == "timeit":
            exec(compile(cell, "<magic>", "exec"), self.user_ns)

    def getoutput(self, command: str, **_: object) -> list[str]:
        return []

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None
