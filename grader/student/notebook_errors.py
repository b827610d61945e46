"""Errors in a notebook, with the advice below them that grading would give."""

from __future__ import annotations

import contextlib
import sys
from types import TracebackType

from grader.runner.keras_errors import advice_for, shortened
from grader.runner.missing_names import meant_by


def advise_on_errors() -> None:
    """From now on, have Jupyter show what to do about errors that beginners meet."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if hasattr(shell, "kernel"):
        shell.set_custom_exc((Exception,), _show)


def _show(shell, kind: type, error: Exception, tb: TracebackType, tb_offset=None) -> None:
    with contextlib.suppress(Exception):  # a class of the student's own may refuse
        advice = advice_for(kind.__name__, shortened(str(error))) or meant_by(error)
        if advice and advice not in getattr(error, "__notes__", ()):
            error.add_note(advice)
    shell.showtraceback((kind, error, tb), tb_offset=tb_offset)
