"""``nbgrader release_feedback`` for a class in which not everybody submitted through nbgrader.

The address of a page is made of a secret that ``nbgrader submit`` writes beside the notebook.
nbgrader ends the command at the first submission without one. `nbgrader_config.py` names
`ReleaseFeedback`, so that the others get theirs.
"""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from grader.course import Course
from grader.printable import listed, one_line
from grader.submissions.student_selection import is_asked_for

SECRET, TIMESTAMP = "submission_secret.txt", "timestamp.txt"
LISTED = 10


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Releases each student's pages by itself, and names those whose pages have no address."""

    def copy_files(self) -> None:
        """Release the pages of the students asked for.

        Raises
        ------
        ExchangeError
            If there are pages, and none of them has an address.
        """
        directory, asked = self.coursedir, self.coursedir.student_id or "*"
        course = Course(Path(directory.root), self.config)
        released, without = False, []
        for student, folder in course.students_below(
            directory.feedback_directory, directory.assignment_id
        ):
            if not is_asked_for(asked, student):
                continue
            if not any(folder.glob("*.html")):
                continue
            if not (folder / SECRET).is_file():
                without.append(one_line(student))
                continue
            (folder / TIMESTAMP).touch()  # nbgrader only logs what it holds
            self.src_path = glob.escape(str(folder))
            super().copy_files()
            released = True
        if not without:
            return
        said = (
            f"No feedback was released for {listed(without, LISTED)}: they did not "
            f"submit through nbgrader, so that there is no {SECRET}. Give them the pages in "
            f"{directory.feedback_directory}/ in another way."
        )
        if not released:
            self.fail(said)
        self.log.warning(said)
