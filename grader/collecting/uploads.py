"""What a name in an archive tells, and a platform as a way of naming."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from re import Pattern

from grader.submissions.candidate_files import stem
from grader.submissions.file_names import same_name

# Archives of several files. What is only compressed, a .gz, is more often data.
ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".rar", ".7z")


@dataclass(frozen=True)
class Upload:
    """One file of a student's, as its name in an archive tells.

    Attributes
    ----------
    student:
        What tells the student from all others, as far as the platform says.
    file:
        The name that the student gave it, with folders.
    name, number:
        The full name, and the platform's number for the student; empty if unknown.
    of_assignment:
        Whether the number is one of the assignment's: in the course it may be another student's.
    owner:
        What only this student's files have, where `student` and `number` could be another's, too.
    when:
        The time in the file's name; empty if there is none.
    late:
        Whether the platform itself calls it late.
    """

    student: str
    file: str
    name: str = ""
    number: str = ""
    of_assignment: bool = False
    owner: str = ""
    when: str = ""
    late: bool = False


Read = Callable[[str], Upload | None]


@dataclass(frozen=True)
class Assigned:
    """The assignment that is collected, and the names of its notebooks."""

    name: str
    notebooks: tuple[str, ...]

    def is_notebook(self, stem_: str) -> bool:
        """Whether a name without its ending is one of the notebooks'."""
        return any(same_name(stem_, notebook) for notebook in self.notebooks)

    def is_meant(self, name: str) -> bool:
        """Whether a file's whole name is one of the notebooks'."""
        return self.is_notebook(stem(name))

    def is_work(self, name: str) -> bool:
        """Whether a file is what this is about: a notebook, or an archive that may hold one."""
        file = name.rpartition("/")[2].lower()
        return ".ipynb" in file or file.endswith(ARCHIVES) or self.is_meant(name)

    def works_among(self, names: Sequence[str]) -> list[str]:
        """Keep the notebooks and archives in `names`; all of them where there are none."""
        return [name for name in names if self.is_work(name)] or list(names)


@dataclass(frozen=True)
class Platform:
    """A way of naming.

    Attributes
    ----------
    read:
        Gives None for a name that is not of this kind.
    fit:
        Gives `read` with what only all names of an archive together can tell.
    own:
        What the platform adds itself, from where the name does not say whose it is.
    is_certain:
        Whether nothing else is named like this.
    dates_entries:
        Whether the times of an archive's entries can be those of submission.
    time_file:
        In what file in the folder that is `owner` the time of submission is.
    """

    key: str
    title: str
    read: Read
    fit: Callable[[Sequence[str], Assigned], Read] | None = None
    own: Pattern[str] | None = None
    is_certain: bool = False
    dates_entries: bool = False
    time_file: str = ""

    def is_own(self, name: str) -> bool:
        """Whether the platform added a file that no student submitted."""
        return bool(self.own and self.own.search(name)) and self.read(name) is None
