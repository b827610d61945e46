"""An answer that is right one time in two has the points of one draw, not of the better of two.

The coins are tossed by whatever differs from one run to the next. The second exercise is the one
that tosses: what fails behind a hidden check was asked again once.
"""

import nbformat
import pytest
from leaking import NAME, write_course
from leaks import FORGETS, Leak
from sampling import WITH_TRAINING

from grader.gradebook.grading_run import grade_assignment
from grader.runner.limits import Limits

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not WITH_TRAINING, reason="grades four classes; `make test-training` does"),
]
STUDENTS = 120
# Of 120 fair tosses more than 80 are heads once in 8,000 times; of 120 pairs, 98 times in 100.
AT_MOST = 80
COINS = {
    "the system's random numbers": "import os\n    heads = os.urandom(1)[0] % 2",
    # The numbers of a course's workers have a constant step, so their parity is no coin.
    "the number of the process": 'import os\n    heads = bin(os.getpid()).count("1") % 2',
}
PLACES = ["once for all calls", "at every call"]
TEST = "assert second() == 2\n{begin}\nassert second() == 2\n{end}\n"


@pytest.mark.parametrize("coin", [pytest.param(body, id=what) for what, body in COINS.items()])
@pytest.mark.parametrize("place", PLACES)
def test_an_answer_is_drawn_once(coin, place, tmp_path):
    toss = f"def toss():\n    {coin}\n    return heads\n\n\n"
    once = toss + "HEADS = toss()\n\n\ndef second():\n    return 2 if HEADS else 1\n"
    always = toss + "def second():\n    return 2 if toss() else 1\n"
    answer = once if place == "once for all calls" else always
    first = "assert first(1) == 2\n{begin}\nassert first(2) == 4\n{end}\n"
    leak = Leak("", (FORGETS, answer), (4, 6), (first, TEST))
    course = write_course(leak, tmp_path / "course")
    submitted = course.root / "submitted"
    nb = nbformat.read(submitted / "ada" / NAME / f"{NAME}.ipynb", 4)
    for number in range(STUDENTS - 1):
        folder = submitted / f"s{number:03}" / NAME
        folder.mkdir(parents=True)
        for cell in nb.cells:
            if cell.metadata.nbgrader.grade_id == "second":
                cell.source = f"{answer}\n\nNUMBER = {number}\n"  # no two are the same
        nbformat.write(nb, folder / f"{NAME}.ipynb")
    session = grade_assignment(
        course, NAME, workers=1, limits=Limits(30, True), solution_fails_anyway=True
    )
    results = list(session.results())
    assert len(results) == STUDENTS
    assert not any(test.fault for result in results for test in result.tests)
    assert sum(result.tests[0].points == 4 for result in results) == STUDENTS
    assert sum(result.tests[1].points > 0 for result in results) <= AT_MOST
