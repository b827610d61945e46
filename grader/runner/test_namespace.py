"""The names a test sees: its own, the author's imports, and for all others the student's."""

from __future__ import annotations

import builtins
import contextlib
import re
import types

import IPython

from grader.language import _
from grader.protocol import Unsupported
from grader.protocol.value_types import Uncrossable
from grader.runner import assertions
from grader.runner.proxy_factory import ProxyFactory
from grader.runner.worker_client import Missing, WorkerClient

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


class TestNamespace(dict):
    """The globals of a test.

    Parameters
    ----------
    own:
        The author's imports; the test runner's own modules and functions.
    answers:
        Names that graded cells define; they are always the student's.
    shared:
        Names that student code uses; what the test does to them happens in the worker too.
    strict:
        Whether an answer has to be a plain value, see `ProxyFactory`.
    """

    __test__ = False

    def __init__(
        self,
        worker: WorkerClient,
        own: dict,
        answers: frozenset[str],
        shared: frozenset[str],
        *,
        strict: bool = True,
    ) -> None:
        own = RunnerShell(self).given() | own
        super().__init__({k: v for k, v in own.items() if k not in answers})
        self.safe = frozenset(self)
        super().__setitem__("__builtins__", builtins)
        super().__setitem__(assertions.NAME, assertions.compared)
        self.worker, self.proxies = worker, ProxyFactory(worker, strict=strict)
        self._own, self._answers, self._shared = own, answers, shared

    def __missing__(self, name: str) -> object:
        if name not in self._answers and hasattr(builtins, name):
            return getattr(builtins, name)
        try:
            value = self.worker.get(name)
            is_module = type(value) is Uncrossable and value.type_name == "module"
            if is_module and isinstance(self._own.get(name), types.ModuleType):
                return self._own[name]  # an answer may import it, as the author's solution does
            return self.proxies.make(value, _("`{name}` is", name=name))
        except Missing:  # no KeyError, after which the interpreter tries Python's own names
            raise NameError(f"name {name!r} is not defined") from None
        except KeyError as error:
            told = _("`{name}` can't be looked at: {error}", name=name, error=error)
            raise RuntimeError(told) from error

    def __setitem__(self, name: str, value: object) -> None:
        super().__setitem__(name, value)
        if name in self._shared:
            # an object that is the test's own stays here; the student's code keeps its own
            with contextlib.suppress(Unsupported):
                self.worker.set(name, self.proxies.sendable(value))

    def __delitem__(self, name: str) -> None:
        if name in self:
            super().__delitem__(name)
        if name in self._shared:
            self.worker.delete(name)
