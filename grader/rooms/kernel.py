"""A room that runs a test and the cells it needs in a Jupyter kernel of their own.

The test shares the kernel with the student's code: this room protects against accidents, not
against a submission that wants to cheat.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from grader.rooms.room import Limits
from grader.submissions.plan import Plan, Question
from grader.verdicts.verdict import TestResult, Verdict

ANSI = re.compile(r"\x1b\[[0-9;]*m")
MAX_PRINTED = 20_000
# What a kernel says outside its cells (TensorFlow's start-up lines) is for nobody.
SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class KernelRoom:
    """Grades with nbclient, the executor that nbgrader itself uses. See `grader.rooms.room`."""

    def examine(self, plan: Plan, limits: Limits) -> list[TestResult]:
        return [question.settled or self._run(question, limits) for question in plan.questions]

    def _run(self, question: Question, limits: Limits) -> TestResult:
        """A fresh kernel for each test, so that no test sees what another left behind."""
        sources = [*(cell.source for cell in question.cells), question.test.source]
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
        try:
            # an empty folder of its own: nothing next to the notebook can stand in for a module
            with tempfile.TemporaryDirectory(prefix="grader-room-") as folder:
                client = NotebookClient(
                    nb,
                    kernel_name="python3",
                    timeout=math.ceil(limits.seconds_per_test),
                    startup_timeout=math.ceil(limits.seconds_to_start),
                    store_widget_state=False,
                    resources={"metadata": {"path": folder}},
                )
                with client.setup_kernel(env=_environment(), **SILENT):
                    return self._examine(question, client, nb, limits)
        except CellTimeoutError:
            return question.result(Verdict.TIMEOUT, _too_slow(limits))
        except DeadKernelError:
            return question.result(Verdict.ERROR, "The code ended its own process.")
        except Exception as error:  # fail closed: whatever went wrong, there is no pass
            return question.result(Verdict.ERROR, f"The test could not be run: {error}")

    def _examine(
        self, question: Question, client: NotebookClient, nb: nbformat.NotebookNode, limits: Limits
    ) -> TestResult:
        deadline = time.monotonic() + limits.seconds_per_test
        first_error = ""
        for index, cell in enumerate(question.cells):
            client.timeout = _seconds_left(deadline)
            try:
                client.execute_cell(nb.cells[index], index, store_history=False)
            except CellExecutionError as error:
                # as in a notebook run by hand, the cells below still get their turn
                first_error = first_error or _cell_error(cell.grade_id, cell.number, error)
        client.timeout = _seconds_left(deadline)
        test_cell = nb.cells[-1]
        try:
            client.execute_cell(test_cell, len(nb.cells) - 1, store_history=False)
        except CellExecutionError as error:
            message = f"{error.evalue}" if error.ename == "AssertionError" else _named(error)
            if error.ename == "NameError" and first_error:
                message = first_error
            verdict = Verdict.FAILED if error.ename == "AssertionError" else Verdict.ERROR
            return question.result(verdict, _plain(message), _printed(test_cell))
        return question.result(Verdict.PASSED, "", _printed(test_cell))


def _seconds_left(deadline: float) -> int:
    return max(1, math.ceil(deadline - time.monotonic()))


def _environment() -> dict[str, str]:
    return os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2", "MPLBACKEND": "agg"}


def _too_slow(limits: Limits) -> str:
    return (
        f"The test was stopped after {limits.seconds_per_test:g} seconds. Look for a loop "
        "that never ends, or for training inside a graded function."
    )


def _cell_error(grade_id: str | None, number: int, error: CellExecutionError) -> str:
    where = f"The cell {grade_id}" if grade_id else f"Code cell {number}"
    return f"{where}, which this test needs, raised {error.ename}: {error.evalue}"


def _named(error: CellExecutionError) -> str:
    return f"{error.ename}: {error.evalue}"


def _plain(text: str) -> str:
    return ANSI.sub("", text).strip()


def _printed(cell: nbformat.NotebookNode) -> str:
    return "".join(_stdout(cell))[:MAX_PRINTED]


def _stdout(cell: nbformat.NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            yield output.text
