"""What IPython gives every notebook, without IPython: magics and shell lines that do no work."""

from __future__ import annotations

import builtins


class NotebookShell:
    """Stands for IPython's shell: ``%matplotlib inline``, ``!pip …``, ``name?`` have no effect."""

    def __init__(self, names: dict[str, object]) -> None:
        self._names = names

    def install(self) -> None:
        """Put ``get_ipython`` and ``display`` where student code looks for them."""
        builtins.get_ipython = lambda: self
        builtins.display = lambda *objects, **options: None
        builtins.exit = builtins.quit = lambda *code: None

    def run_line_magic(self, name: str, line: str, *_: object, **__: object) -> None:
        return None

    run_cell_magic = run_line_magic

    def system(self, command: str) -> None:
        return None

    def getoutput(self, command: str, **_: object) -> list[str]:
        return []

    @property
    def user_ns(self) -> dict[str, object]:
        return self._names

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None
