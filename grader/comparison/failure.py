"""A failed comparison: a notebook shows both models side by side in place of a traceback."""

from __future__ import annotations

from .message import introduction, last_sentence, message
from .page import page
from .report import Report


class ComparisonFailed(AssertionError):
    """The models differ. Its text is the whole explanation; `report` is the same as data."""

    def __init__(self, report: Report) -> None:
        super().__init__(message(report))
        self.report = report
        self._shown = False

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the calls in between help nobody here."""
        from IPython import get_ipython
        from IPython.display import display

        shell = get_ipython()
        if shell is None or not hasattr(shell, "kernel"):  # a terminal shows text
            return str(self).splitlines()
        if not self._shown:  # the kernel asks twice
            display({"text/html": page(self.report), "text/plain": str(self)}, raw=True)
        self._shown = True
        return [introduction(self.report), last_sentence(self.report)]
