"""``python tests/lessons/messages.py [NUMBER ...]`` shows what wrong answers are told.

Of each assignment (or of those named, such as 05) some mutants, spread over its cells, are graded;
what the student reads is printed. Wrong answers that only a training tells are left out.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))  # what tests share
from classes import copy_of_course, grade, wrong_answers
from lesson_runner import runner_for_all_lessons
from wrong_answers import ASSIGNMENTS, mutants_of

EACH = 4


def main(*numbers):
    """Print the messages of a few wrong answers to each assignment."""
    with (
        tempfile.TemporaryDirectory(prefix="messages-") as folder,
        runner_for_all_lessons(2) as runner,
    ):
        course = copy_of_course(Path(folder) / "course")
        for assignment in ASSIGNMENTS:
            if not numbers or assignment[:2] in numbers:
                mutants = mutants_of(assignment, with_training=False)
                chosen = mutants[:: max(1, len(mutants) // EACH)][:EACH]
                submitted = wrong_answers(course, assignment, chosen)
                for mutant, result in grade(course, assignment, submitted, runner).items():
                    show(mutant, result)


def show(mutant, result):
    """One wrong answer: what it is, its points, what the student is told."""
    test = next(t for t in result.tests if t.grade_id == mutant.test)
    print(f"* {mutant.assignment[:2]} {mutant.cell}: {mutant.what}", end=" ")
    print(f"({test.points:g} of {test.max_points:g})")
    for line in test.message.splitlines():
        print(f"  {line}")
    print(flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
