"""Which notebooks can be graded here: those for Python."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from grader.analysis.cell_effects import effects
from grader.errors import CourseError

PYTHON = ("python", "ipython")


def require_python(nb: NotebookNode, path: Path) -> None:
    """Refuse a notebook that is written for another language's kernel.

    Raises
    ------
    CourseError
        With the kernel and the language it says, before anybody is graded by it.
    """
    kernelspec = nb.metadata.get("kernelspec", {})
    name = kernelspec.get("name", "")
    language = kernelspec.get("language") or nb.metadata.get("language_info", {}).get("name", "")
    if language:
        is_python = language.lower().startswith(PYTHON)
    else:
        is_python = "python" in name.lower() or _can_be_read(nb)
    if not is_python:
        said = f"{name or 'no name'} ({language or 'language not said'})"
        raise CourseError(
            f"{path.name} is written for the kernel {said}; only Python is graded here. Nothing "
            "was graded. Grade this assignment with nbgrader itself, or correct the notebook's "
            "kernel (in Jupyter: Kernel, Change Kernel) if its cells are Python."
        )


def _can_be_read(nb: NotebookNode) -> bool:
    return not any(effects(c.source).error for c in nb.cells if c.cell_type == "code")
