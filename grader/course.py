"""Where a course keeps its things: the folders and the gradebook that its nbgrader config names."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, LazyConfigValue

from grader.checkout import installed_root
from grader.course_config import importing_from, load_config
from grader.errors import CourseError
from grader.printable import one_line

ENGINE = "grader.gradebook.nbgrader_plugin.GradeInSandbox"
NOT_IN_NAMES = frozenset("+*?[]{}")  # nbgrader refuses the first, and matches with the others
STATE = ".grader"
T = TypeVar("T", list, dict)


@dataclass(frozen=True)
class Course:
    """An nbgrader course folder.

    Parameters
    ----------
    root:
        The folder that holds the source, release and submitted folders.
    config:
        What the course's ``nbgrader_config.py`` says, and its ``nbgrader_config.json``; what these
        leave open, those in Jupyter's own folders, such as ``~/.jupyter``.
    notes:
        The folder of what the grader notes for itself, if not ``.grader/`` in the root.
    """

    root: Path
    config: Config
    notes: Path | None = None

    @classmethod
    def load(cls, root: Path) -> Course:
        """Read the course at `root`; without a configuration nbgrader's defaults hold."""
        root = Path(root).resolve()
        if not root.is_dir():
            raise CourseError(f"{root} is no folder; name the course's folder with --course-dir.")
        config = load_config(root)
        config.CourseDirectory.root = str(root)
        return cls(root, config)

    def importing(self) -> contextlib.AbstractContextManager[None]:
        """Let what the configuration names be imported from the course's folder.

        nbgrader does so with the folder that it is run in. For its configuration, plugins and
        preprocessors only: no other import finds anything there.
        """
        return importing_from(self.root)

    @property
    def is_default(self) -> bool:
        """Whether commands are about this course unless they say otherwise."""
        return self.root == installed_root()

    def command(self, *words: str) -> str:
        """A command of the grader about this course, to be copied from a message."""
        where = [] if self.is_default else ["--course-dir", shlex.quote(str(self.root))]
        return " ".join(["python -m grader", *map(shlex.quote, words), *where])

    @cached_property
    def directory(self) -> CourseDirectory:
        directory = CourseDirectory(config=self.config)
        try:
            directory.directory_structure.format(nbgrader_step="", student_id="", assignment_id="")
        except (LookupError, ValueError) as error:
            raise CourseError(
                "`CourseDirectory.directory_structure` in nbgrader_config.py is "
                f"{directory.directory_structure!r}, which can't be filled in ({error}). It may "
                "have {nbgrader_step}, {student_id} and {assignment_id} in it."
            ) from error
        return directory

    @property
    def is_ours(self) -> bool:
        """Whether this course was written for the isolation boundary, as its configuration says."""
        return ENGINE in self.autograde_setting("autograde_preprocessors", list)

    def autograde_setting(self, name: str, kind: type[T]) -> T:
        """A list or dict of nbgrader's ``Autograde``; empty where the course doesn't set it."""
        said = self.config.Autograde.get(name, kind())
        if isinstance(said, LazyConfigValue):  # the course only adds to nbgrader's own
            said = said.get_value(kind())
        try:
            return kind(said)
        except (TypeError, ValueError) as error:
            raise CourseError(
                f"`Autograde.{name}` in nbgrader_config.py is {said!r}; a {kind.__name__} was "
                "expected. Correct it."
            ) from error

    @property
    def state(self) -> Path:
        """The folder of what the grader notes for itself: results, extensions, the secret."""
        return self.notes or self.root / STATE

    @property
    def db_url(self) -> str:
        return self.directory.db_url

    @property
    def gradebook_course(self) -> str:
        """The course's name in the gradebook: a database server wants one, nbgrader has none."""
        return self.directory.course_id or "default_course"

    def _step(self, step: str, student: str, assignment: str) -> Path:
        return Path(self.directory.format_path(step, student, assignment))

    def shown(self, path: Path) -> str:
        """A path as it is told: from the course's folder, or whole if it lies elsewhere."""
        return one_line(str(path).removeprefix(f"{self.root}/"))

    def source(self, assignment: str) -> Path:
        """The author's folder of an assignment."""
        return self._step(self.directory.source_directory, ".", assignment)

    def release(self, assignment: str) -> Path:
        """The folder handed to students."""
        return self._step(self.directory.release_directory, ".", assignment)

    @property
    def submitted_root(self) -> Path:
        return self.root / self.directory.submitted_directory

    def submitted(self, student: str, assignment: str) -> Path:
        """Where a student's submission of an assignment lies."""
        return self._step(self.directory.submitted_directory, student, assignment)

    def autograded(self, student: str, assignment: str) -> Path:
        return self._step(self.directory.autograded_directory, student, assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        return self._step(self.directory.feedback_directory, student, assignment)

    @property
    def has_own_structure(self) -> bool:
        """Whether the course's folders are laid out otherwise than nbgrader does by itself."""
        usual = CourseDirectory.directory_structure.default_value
        return self.directory.directory_structure != usual

    def students_below(self, step: str, assignment: str) -> list[tuple[str, Path]]:
        """Each student with a folder of an assignment in a step's folder, by name.

        Of a student whose folders can't be looked into, the first that is closed.
        """
        return [(found["student"], path) for found, path in self._folders(step, None, assignment)]

    def assignments(self) -> list[str]:
        """Names of the assignments that have an author's folder, in order."""
        found = self._folders(self.directory.source_directory, ".", None)
        return sorted({names["assignment"] for names, _ in found})

    def _folders(
        self, step: str, student: str | None, assignment: str | None
    ) -> list[tuple[dict[str, str], Path]]:
        """The folders of a step, with the names that are left open.

        Where a student's folder is closed, it stands for what would be below it.

        Raises
        ------
        CourseError
            If one of the course's own folders is closed.
        """
        marks = {"student": "\0s\0", "assignment": "\0a\0"}
        pattern = self.directory.directory_structure.format(
            nbgrader_step=step,
            student_id=marks["student"] if student is None else student,
            assignment_id=marks["assignment"] if assignment is None else assignment,
        )
        parts = [part for part in Path(pattern).parts if part != "."]
        found: list[tuple[dict[str, str], Path]] = [({}, self.root)]
        closed: list[tuple[dict[str, str], Path]] = []
        for part in parts:
            if not any(mark in part for mark in marks.values()):
                found = [
                    (names, path / part)
                    for names, path in found
                    if not names or path / part in _folders_in(path, names, closed)
                ]
                continue
            text = re.escape(part)
            for name, mark in marks.items():
                group = f"(?P={name})" if f"(?P<{name}>" in text else f"(?P<{name}>.+)"
                text = text.replace(re.escape(mark), group, 1)
            expression = re.compile(text, re.DOTALL)
            found = [
                (names | match.groupdict(), entry)
                for names, path in found
                for entry in _folders_in(path, names, closed)
                if not entry.name.startswith(".") and (match := expression.fullmatch(entry.name))
                if all(names.get(k, v) == v for k, v in match.groupdict().items())
            ]
        return sorted(
            [*closed, *((names, path) for names, path in found if os.path.isdir(path))],
            key=lambda one: one[1],
        )

    def require(self, assignment: str) -> str:
        """Return `assignment`, or raise `CourseError` that names the ones there are.

        A name that nbgrader takes for a pattern, or does not take at all, is refused as well.
        """
        known = self.assignments()
        if assignment not in known:
            listed = ", ".join(known) or "none"
            raise CourseError(
                f"There is no assignment {assignment!r} in {self.source('')}; there is: {listed}."
            )
        if odd := sorted(set(assignment) & NOT_IN_NAMES):
            raise CourseError(
                f"The assignment name {assignment!r} has {' '.join(odd)} in it, which nbgrader "
                f"can't handle. Rename its folder {self.source(assignment)}, and those of the same "
                "name below submitted/."
            )
        return assignment


def _folders_in(
    path: Path, names: dict[str, str], closed: list[tuple[dict[str, str], Path]]
) -> list[Path]:
    """The folders in `path`, by name; a student's that can't be listed is added to `closed`."""
    try:
        return sorted(entry for entry in path.iterdir() if entry.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        if "student" not in names:
            raise CourseError(
                f"{path} can't be looked into ({error.strerror}). Give this machine's user the "
                "rights to it, and try again."
            ) from error
        closed.append((names, path))
        return []
