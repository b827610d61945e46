"""The shell that runs a notebook's cells: IPython's own, as in Jupyter, without a screen.

Importing and making it takes 0.2 s, so the fork server does it once, before it forks. What needs a
program, a keyboard or a window has no effect here, and is noted (`grader.runner.refusals`).
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import re
import sys
import tempfile
import types
from collections.abc import Iterator

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

from grader.analysis.ipython_syntax import without_timing
from grader.language import _
from grader.runner.below_errors import run_below
from grader.runner.refusals import Refusals, no_programs
from grader.runner.shell_database import ShellDatabase

# Magics that give their line or their body to a program.
PROGRAMS = frozenset(
    {"bash", "sh", "script", "system", "sx", "!", "perl", "ruby", "python", "python2", "python3"}
    | {"pypy", "cmd", "R", "julia", "pip", "conda", "mamba", "micromamba", "uv"}
    | {"edit", "ed", "man"}
)
UNKNOWN_MAGIC = "The grader does not know `{name}`; it had no effect."
ONCE = "-n1 -r1 "
REPEATS = re.compile(r"(?:^|(?<=\s))-[nr]\s*\d+\s*")


class _Compiler(CachingCompiler):
    """Compiles cells under the names that messages give them, where Jupyter has made-up files."""

    label = "cell"

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return self.label


class _NothingShown(DisplayHook):
    """Keeps the value of a cell's last expression in ``_`` and ``Out`` and shows it to nobody."""

    def compute_format_data(self, result: object) -> tuple[dict, dict]:
        return {}, {}

    def write_output_prompt(self) -> None:
        pass


class NotebookShell(InteractiveShell):
    """IPython's shell. Use `notebook_shell` to have the one there is.

    Attributes
    ----------
    refusals:
        What code has asked for and can't have here.
    """

    compile: _Compiler
    compiler_class = Type(_Compiler)
    displayhook_class = Type(_NothingShown)

    def __init__(self, **options: object) -> None:
        self.refusals = Refusals()
        finders = sys.path_importer_cache.items()
        self._installed = frozenset(path for path, finder in finders if finder is not None)
        super().__init__(**options)

    def run(self, label: str, source: str) -> BaseException | None:
        """Run a cell; returns what it raised, None if it ran to its end."""
        self.compile.label = label
        result = self.run_cell(without_timing(source), store_history=True)
        self._look_for_new_modules()
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            error, told = run_below(label, error, self._run_statement)
            if told:
                self.refusals.note(told)
        return error

    def _look_for_new_modules(self) -> None:
        """Have the next import see what a cell has just written.

        As `importlib.invalidate_caches`, but for what is installed: that does not change, and in a
        fork looking at it takes 3 ms.
        """
        for path, finder in list(sys.path_importer_cache.items()):
            if finder is None:
                del sys.path_importer_cache[path]
            elif path not in self._installed and hasattr(finder, "invalidate_caches"):
                finder.invalidate_caches()

    def _run_statement(self, statement: ast.stmt) -> None:
        """Run a statement of the cell that was run last."""
        flags = self.compile.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        tree = ast.Module([statement], [])
        value = eval(compile(tree, self.compile.label, "exec", flags, True), self.user_ns)
        if inspect.iscoroutine(value):
            self.loop_runner(value)

    # Magics and shell lines

    def run_line_magic(self, name: str, line: str, _stack_depth: int = 1) -> object:
        if name in ("system", "sx", "!"):
            return self.getoutput(line)
        if name in PROGRAMS:
            self._no_program(f"%{name}")
            return None
        if name in ("timeit", "load_ext", "reload_ext"):
            return self._run_leniently(name, line, _stack_depth + 1)
        if self._find_with_lazy_load("line", name) is None:
            self.refusals.note(_(UNKNOWN_MAGIC, name=f"%{name}"))
            return None
        return super().run_line_magic(name, line, _stack_depth + 1)

    def run_cell_magic(self, name: str, line: str, cell: str) -> object:
        if name in PROGRAMS:
            self._no_program(f"%%{name}")
            return None
        if self._find_with_lazy_load("cell", name) is None:
            self.refusals.note(_(UNKNOWN_MAGIC, name=f"%%{name}"))
            return None
        if name == "timeit":
            line = ONCE + REPEATS.sub("", line)
        if name == "capture":
            cell = f"#\n{cell}"  # so that lines are counted from the magic's
        with contextlib.suppress(UsageError):  # of the magic's own line, such as an empty body
            return super().run_cell_magic(name, line, cell)
        return None

    def _run_leniently(self, name: str, line: str, depth: int) -> object:
        """``%timeit`` once; an extension that isn't installed is no fault of the answer's."""
        if name == "timeit":
            return super().run_line_magic(name, ONCE + REPEATS.sub("", line), depth + 1)
        try:
            return super().run_line_magic(name, line, depth + 1)
        except ImportError:
            self.refusals.note(_("The extension `{name}` isn't there in the grader.", name=line))
            return None

    def _no_program(self, what: str) -> None:
        self.user_ns["_exit_code"] = 127  # as a shell says of a program that it can't find
        self.refusals.note(no_programs(what))

    def system(self, cmd: str) -> None:
        self._no_program(f"!{cmd.strip()}")

    system_raw = system_piped = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> object:
        self._no_program(f"!{cmd.strip()}")
        return SList() if split else ""

    # A screen, windows and an end

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str, str]:
        """Leave figures inline, whichever window ``%matplotlib`` asks for."""
        return "inline", BACKEND

    def enable_gui(self, gui: str | None = None) -> None:
        pass

    def init_user_ns(self) -> None:
        super().init_user_ns()
        self.user_ns["exit"] = self.user_ns["quit"] = lambda *_, **__: None

    def ask_exit(self) -> None:
        pass

    def showtraceback(self, *_: object, **__: object) -> None:
        pass

    showsyntaxerror = showindentationerror = showtraceback

    # What IPython keeps of every cell for its history, on the way to a screen and of errors

    @contextlib.contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        yield

    def _format_exception_for_storage(self, *_: object, **__: object) -> dict:
        return {}


