"""Whether a solution that passes from outside its process has only been lucky there.

From the test runner, a seed, a patched function or a setting that a test prepares is not felt by
the answer. A coin that is tossed there may still fall as the test says, once. So where the solution
draws random numbers while such a test runs, or the test patches and the solution reads the clock,
that it has passed is no evidence. And what a test sets for all code, such as an environment
variable, another right answer may need although the solution does not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from grader.runner.test_jobs import as_python
from grader.runner.verdict_memory import looks_at_the_clock
from grader.submissions.grading_plan import TestTask
from grader.submissions.notebook_reader import Cell

FELT_BY_ALL = {"settings", "input()"}
NOTE_STATES = """\
def no_draw_until_now(noted={}):
    import pickle, random, sys
    states = [random.getstate()]
    if "numpy" in sys.modules:
        states.append(sys.modules["numpy"].random.get_state())
    if "tensorflow" in sys.modules:
        from tensorflow.python.eager import context
        generator = getattr(context.context(), "_rng", None)
        states.append(generator and generator.getstate())
    states = pickle.dumps(states)
    return states == noted.setdefault("states", states)

no_draw_until_now()
"""


def feels_what_is_prepared(task: TestTask, prepared: Collection[str]) -> bool:
    """Whether an answer may depend on what the test has prepared in its process."""
    if FELT_BY_ALL & set(prepared):
        return True
    cells = [as_python(cell.source) for cell in task.cells]
    return "patched names" in prepared and looks_at_the_clock(cells)


def asserts_no_draw(task: TestTask) -> TestTask:
    """The same test, which an answer fails that draws random numbers while it runs."""
    last = max(task.cell_indices, default=-1) + 1
    return replace(
        task,
        test=replace(task.test, source=f"{task.test.source}\nassert no_draw_until_now()"),
        cells=(*task.cells, Cell(0, None, NOTE_STATES)),
        cell_indices=(*task.cell_indices, last),
    )
