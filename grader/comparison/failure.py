"""A failed check that a notebook shows as a page in place of a traceback."""

from __future__ import annotations

from .message import introduction, last_sentence, message
from .page import page
from .report import Report


class Explained(AssertionError):
    """Its text is the whole explanation; `html` is the same for a notebook, if there is any."""

    def __init__(self, text: str, html: str) -> None:
        super().__init__(text)
        self.html = html
        self._shown = False

    def in_short(self) -> list[str]:
        """The lines that stand below the page."""
        return str(self).splitlines()[:1]

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the calls in between help nobody here."""
        from IPython import get_ipython
        from IPython.display import display

        shell = get_ipython()
        if not self.html or shell is None or not hasattr(shell, "kernel"):
            return str(self).splitlines()  # a terminal shows text
        if not self._shown:  # the kernel asks twice
            display({"text/html": self.html, "text/plain": str(self)}, raw=True)
        self._shown = True
        return self.in_short()


class ComparisonFailed(Explained):
    """The models differ; `report` says how, as data."""

    def __init__(self, report: Report) -> None:
        super().__init__(message(report), page(report))
        self.report = report

    def in_short(self) -> list[str]:
        return [introduction(self.report), last_sentence(self.report)]
