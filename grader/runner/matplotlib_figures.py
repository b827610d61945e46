"""Matplotlib in a notebook's process: figures are inline, as in Jupyter, and shown nowhere."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

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
