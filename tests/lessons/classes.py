"""Whole classes of an assignment: solved, untouched, samples and mutants."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import nbformat
from sampling import WITH_TRAINING, sampled
from wrong_answers import ASSIGNMENTS, CHECKOUT, Mutant, mutants_of, trained_tests

from grader.assignment.reader import read_assignment
from grader.course import Course
from grader.course_config import CONFIG_NAME
from grader.release.sample_class import body, edit, load_samples, solved_notebook
from grader.runner.grading import grade_submission
from grader.submissions.submission import Submission

# solutions of which `make test` runs the tests that train, too: they train for seconds
SOLVED_WITH_TRAINING = (
    ASSIGNMENTS if WITH_TRAINING else ["01_celsius_to_fahrenheit", "04_happy_house"]
)


def copy_of_course(root):
    """A copy of the checkout's sources and releases, with nothing of any class in it."""
    root.mkdir()
    for name in ("solutions", "notebooks"):
        shutil.copytree(CHECKOUT / name, root / name)
    shutil.copy(CHECKOUT / CONFIG_NAME, root)
    return Course.load(root)


def chosen_samples(course, assignment):
    """The students of the sample class that are graded: all, or every second."""
    return sampled(load_samples(course, assignment), 2)


def whole_class(course, assignment):
    """{"solved", "untouched", a sample's student, a Mutant: the notebook it submits}."""
    paths = _notebooks(course, assignment)
    submitted = {
        "untouched": paths[0].read_bytes(),
        "solved": _bytes(solved_notebook(course, assignment)),
    }
    submitted |= {s.student: s.content(*paths) for s in chosen_samples(course, assignment)}
    return submitted | wrong_answers(course, assignment, mutants_of(assignment))


def wrong_answers(course, assignment, mutants):
    """{Mutant: the solved notebook with its change}."""
    submitted = {}
    for mutant in mutants:
        nb = solved_notebook(course, assignment)
        if mutant.old is None:
            body(nb, mutant.cell, mutant.new)
        else:
            edit(nb, mutant.cell, mutant.old, mutant.new)
        submitted[mutant] = _bytes(nb)
    return submitted


def grade(course, name, submitted, runner):
    """Grade notebooks as a class would be; {who: result}.

    Of a mutant only the tests that it asks for are run; of a sample, and of most solutions, those
    that train only if all is to be trained.
    """
    assignment = read_assignment(course, name)
    untrained = set() if WITH_TRAINING else {s.student for s in load_samples(course, name)}
    if name not in SOLVED_WITH_TRAINING:
        untrained |= {"solved"}
    tests = frozenset(test.grade_id for notebook in assignment.notebooks for test in notebook.tests)

    def asked(who):
        if isinstance(who, Mutant):
            return frozenset({who.test}) if who.alone else tests - who.left_out
        return tests - trained_tests(name) if who in untrained else tests

    keeping = cache(lambda tests: assignment.keeping(tests.__contains__))
    return _grade_all(course, name, submitted, lambda who: keeping(asked(who)), runner)


def grade_visible_parts(course, name, runner):
    """{Mutant: the result of its own test without its hidden part}."""
    assignment = read_assignment(course, name).visible_part()
    keeping = cache(lambda test: assignment.keeping(test.__eq__))
    submitted = wrong_answers(course, name, mutants_of(name))
    results = _grade_all(course, name, submitted, lambda mutant: keeping(mutant.test), runner)
    return {mutant: result.tests[0] for mutant, result in results.items()}


def _grade_all(course, name, submitted, assignment_for, runner):
    """{who: result} of notebooks, each graded by the tests of `assignment_for(who)`."""
    with ThreadPoolExecutor(1 if "PYTEST_XDIST_WORKER" in os.environ else 2) as pool:
        running = {}
        for number, (who, content) in enumerate(submitted.items()):
            folder = course.submitted_root / f"s{number:03}" / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.ipynb").write_bytes(content)
            submission = Submission(str(who), name, folder)
            running[who] = pool.submit(grade_submission, submission, assignment_for(who), runner)
        return {who: future.result().result for who, future in running.items()}


def _notebooks(course, assignment):
    """The released and the author's notebook."""
    folders = (course.release(assignment), course.source(assignment))
    return [folder / f"{assignment}.ipynb" for folder in folders]


def _bytes(nb):
    return nbformat.writes(nb).encode()


def grade_cells(course, name, cells, runner):
    """{(what, cell): source} put into the solved notebook one by one; {(what, cell): the test}.

    Only the cell's own test is run.
    """
    assignment = read_assignment(course, name)
    found = {}
    for number, ((what, cell), source) in enumerate(cells.items()):
        nb = solved_notebook(course, name)
        body(nb, cell, source)
        folder = course.submitted_root / f"r{number:03}" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_bytes(_bytes(nb))
        own = assignment.keeping(lambda grade_id, cell=cell: grade_id == f"test_{cell}")
        result = grade_submission(Submission(what, name, folder), own, runner).result
        found[what, cell] = result.tests[0]
    return found
