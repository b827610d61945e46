"""Where a course keeps its things: the folders and the gradebook that its nbgrader config names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from grader.errors import CourseError

ENGINE = "grader.office.nbgrader_engine.GradeBehindTheWall"
NOT_IN_NAMES = frozenset("+*?[]{}")  # nbgrader refuses the first, and matches with the others
CONFIG_NAME = "nbgrader_config.py"


@dataclass(frozen=True)
class Course:
    """An nbgrader course folder.

    Parameters
    ----------
    root:
        The folder that holds the source, release and submitted folders.
    config:
        What the course's ``nbgrader_config.py`` says.
    """

    root: Path
    config: Config

    @classmethod
    def load(cls, root: Path) -> Course:
        """Read the course at `root`; without ``nbgrader_config.py`` nbgrader's defaults hold."""
        root = Path(root).resolve()
        if not root.is_dir():
            raise CourseError(f"{root} is no folder; name the course's folder with --course-dir.")
        try:
            config = PyFileConfigLoader(CONFIG_NAME, path=str(root)).load_config()
        except ConfigFileNotFound:
            config = Config()
        config.CourseDirectory.root = str(root)
        return cls(root, config)

    @cached_property
    def directory(self) -> CourseDirectory:
        return CourseDirectory(config=self.config)

    @property
    def is_ours(self) -> bool:
        """Whether this course was written for the wall, as its configuration says."""
        return ENGINE in self.config.Autograde.get("autograde_preprocessors", ())

    @property
    def db_url(self) -> str:
        return self.directory.db_url

    def _step(self, step: str, student: str, assignment: str) -> Path:
        return Path(self.directory.format_path(step, student, assignment))

    def source(self, assignment: str) -> Path:
        """The author's folder of an assignment."""
        return self._step(self.directory.source_directory, ".", assignment)

    def release(self, assignment: str) -> Path:
        """The folder handed to students."""
        return self._step(self.directory.release_directory, ".", assignment)

    def submission(self, student: str, assignment: str) -> Path:
        """A student's folder for an assignment."""
        return self._step(self.directory.submitted_directory, student, assignment)

    @property
    def submitted_root(self) -> Path:
        return self.root / self.directory.submitted_directory

    def autograded(self, student: str, assignment: str) -> Path:
        return self._step(self.directory.autograded_directory, student, assignment)

    def feedback(self, student: str, assignment: str) -> Path:
        return self._step(self.directory.feedback_directory, student, assignment)

    def assignments(self) -> list[str]:
        """Names of the assignments that have an author's folder, in order."""
        source = self._step(self.directory.source_directory, ".", "")
        return sorted(p.name for p in source.glob("*") if p.is_dir() and not p.name.startswith("."))

    def require(self, assignment: str) -> str:
        """Return `assignment`, or raise `CourseError` that names the ones there are.

        A name that nbgrader takes for a pattern, or does not take at all, is refused as well.
        """
        known = self.assignments()
        if odd := sorted(set(assignment) & NOT_IN_NAMES):
            raise CourseError(
                f"The assignment name {assignment!r} has {' '.join(odd)} in it, which nbgrader "
                f"can't handle. Rename its folder {self.source(assignment)}, and those of the same "
                "name below submitted/."
            )
        if assignment not in known:
            listed = ", ".join(known) or "none"
            raise CourseError(
                f"There is no assignment {assignment!r} in {self.source('')}; there is: {listed}."
            )
        return assignment
