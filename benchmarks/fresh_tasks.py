"""How surely right answers pass the tests that train on fresh tasks, and wrong ones fail.

    python benchmarks/fresh_tasks.py [NUMBER ...] [--seeds N] [--only TEXT]

For each trained test of the lessons NUMBERS and each answer in `fresh_answers.py`: the whole test,
its visible training and its hidden one, is run on the tasks of N seeds, in this process, without
isolation, with one TensorFlow thread. A row tells how many passed, the figures that the test judges
(mean ± standard deviation, range, the least value asked for), the chance that a further run falls
below it, and the processor time of one run, drawing included. The chance is that of Student's t, as
`trained_tests.py` explains it; figures bounded by 1 have thinner tails. A right answer should pass
with every seed, and the reference fail in less than 1 run of 1,000. A wrong answer should fail with
every seed.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import math
import os
import statistics
import time

import click
import numpy as np
from cnn_datasets.data_folder import STAND_IN_VARIABLE
from fresh_answers import ANSWERS, FIGURES, Answer
from reseeded import other_seeds, run_cell

from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.course import Course
from grader.fresh_tasks import seed as task_seed
from grader.submissions.author_submission import author_submission
from grader.submissions.planning import plan

NOTED = "_noted_locals"
ELSEWHERE = 10_000  # added to a seed: tasks that brought-along weights were trained on


class Lesson:
    """One trained test, with the cells that it needs."""

    def __init__(self, course: Course, number: str) -> None:
        self.number = number
        assignment = next(a for a in course.assignments() if a.startswith(number))
        (notebook,) = read_assignment(course, assignment).notebooks
        test = FIGURES[number].test
        tasks = plan(notebook, author_submission(notebook)).tasks
        (task,) = (q for q in tasks if q.test.grade_id == test)
        self._cells = {cell.grade_id or str(i): cell.source for i, cell in enumerate(task.cells)}
        self._helpers = [helper.source for helper in task.helpers]
        self._prelude = notebook.prelude
        self._test = task.test.source

    def run(self, answer: Answer, seed: int) -> tuple[str, list[float], float]:
        """Run the hidden test once.

        Returns what it said ("" if it passed), the figures that it judged (NaN where it did not
        come so far), and the seconds of processor time it took.
        """
        judge = FIGURES[self.number].function
        names: dict = {"__name__": "__main__", NOTED: []}
        said = ""
        with (
            other_seeds(seed),
            open(os.devnull, "w") as nowhere,
            contextlib.redirect_stderr(nowhere),
        ):
            edited = answer.edited(self._cells).values()
            for source in (self._prelude, *edited, *self._helpers):
                run_cell(_with_noted_locals(source, judge), names)
            if answer.brings:
                names["brought"] = self._brought(names, seed)
            task_seed.use(seed)
            start = time.process_time()
            try:
                run_cell(self._test, names)
            except Exception as error:
                said = f"{type(error).__name__}: {error}"
            seconds = time.process_time() - start
        calls = names[NOTED] if judge else [names]
        figures = [
            _value(f.expression, names | calls[f.call] if f.call < len(calls) else {})
            for f in FIGURES[self.number].figures
        ]
        gc.collect()
        return said, figures, seconds

    def _brought(self, names: dict, seed: int):
        """The model that the reference gives after the same test on a task of another seed."""
        task_seed.use(seed + ELSEWHERE)
        other: dict = dict(names)
        for source in (*self._cells.values(), *self._helpers):
            run_cell(source, other)
        with contextlib.suppress(AssertionError):
            run_cell(self._test, other)
        return other.get("trained", other.get("model"))


def _with_noted_locals(source: str, function: str) -> str:
    """The cell, with the local names of each call of `function` added to `NOTED` as it ends."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            note = ast.parse(f"{NOTED}.append(dict(locals()))").body
            node.body = [ast.Try(node.body, handlers=[], orelse=[], finalbody=note)]
    return ast.unparse(ast.fix_missing_locations(tree))


def _value(expression: str, names: dict) -> float:
    try:
        return float(eval(expression, names))
    except NameError:
        return math.nan


def row(number: str, found: list[tuple[str, list[float], float]]) -> str:
    """Tell of the runs of one answer."""
    text = []
    judged = FIGURES[number].figures
    for figure, values in zip(judged, zip(*(f[1] for f in found), strict=True), strict=True):
        known = [value for value in values if not math.isnan(value)]
        if not known:
            continue
        text.append(
            f"{figure.name} {statistics.mean(known):.3f} ± {_spread(known):.3f} "
            f"({min(known):.3f} to {max(known):.3f}; least {figure.least:.2f}, "
            f"p {_chance(known, figure.least):.0e})"
        )
    passed = sum(not said for said, _, _ in found)
    seconds = statistics.mean(spent for _, _, spent in found)
    return f"{passed:2} of {len(found)} pass, {seconds:4.1f} s; " + "; ".join(text)


def _spread(values: list[float]) -> float:
    return statistics.stdev(values) if len(values) > 1 else 0.0


def _chance(values: list[float], least: float) -> float:
    """The chance that a further run falls below the least value asked for."""
    from scipy.stats import t as student

    n, sd = len(values), _spread(values)
    if not sd:
        return float(np.mean(values) < least)
    apart = (statistics.mean(values) - least) / (sd * math.sqrt(1 + 1 / n))
    return float(student.sf(apart, n - 1))


@click.command()
@click.argument("numbers", nargs=-1)
@click.option("--seeds", default=12, show_default=True)
@click.option("--first", default=0, show_default=True, help="The first seed.")
@click.option("--only", default="", help="Answers whose kind or description holds this text.")
def main(numbers: tuple[str, ...], seeds: int, first: int, only: str) -> None:
    """Measure the lessons NUMBERS (such as 06), or all that train on fresh tasks."""
    os.environ |= {STAND_IN_VARIABLE: "1", "TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1"}
    course = Course.load(installed_root())
    for number in numbers or FIGURES:
        lesson = Lesson(course, number)
        for answer in ANSWERS[number]:
            if only not in f"{answer.kind}: {answer.what}":
                continue
            found = [lesson.run(answer, first + i) for i in range(seeds)]
            click.echo(f"{number} {answer.kind:9} {answer.what:38} {row(number, found)}")
            wrong = answer.kind == "cheat"
            for i, (said, _, _) in enumerate(found):
                if bool(said) != wrong:
                    click.echo(f"   seed {first + i}: {said or 'passed'}", err=True)


if __name__ == "__main__":
    main()
