"""Failed checks, which a notebook shows as HTML in place of a traceback."""

from __future__ import annotations

from functools import cached_property

from grader.comparison.difference_html import page
from grader.comparison.difference_report import Report
from grader.comparison.difference_text import introduction, last_sentence, message


class Explained(AssertionError):
    """A failed check whose text is the whole explanation."""

    _shown = False

    @property
    def html(self) -> str:
        """The explanation as HTML for a notebook; "" if there is none."""
        return ""

    def in_short(self) -> list[str]:
        """The lines shown below the HTML."""
        return str(self).splitlines()[:1]

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback, which would not help a student."""
        from IPython import get_ipython
        from IPython.display import display

        shell = get_ipython()
        html = self.html if hasattr(shell, "kernel") else ""  # a terminal shows text
        if not html:
            return str(self).splitlines()
        if not self._shown:  # the kernel asks twice
            display({"text/html": html, "text/plain": str(self)}, raw=True)
        self._shown = True
        return self.in_short()


class ComparisonFailed(Explained):
    """Two models differ; `report` says how, as data."""

    def __init__(self, report: Report) -> None:
        super().__init__(message(report))
        self.report = report

    @cached_property
    def html(self) -> str:
        return page(self.report)

    def in_short(self) -> list[str]:
        return [introduction(self.report), last_sentence(self.report)]
