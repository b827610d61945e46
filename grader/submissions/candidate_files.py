"""The files that a student submitted for an assignment, in all the places where they may lie."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.submissions.archived_notebooks import SKIPPED_FOLDERS
from grader.submissions.file_names import same_name, shown
from grader.submissions.safe_files import entries_in, is_folder, why_closed

MAX_DEPTH = 12  # folders below the one it should be in; some archives keep a whole path
MAX_ENTRIES = 50_000  # a student who submits an environment or a dataset has thousands
MAX_OTHERS = 2_000  # files that are listed though they can't be notebooks
CHECKPOINTS = ".ipynb_checkpoints"
MAX_CANDIDATES = 40
MAX_CANDIDATE_BYTES = 200_000_000  # of all of them, but for the likeliest one
# Names under which a notebook comes: browsers and mail programs append to them.
ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".rar", ".7z", ".bz2", ".xz")
ENDINGS = (*ARCHIVES, ".json", ".txt", ".rtf", ".htm", ".html", "")


@dataclass(frozen=True)
class CandidateFile:
    """A plain file, and its name as messages give it: its way from the student's folder.

    A folder that can't be looked into counts as a file; its label ends with a slash.
    """

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
    walks = [_walk(folder, folder.name, MAX_DEPTH) for folder in folders]
    if above is not None:
        walks.append(_walk(above, "", 0))
    found, others = [], 0
    for file in itertools.chain(*walks):
        if not may_be_notebook(file):
            others += 1
            if others > MAX_OTHERS:
                continue
        found.append(file)
    return found


def hidden_notebooks(folder: Path) -> list[str]:
    """The labels of notebooks that only a program made, or that a dot before the name hides."""
    found = []
    for place, way in (
        (folder, folder.name),
        (folder / CHECKPOINTS, f"{folder.name}/{CHECKPOINTS}"),
    ):
        if is_folder(place):
            names = [path.name for path in entries_in(place)[:MAX_OTHERS]]
            hidden = [n for n in names if place != folder or n.startswith(".")]
            found += [f"{way}/{shown(n)}" for n in hidden if n.lower().endswith(".ipynb")]
    return [label for label in found if "/._" not in label]  # companion files of macOS


def candidates(
    files: Collection[CandidateFile], names: Collection[str] = ()
) -> list[CandidateFile]:
    """Those that may be notebooks, as many as are worth reading: the likeliest, not too large.

    Parameters
    ----------
    names:
        The notebooks that are looked for: a file of such a name may have any ending.
    """
    found, space = [], MAX_CANDIDATE_BYTES
    possible = [
        file
        for file in files
        if may_be_notebook(file) or any(same_name(stem(file.label), name) for name in names)
    ]
    for file in sorted(possible, key=lambda file: not is_likely(file)):
        fits = file.size <= space or (is_likely(file) and not found)
        if fits and len(found) < MAX_CANDIDATES:
            found.append(file)
            space -= file.size
    return found


def is_likely(file: CandidateFile) -> bool:
    """Whether the name is a notebook's or an archive's, not that of text which may be anything."""
    name = file.path.name.lower()
    return ".ipynb" in name or os.path.splitext(name)[1] in ARCHIVES


def may_be_notebook(file: CandidateFile) -> bool:
    """Whether the name of a file is one that a notebook may come under."""
    name = file.path.name.lower()
    if ".ipynb" in name or file.label.endswith("/"):
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
            entries = entries_in(place)
            if not entries and why_closed(place):  # it may hold the notebook; reading tells why
                yield CandidateFile(place, f"{way}/")
            for entry in entries:
                seen += 1
                if seen > MAX_ENTRIES:
                    return
                if entry.name.startswith(".") or entry.name in SKIPPED_FOLDERS:
                    continue
                inner = f"{way}/{shown(entry.name)}" if way else shown(entry.name)
                try:
                    about = entry.lstat()
                except OSError:
                    continue
                if stat.S_ISDIR(about.st_mode):
                    deeper.append((entry, inner))
                elif stat.S_ISREG(about.st_mode):
                    yield CandidateFile(entry, inner, about.st_size)
        level = deeper
