"""``nbgrader collect`` for a class that is not trusted: it runs with the instructor's rights.

nbgrader copies what a link in a submission leads to, such as the solution or another student's
answer, which its feedback then shows; and it takes the newest submission under a student's name,
whoever put it there. `nbgrader_config.py` names `Collect`, which does neither.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

from grader.assignment.gradebook_tables import make_tables
from grader.printable import one_line


class Collect(ExchangeCollect):
    """Collects from each student plain files only, of what this student has submitted."""

    def init_src(self) -> None:
        """Choose a submission of each student, as nbgrader does, among those of their own."""
        make_tables(self.coursedir.db_url)  # nbgrader would need `alembic` on the PATH
        super().init_src()
        self.src_records = [one for one in self.src_records if self._is_own(one)]

    def _sort_by_timestamp(self, records: list[dict]) -> list[dict]:
        own = [one for one in records if self._is_own(one)]
        for one in records:
            if one not in own:
                self.log.warning(
                    "%s was not collected: it was not submitted by %s. If somebody submits for "
                    "others, set `c.ExchangeCollect.check_owner = False`.",
                    one_line(one["filename"]),
                    one_line(one["username"]),
                )
        return super()._sort_by_timestamp(own or records)

    def _is_own(self, record: dict) -> bool:
        """Whether the student put it there, or we did; where students have no accounts, always."""
        if not self.check_owner:
            return True
        try:
            student = pwd.getpwnam(record["username"]).pw_uid
        except KeyError:
            return True
        return os.lstat(self._path(record)).st_uid in (student, os.geteuid())

    def _path(self, record: dict) -> str:
        return os.path.join(self.inbound_path, record["filename"])

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy a submission without what is no plain file; one that is too large stops nobody."""
        if self.get_size(src) > 1000 * self.coursedir.max_dir_size:
            self.log.warning(
                "%s was not collected: it is larger than `CourseDirectory.max_dir_size`, %s kB.",
                one_line(os.path.basename(src)),
                self.coursedir.max_dir_size,
            )
            return
        with tempfile.TemporaryDirectory(prefix="collect-") as staged:
            for path in copy_plain_files(Path(src), Path(staged)):
                self.log.warning(
                    "%s was left out: it is no plain file, or can't be read.", one_line(path)
                )
            super().do_copy(staged, dest, log=log)


def copy_plain_files(source: Path, target: Path) -> list[str]:
    """Copy a folder, through no link even if it is put there meanwhile; returns what is left out.

    ``nbgrader submit`` copies the files themselves, so who has submitted with it loses nothing.
    """
    left_out = [] if stat.S_ISDIR(source.lstat().st_mode) else [str(source)]
    for folder, folders, files, number in os.fwalk(source, follow_symlinks=False):
        copy = target / os.path.relpath(folder, source)
        copy.mkdir(exist_ok=True)
        for name in files:
            if not _copy_plain_file(name, number, copy / name):
                left_out.append(os.path.join(folder, name))
        for name in folders:
            if stat.S_ISLNK(os.lstat(name, dir_fd=number).st_mode):
                left_out.append(os.path.join(folder, name))
    return left_out


def _copy_plain_file(name: str, folder: int, target: Path) -> bool:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        number = os.open(name, flags, dir_fd=folder)
    except OSError:
        return False
    with open(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return False
        with target.open("xb") as copy:
            shutil.copyfileobj(file, copy)
    return True
