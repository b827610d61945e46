"""A class for a cluster to grade: quick answers, no two of them equal, and what they deserve."""

from plain_courses import graded, solution, submit, write_course

from grader.gradebook.grading_run import grade_assignment
from grader.runner.limits import Limits

CELLS = [
    solution("double", "### BEGIN SOLUTION\ndouble = lambda n: 2 * n\n### END SOLUTION"),
    graded("test_double", "assert double(2) == 4\n### BEGIN HIDDEN TESTS\n"
           "assert double(3) == 6\n### END HIDDEN TESTS", points=2.0),
]  # fmt: skip
ANSWERS = {
    "right": ("def double(n):\n    return n + n + {} - {}", 2.0),
    "wrong": ("def double(n):\n    return n ** 2 + {} - {}", 0.0),
    "slow": ("import time\ndef double(n):\n    time.sleep(0.3)\n    return 2 * n + {} - {}", 2.0),
    "ends": ("import os\ndef double(n):\n    os._exit({} - {})", 0.0),
}


def make_class(folder, size, kinds=("right", "wrong", "slow", "ends")):
    """A class of submissions, no two of which are equal, and the points that each deserves."""
    course = write_course(folder, CELLS)
    deserved = {}
    for number in range(size):
        student, kind = f"s{number:02}", kinds[number % len(kinds)]
        answer, deserved[student] = ANSWERS[kind]
        submit(course, student, {"double": answer.format(number, number)}, CELLS)
    return course, deserved


def start(course, cluster, **options):
    limits = Limits(20.0, True)
    return grade_assignment(
        course, "ps1", workers=2, limits=limits, scheduler=cluster.address, **options
    )


def points(results):
    assert not any(result.faults for result in results)
    return {result.student: result.score for result in results}