def notebook_shell() -> NotebookShell:
    """The shell of this process, made at the first call; ``__main__`` is still the old module."""
    if NotebookShell.initialized():
        return NotebookShell.instance()
    main = sys.modules["__main__"]
    settings = Config()
    settings.HistoryManager.enabled = False  # it writes a database, from a thread of its own
    settings.InteractiveShell.colors = "nocolor"
    with tempfile.TemporaryDirectory(prefix="ipython-") as folder:  # nothing of it is needed later
        shell = NotebookShell.instance(
            config=settings, user_module=types.ModuleType("__main__"), ipython_dir=folder
        )
    sys.modules["__main__"] = main
    shell.db = ShellDatabase()
    shell.run_line_magic("load_ext", "storemagic")  # as every kernel does
    assert shell.display_formatter is not None  # a new shell makes it
    shell.display_formatter.active_types = ["text/plain"]
    shell.run("first", "None")  # what IPython does at its first cell only is then done
    shell.reset(new_session=True)
    return shell


def enter_notebook() -> NotebookShell:
    """Make this process a notebook's: its shell, its ``__main__``, its built-in names."""
    shell = notebook_shell()
    sys.modules["__main__"] = shell.user_module
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")  # what a cell writes can be imported
    shell.builtin_trap.activate()  # also while a test calls a function of the notebook's
    shell.refusals.start()
    return shell


BACKEND = "module://matplotlib_inline.backend_inline"


def draw_inline(shell: InteractiveShell) -> None:
    """Have figures drawn by the backend that Jupyter has; without Matplotlib, do nothing.

    ``matplotlib.use("TkAgg")`` and its like ask for windows, which a student's own machine has.
    Where there are none, Matplotlib refuses at once if pyplot has been imported before, as it has
    been here. The backend then stays as it is.
    """
    with contextlib.suppress(ImportError):
        import matplotlib.pyplot as plt
        from IPython.core.pylabtools import activate_matplotlib
        from matplotlib_inline.backend_inline import configure_inline_support

        activate_matplotlib(BACKEND)
        configure_inline_support(shell, BACKEND)  # figures are closed at the end of their cell
        switch_backend = plt.switch_backend

        def switch_or_stay(newbackend: str) -> None:
            with contextlib.suppress(ImportError):
                switch_backend(newbackend)

        plt.switch_backend = switch_or_stay
