"""What a student submitted beside the notebook, put where formgrader and feedback look for it.

nbgrader copies all of it. Here only plain files are copied, within the limits that the course sets
for nbgrader's own copies, and a page that a browser would run is shown as text: formgrader gives
these files out under the address where a teacher is logged in.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from grader.atomic_write import write_whole
from grader.errors import UnreadableNotebook
from grader.gradebook.assignment_files import make_way
from grader.submissions.file_names import shown
from grader.submissions.files_beside import files_beside
from grader.submissions.safe_files import plain_bytes

ACTIVE = re.compile(r"html|xml|script|multipart")  # in a media type: a browser may run it
ACTIVE_NAME = re.compile(r"\.(?:[psx]?html?|xht|svgz?|m?js|mht(?:ml)?|xslt?|swf)$", re.I)
TIMESTAMP = "timestamp.txt"


@dataclass(frozen=True)
class SubmittedFiles:
    """The files beside a submitted notebook, and a sentence for each that can't be shown.

    Attributes
    ----------
    contents:
        The bytes of each by its name, see `files_beside`.
    left_out:
        What is not among them, and why.
    """

    contents: dict[str, bytes]
    left_out: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Digest of all names and contents."""
        whole = hashlib.sha256()
        for name, content in sorted(self.contents.items()):
            whole.update(hashlib.sha256(os.fsencode(name)).digest())
            whole.update(hashlib.sha256(content).digest())
        return whole.hexdigest()

    @property
    def shown_names(self) -> list[str]:
        """The names under which `write` puts them, those of nbgrader's own left out."""
        return sorted(shown_name(name) for name in self.contents if name != "submission_secret.txt")

    def write(self, folder: Path, leave: Collection[str] = ()) -> None:
        """Write the files to `folder`, except the names in `leave`; other files there stay."""
        for name, content in self.contents.items():
            if name not in leave:
                path = folder / shown_name(name)
                make_way(path, folder)
                put(path, content)

    def rename_active(self, folder: Path) -> None:
        """Rename what nbgrader has copied to `folder` as `write` would have called it."""
        for name in self.contents:
            if shown_name(name) != name and (folder / name).is_file():
                os.replace(folder / name, folder / shown_name(name))


def submitted_files(
    folder: Path, settings: CourseDirectory, given: Collection[str] = ()
) -> SubmittedFiles:
    """Read what lies beside the notebooks in the submitted `folder`.

    Never raises for anything that is in there: what can't be read is told, and so is what can't
    lie beside the files that are `given` with the assignment.
    """
    most = settings.max_file_size * 1000
    beside = files_beside(
        folder,
        [*settings.ignore, TIMESTAMP],
        settings.include,
        most,
        settings.max_dir_size * 1000,
        given=given,
    )
    contents: dict[str, bytes] = {}
    left_out = [f"{shown(name)} {why}" for name, why in beside.left_out]
    for name, path in beside.files:
        try:
            contents[name] = plain_bytes(path, most)
        except UnreadableNotebook:  # it has changed since it was listed
            left_out.append(f"{shown(name)} can't be read")
    return SubmittedFiles(contents, tuple(left_out))


def shown_name(name: str) -> str:
    """The name under which a file is put: ``.txt`` is added where a browser might run it."""
    kind = mimetypes.guess_type(name)[0] or ""
    return f"{name}.txt" if ACTIVE.search(kind) or ACTIVE_NAME.search(name) else name


def put(path: Path, content: bytes) -> None:
    """Write a file in place of whatever is there, unless it is the same."""
    if not path.is_symlink() and path.is_file() and path.read_bytes() == content:
        return
    write_whole(path, content)
