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
    "The cell you ran last with a graded function in it is not in the file on disk. "
    "Save the notebook (Ctrl+S), or what you submit is the older version."
)
NO_FILE = (
    "check() does not know this notebook's file. Save the notebook and give its path: "
    'check("05_convolution_model_application.ipynb")'
)


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
    own = _own_path()
    file = own if path is None else Path(path)
    if file is None or not file.is_file():
        print(_(NO_FILE))
        return
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
        print(said[-1] if said else _("The check failed."))
        return
    with speak(found["language"]):
        _show(found, _unsaved(file))


def _own_path() -> Path | None:
    """Jupyter Server gives a kernel the path of its notebook (jupyter_server 2 and later)."""
    session = os.environ.get("JPY_SESSION_NAME", "")
    return Path(session) if session.endswith(".ipynb") else None


def _unsaved(file: Path) -> bool:
    """Whether the graded function that this kernel ran last is not in the file."""
    from IPython import get_ipython

    from grader.analysis.cell_analysis import analyse, same_code
    from grader.submissions.notebook_reader import read_notebook

    cells = [cell for cell in read_notebook(file).cells if cell.is_code]
    graded = {name for c in cells if c.grade_id for name in analyse(c.source).defines}
    ran = [source for source in get_ipython().user_ns.get("In", ()) if source.strip()]
    for source in reversed(ran):
        if analyse(source).defines & graded and "def " in source:
            return not any(same_code(source, cell.source) for cell in cells)
    return False


def _show(found: dict, unsaved: bool) -> None:
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
    notes = [_(UNSAVED)] if unsaved else []
    notes += [Finding(**finding).sentences for finding in found["findings"]]
    notes += found["notes"]
    about = escape(_("Check of this notebook"))
    parts = [f"<div role='region' aria-label='{about}'>", "<ul>"]
    for line, test in zip(lines, tests, strict=True):
        message = test["message"] if test["verdict"] != Verdict.NOT_ATTEMPTED else ""
        details = f"<pre>{escape(message)}</pre>" if message else ""
        parts.append(f"<li>{escape(line)}{details}</li>")
    parts.append("</ul>")
    if notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in notes)
        parts.append(f"<p><strong>{_('Before you submit')}</strong></p><ul>{items}</ul>")
    parts.append("</div>")
    text = "\n".join([*lines, *(f"· {note}" for note in notes)])
    display({"text/html": "".join(parts), "text/plain": text}, raw=True)
