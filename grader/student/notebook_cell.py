"""The check of a notebook, started in one of its cells and shown below that cell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html import escape
from pathlib import Path

from grader.console import MARK
from grader.language import _, speak
from grader.results import Verdict
from grader.student.finding import Finding

VERDICT_TEXT = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "failed",
    Verdict.ERROR: "error",
    Verdict.TIMEOUT: "timeout",
    Verdict.NOT_ATTEMPTED: "not attempted",
}
UNSAVED = (
    "An older version was checked: the graded cell that you ran last is not in the file yet. "
    "Save the notebook (Ctrl+S), then run check() again."
)
NO_FILE = (
    "check() does not know this notebook's file. Save the notebook and give its path: "
    'check("05_convolution_model_application.ipynb")'
)
NOT_THERE = "There is no file {name} here. For the notebook that you are in, write check()."
ENDED = (
    "The check was ended from outside (exit code {code}). Is there enough memory? Shut down other "
    "notebooks, then run check() again."
)
NO_PATH = "check() checks a whole notebook, not one function. Write check(), without a name in it."


def check(path: str | os.PathLike | None = None, trust: bool = False) -> None:
    """Check the notebook as it is saved: visible tests, and what to look at before you submit it.

    Parameters
    ----------
    path
        The notebook's file. Default: the notebook this is called from, where Jupyter tells it.
    trust
        Whether another notebook than this one may be run where this machine has no sandbox. This
        one is trusted: its cells are run here anyway.
    """
    if path is not None and not isinstance(path, str | os.PathLike):
        print(_(NO_PATH))
        return
    own = _own_path()
    file = own if path is None else Path(path)
    if file is None or not file.is_file():
        print(_(NO_FILE) if path is None else _(NOT_THERE, name=path))
        return
    unsaved = _unsaved(file)  # looked up now: Jupyter may save the notebook during the check
    command = [sys.executable, "-P", "-m", "grader", "check", "--json"]
    if trust or file == own:
        command.append("--trust-notebook")
    done = subprocess.run(
        [*command, "--", str(file)], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    try:
        found = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        said = done.stderr.strip().splitlines()
        print(said[-1] if said else _(ENDED, code=done.returncode))
        return
    with speak(found["language"]):
        _show(found, unsaved)


def _own_path() -> Path | None:
    """Jupyter Server gives a kernel the path of its notebook (jupyter_server 2 and later)."""
    session = os.environ.get("JPY_SESSION_NAME", "")
    return Path(session) if session.endswith(".ipynb") else None


def _unsaved(file: Path) -> bool:
    """Whether the graded function that this kernel ran last is not in the file."""
    from IPython import get_ipython

    from grader.analysis.cell_analysis import analyse, same_code
    from grader.submissions.notebook_reader import UnreadableNotebook, read_notebook

    try:
        cells = [cell for cell in read_notebook(file).cells if cell.is_code]
    except UnreadableNotebook:
        return False  # the check says what it is
    graded = {name for c in cells if c.grade_id for name in analyse(c.source).defines}
    shell = get_ipython()  # None in a script; its own history, since a student may rebind `In`
    ran = getattr(shell and shell.history_manager, "input_hist_parsed", [])
    for source in reversed(ran):
        if analyse(source).defines & graded and "def " in source:
            return not any(same_code(source, cell.source) for cell in cells)
    return False


def _show(found: dict, unsaved: bool) -> None:
    from IPython import get_ipython
    from IPython.display import display

    tests = found["tests"]
    lines = [
        _(
            "{mark} {test}: {verdict}",
            mark=MARK[Verdict(test["verdict"])],
            test=test["grade_id"],
            verdict=_(VERDICT_TEXT[Verdict(test["verdict"])]),
        )
        for test in tests
    ]
    notes = [Finding(**finding).sentences for finding in found["findings"]] + found["notes"]
    first = [_(UNSAVED)] if unsaved else []
    about = escape(_("Check of this notebook"))
    parts = [f"<div role='region' aria-label='{about}'>"]
    parts += [f"<p><strong>{escape(line)}</strong></p>" for line in first]
    parts.append("<ul>")
    for line, test in zip(lines, tests, strict=True):
        message = test["message"] if test["verdict"] != Verdict.NOT_ATTEMPTED else ""
        details = f"<pre>{escape(message)}</pre>" if message else ""
        parts.append(f"<li>{escape(line)}{details}</li>")
    parts.append("</ul>")
    if notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in notes)
        parts.append(f"<p><strong>{_('Before you submit')}</strong></p><ul>{items}</ul>")
    parts.append("</div>")
    text = "\n".join([*first, *lines, *(f"· {note}" for note in notes)])
    if get_ipython() is None:  # a script
        print(text)
        return
    display({"text/html": "".join(parts), "text/plain": text}, raw=True)
