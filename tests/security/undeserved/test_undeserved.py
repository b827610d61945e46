"""Answers that had full marks on 7b7b10e and are wrong, and honest ones that lost theirs there."""

from functools import cache, partial

import pytest
from all_entries import CORPUS, HONEST
from entry import submission
from marking import mark, says_nothing
from sampling import WITH_TRAINING, sampled

from grader.checkout import installed_root
from grader.course import Course
from grader.release.sample_class import solved_notebook

pytestmark = pytest.mark.slow
EVERY = 30


def parameters(entries):
    """The entries that are graded here, each assignment's in one worker of xdist.

    `make test` takes every thirtieth, `make test-training` all.
    """
    chosen = sampled([e for e in entries if WITH_TRAINING or not e.trains], EVERY)
    return [
        pytest.param(entry, id=entry.name, marks=pytest.mark.xdist_group(entry.assignment))
        for entry in chosen
    ]


@pytest.fixture(scope="session")
def graded(request, lesson_runner):
    """graded(entry): its result. Of a lesson, all entries that are tested are graded at once.

    `make test` runs only the tests that an entry aims at.
    """
    asked = [item.callspec.params.get("entry") for item in request.session.items if _varies(item)]

    @cache
    def of_lesson(lesson):
        entries = (entry for entry in asked if entry and entry.lesson == lesson)
        return dict(mark(entries, lesson_runner, aimed=not WITH_TRAINING))

    return lambda entry: of_lesson(entry.lesson)[entry]


def _varies(item):
    return hasattr(item, "callspec")


def test_every_entry_is_an_edit_of_what_its_lesson_is_now():
    right = cache(partial(solved_notebook, Course.load(installed_root())))
    for entry in [*CORPUS, *HONEST]:
        submission(right(entry.assignment), entry.edits)


@pytest.mark.parametrize("entry", parameters(CORPUS))
def test_a_wrong_answer_has_no_points_for_it_and_is_told_why(graded, entry):
    tests = {test.grade_id: test for test in graded(entry).tests}
    assert set(entry.zero) <= tests.keys()
    for grade_id, test in tests.items():
        assert not says_nothing(test), f"run this again: {test.message}"
        if grade_id in entry.zero:
            assert test.points == 0, f"{entry.why}: {entry.what}"
            assert len(test.message.split()) > 3
            assert "Traceback" not in test.message
        elif grade_id not in entry.may:
            assert test.points == test.max_points, test.message


@pytest.mark.parametrize("entry", parameters(HONEST))
def test_honest_work_keeps_all_points(graded, entry):
    for test in graded(entry).tests:
        assert not says_nothing(test), f"run this again: {test.message}"
        if test.grade_id not in entry.may:
            assert test.points == test.max_points, f"{test.grade_id}: {test.message}"


def test_there_are_entries_for_every_kind_and_lesson():
    kinds = {entry.kind for entry in CORPUS}
    assert kinds == {"operations", "settings", "locked cells", "narrow", "trained", "luck"}
    for kind, lessons in {
        "operations": "01 02 03 04 05 06 07 08 09",
        "settings": "01 02 03 04 05 06 07 08 09",
        "locked cells": "01 02 03 04 06 07 08",
        "trained": "01 02 03 04 06 07 08 09",
        "luck": "06 07 08 09",
    }.items():
        assert {entry.lesson for entry in CORPUS if entry.kind == kind} >= set(lessons.split())


def test_every_entry_has_a_name_of_its_own():
    names = [entry.name for entry in [*CORPUS, *HONEST]]
    assert len(names) == len(set(names))
