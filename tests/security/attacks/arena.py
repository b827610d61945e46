"""Where attacks are tried: one sandboxed runner, an honest neighbour, and a look at what is left."""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from attack import FULL, MODELS, TESTS, TINY, TRAINED, Attack, write_submission, write_tiny_course

from grader.assignment.model import Assignment
from grader.assignment.reader import read_assignment
from grader.checkout import installed_root
from grader.course import Course
from grader.gradebook.writer import register
from grader.results import TestResult
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import grade_submission
from grader.runner.limits import Limits
from grader.sandbox.restrictions import Allowance
from grader.submissions.submission import Submission

MEMORY = 2 << 30
NEIGHBOUR = Limits(seconds_per_test=60.0)
WORKERS = 2


@dataclass(frozen=True)
class Outcome:
    """What an attack came to; `harm` says what it did besides, nothing if all is well."""

    tests: tuple[TestResult, ...]
    harm: tuple[str, ...]
    seconds: float


class Arena:
    """A class of two courses in `root`, graded in one runner."""

    def __init__(self, root: Path, allowance: Allowance | None = None) -> None:
        self.course = write_tiny_course(root)
        self.assignments: dict[str, Assignment] = {
            TINY: read_assignment(self.course, TINY),
            MODELS: read_assignment(Course.load(installed_root()), MODELS),
            TRAINED: read_assignment(Course.load(installed_root()), TRAINED).keeping(
                TESTS[TRAINED].__contains__
            ),
        }
        register(self.course, TINY)  # there is a gradebook to be harmed
        assignments = self.assignments.values()
        self.runner = SandboxedRunner(
            WORKERS,
            [name for one in assignments for name in one.modules],
            [name for one in assignments for name in one.test_modules],
            allowance=allowance or Allowance(MEMORY),
            for_many=True,
        )
        self.runner.open()
        self._pool = ThreadPoolExecutor(WORKERS)
        for name in TESTS:
            right = Attack("", "honest", lambda nb, path: nb, name, FULL[name])
            write_submission(right, self.course, "honest")
        for _ in range(2):  # both slots have been used before the first look
            self._neighbours()
        self._processes = self._sandboxed()

    def close(self) -> None:
        self.runner.close()
        self._pool.shutdown()

    def run(self, attack: Attack, student: str = "attacker") -> Outcome:
        """Submit and grade an attack beside an honest submission, then two honest ones."""
        folder = write_submission(attack, self.course, student)
        before = fingerprint(self.course.root)
        beside = self._pool.submit(self._honest, TINY)
        attacking = self._pool.submit(
            grade_submission,
            Submission(student, attack.assignment, folder),
            self.assignments[attack.assignment],
            self.runner,
            Limits(seconds_per_test=attack.seconds),
        )
        harm = [f"beside: {found}" for found in beside.result()]
        result = attacking.result().result
        harm += [f"afterwards: {found}" for found in self._neighbours()]
        harm += self._left_behind()
        after = fingerprint(self.course.root)
        harm += [
            f"changed: {name}"
            for name in before.keys() | after.keys()
            if before.get(name) != after.get(name)
        ]
        return Outcome(result.tests, tuple(harm), result.seconds)

    def _neighbours(self) -> list[str]:
        running = [self._pool.submit(self._honest, TINY) for _ in range(WORKERS)]
        return [found for future in running for found in future.result()]

    def _honest(self, assignment: str) -> list[str]:
        """What an honest submission lost."""
        folder = self.course.root / "submitted" / "honest" / assignment
        honest = Submission("honest", assignment, folder)
        tests = grade_submission(
            honest, self.assignments[assignment], self.runner, NEIGHBOUR
        ).result.tests
        return [f"{t.grade_id}: {t.message}" for t in tests if t.points < t.max_points]

    def _sandboxed(self) -> dict[str, int]:
        """How many processes run in each of the two sandboxes."""
        parent = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    parent[int(entry.name)] = int(fields[1])
                except OSError:
                    continue  # ended meanwhile
        counts = {}
        for role, server in (
            ("students", self.runner._students),
            ("test_runners", self.runner._test_runners),
        ):
            family = {server._process.pid}
            while grown := {p for p, above in parent.items() if above in family} - family:
                family |= grown
            counts[role] = len(family)
            self._inside = max(family) if role == "students" else self._inside
        return counts

    def _left_behind(self) -> list[str]:
        found = []
        processes = self._sandboxed()
        if processes != self._processes:
            found.append(f"processes: {processes}, before {self._processes}")
        root = Path(f"/proc/{self._inside}/root")
        if not root.exists():
            return [*found, "the fork server is gone"]
        folders = [root / "scratch" / str(slot) for slot in range(WORKERS)] + [root / "dev/shm"]
        for folder in folders:
            if stat.S_IMODE(folder.stat().st_mode) & stat.S_IRWXU != stat.S_IRWXU:
                found.append(f"closed: {folder.relative_to(root)}")
            found += [f"file: {path.relative_to(root)}" for path in folder.iterdir()]
            found += [
                f"attribute of {folder.relative_to(root)}: {name}"
                for name in os.listxattr(folder)
                if name.startswith("user.")
            ]
        for folder in map(Path, ("/tmp", "/dev/shm", "/var/tmp")):
            found += [f"file on the host: {path}" for path in folder.glob("attack-left*")]
        for table in ("tcp", "udp", "raw"):
            lines = Path(f"/proc/{self._inside}/net/{table}").read_text().splitlines()
            found += [f"socket: {line}" for line in lines[1:]]
        return found


def fingerprint(folder: Path) -> dict[str, str]:
    """A hash of every plain file below, by name; links and pipes by their kind."""
    found = {}
    for path in folder.rglob("*"):
        kind = path.lstat().st_mode
        name = str(path.relative_to(folder))
        whole = stat.S_ISREG(kind)
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest() if whole else str(kind)
    return found
