"""One folder a student: which of the folders in an archive are the students'.

A class is often in one folder more, a student's notebook often in one less or more than those of
the others, and some classes are sorted by section. Only all names together tell which level has
the students, and not always: what could be read in two ways is left to the instructor.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.collecting.uploads import Assigned, Read, Upload
from grader.submissions.file_names import same_name, shown

Way = tuple[str, ...]  # the folders to a file, and its name


@dataclass(frozen=True)
class Layout:
    """The folders around those of the students, and why it is not sure that they are these."""

    outer: Way = ()
    doubt: str = ""


def layout_of(names: Sequence[str], assigned: Assigned) -> Layout:
    """Find the level of the students; in doubt the one nearer to the top."""
    ways = [way for way in map(_way, assigned.works_among(names)) if len(way) > 1]
    outer: Way = ()
    while len(inner := _folders_in(outer, ways)) == 1:
        outer = (*outer, *inner)
    if not inner:
        return _of_one_student(outer, assigned)
    loose = [way for way in ways if len(way) <= len(outer) + 1]
    if loose:
        some = shown("/".join(loose[0]))
        return Layout(outer[:-1], f"{some} lies beside the folders {_some(inner)}")
    for folder, deeper in _parted(outer, ways, assigned):
        where = shown("/".join((*outer, folder)))
        return Layout(outer, f"{where} has notebooks in the folders {_some(deeper)}")
    return Layout(outer)


def _of_one_student(chain: Way, assigned: Assigned) -> Layout:
    """Tell who it is where each folder is in the one before, and only the last has notebooks."""
    outer: Way = ()
    while len(chain) > 1 and _is_of_course(chain[-1], assigned):
        chain = chain[:-1]
    while len(chain) > 1 and _is_of_course(chain[0], assigned):
        outer, chain = (*outer, chain[0]), chain[1:]
    if len(chain) > 1:
        return Layout(outer, f"one of the folders {_some(chain)} is the student's")
    return Layout(outer)


def _parted(outer: Way, ways: Sequence[Way], assigned: Assigned) -> Iterator[tuple[str, list[str]]]:
    """The folders in `outer` that have notebooks in several folders, and these.

    Where other folders are divided alike, it is into the parts of the assignment, not into
    students.
    """
    below: dict[str, list[Way]] = {}
    for way in ways:
        below.setdefault(way[len(outer)], []).append(way[len(outer) + 1 :])
    owners = Counter(
        part for inner in below.values() for part in {part for way in inner for part in way[:-1]}
    )
    for folder, inner in below.items():
        place: Way = ()
        while len(deeper := _folders_in(place, inner)) == 1 and not _files_in(place, inner):
            place = (*place, *deeper)
        if len(deeper) > 1 and not _files_in(place, inner):
            own = [one for one in deeper if owners[one] == 1 and not _is_of_course(one, assigned)]
            if own:
                yield folder, deeper


def _folders_in(folder: Way, ways: Sequence[Way]) -> list[str]:
    depth = len(folder)
    return sorted({way[depth] for way in ways if way[:depth] == folder and len(way) > depth + 1})


def _files_in(folder: Way, ways: Sequence[Way]) -> bool:
    return any(way[:-1] == folder for way in ways)


def _is_of_course(folder: str, assigned: Assigned) -> bool:
    return same_name(folder, assigned.name) or assigned.is_notebook(folder)


def _some(folders: Collection[str]) -> str:
    first = [shown(folder) for folder in list(folders)[:3]]
    return ", ".join(first) + (", …" if len(folders) > 3 else "")


def _way(name: str) -> Way:
    """The parts of a path that stays where it is; nothing of one that leads elsewhere."""
    parts = name.split("/")
    return tuple(part for part in parts if part not in ("", ".")) if _stays(parts) else ()


def _stays(parts: Sequence[str]) -> bool:
    return bool(parts[0]) and ".." not in parts


def read_folder(name: str, outer: Way = (), more: int = 0) -> Upload | None:
    """Read a name of which the first folder below `outer`, or one `more` below, is the student."""
    way, depth = _way(name), len(outer) + more
    if way[: len(outer)] != outer or len(way) < depth + 2:
        return None
    owner = "/".join(way[: depth + 1])
    return Upload(way[depth], "/".join(way[depth + 1 :]), way[depth], owner=owner)


def fit_folders(names: Sequence[str], assigned: Assigned, more: int = 0) -> Read:
    """Read folders as they lie in this archive, or those one `more` below.

    GitHub Classroom names them ``ASSIGNMENT-USER``.
    """
    outer = layout_of(names, assigned).outer
    given = re.compile(
        rf"{re.escape(assigned.name)}[-_](?P<user>.+?)(?:-(?:main|master))?\Z", re.IGNORECASE
    )
    works = assigned.works_among(names)
    found = {upload.student for one in works if (upload := read_folder(one, outer, more))}
    every_one = all(given.match(folder) for folder in found)

    def read(name: str) -> Upload | None:
        upload = read_folder(name, outer, more)
        match = given.match(upload.student) if upload and every_one else None
        return replace(upload, student=match["user"], name=match["user"]) if match else upload

    return read


def fit_subfolders(names: Sequence[str], assigned: Assigned) -> Read:
    """Read the folders one below those that `fit_folders` takes."""
    return fit_folders(names, assigned, more=1)
