"""The files that a student submitted for an assignment, in all the places where they may lie."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.submissions.file_names import shown
from grader.submissions.safe_files import why_closed
from grader.submissions.unwrapping import SKIPPED_FOLDERS

MAX_DEPTH = 3  # folders below the one it should be in
MAX_ENTRIES = 2_000  # a student who submits an environment or a dataset has more
MAX_CANDIDATES = 40
MAX_CANDIDATE_BYTES = 200_000_000  # of all of them
# Names under which a notebook comes: browsers and mail programs append to them.
ENDINGS = (".json", ".txt", ".zip", ".gz", ".tgz", ".tar", ".rtf", ".htm", ".html", "")


@dataclass(frozen=True)
class CandidateFile:
    """A plain file, and its name as messages give it: its way from the student's folder."""

    path: Path
    label: str
    size: int = 0


def plain_files(folders: Collection[Path], above: Path | None = None) -> list[CandidateFile]:
    """Every plain file in and below `folders`, those nearest to the top of each first.

    Parameters
    ----------
    above:
        A folder whose own files count too, but not what is in its folders.
    """
    found = [file for folder in folders for file in _walk(folder, folder.name, MAX_DEPTH)]
    if above is not None:
        found += _walk(above, "", 0)
    return found[:MAX_ENTRIES]


def candidates(files: Collection[CandidateFile]) -> list[CandidateFile]:
    """Those that may be notebooks, as many as are worth reading: the first, and not too large."""
    found, space = [], MAX_CANDIDATE_BYTES
    for file in filter(may_be_notebook, files):
        if file.size <= space and len(found) < MAX_CANDIDATES:
            found.append(file)
            space -= file.size
    return found


def may_be_notebook(file: CandidateFile) -> bool:
    """Whether the name of a file is one that a notebook may come under."""
    name = file.path.name.lower()
    if ".ipynb" in name:
        return True
    return os.path.splitext(name)[1] in ENDINGS and name != "timestamp.txt"


def stem(label: str) -> str:
    """A file's name without folders and endings: ``p1`` of ``ps1/p1.ipynb.txt``."""
    name = label.rpartition("/")[2]
    at = name.lower().find(".ipynb")
    return name[:at] if at > 0 else name.partition(".")[0]


def _walk(folder: Path, label: str, depth: int) -> Iterator[CandidateFile]:
    """Breadth first: what lies near the top is found however much lies deeper."""
    seen = 0
    level = [(folder, label)]
    for _ in range(depth + 1):
        deeper = []
        for place, way in level:
            if why_closed(place):
                continue
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
            for entry in entries:
                seen += 1
                if seen > MAX_ENTRIES:
                    return
                if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                    continue
                inner = f"{way}/{shown(entry.name)}" if way else shown(entry.name)
                try:
                    about = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if stat.S_ISDIR(about.st_mode):
                    deeper.append((Path(entry.path), inner))
                elif stat.S_ISREG(about.st_mode):
                    yield CandidateFile(Path(entry.path), inner, about.st_size)
        level = deeper
