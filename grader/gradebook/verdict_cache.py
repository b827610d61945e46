"""Verdicts by what was answered: equal answers are graded once, and get equal verdicts.

A verdict is found by a key of everything that decides it (`grader.runner.answer_key`) and of the
grader itself. So of a resubmission only what changed is graded, and a test that was mended is the
only one to be run again. Beside the results of the assignment, below ``.grader/``; deleting it
costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import asdict

from grader.course import Course
from grader.fresh_tasks.secret import class_secret
from grader.gradebook.assignment_files import digest
from grader.results import TestResult, Verdict
from grader.runner.known_verdicts import KnownVerdicts
from grader.runner.version import grader_version

FIND = "SELECT results, seal FROM verdicts WHERE key = ?"
ADD = "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?)"
TABLE = "CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, results TEXT, seal BLOB)"


class VerdictCache(KnownVerdicts):
    """The verdicts of one assignment, in a small database that one grader writes at a time.

    Every entry carries a seal made with the course's secret: what was not written by this course's
    grader, or was changed since, is not believed. A database that is locked or damaged is no error:
    everything is graded. With `reads` false, verdicts are noted and none is found.
    """

    def __init__(self, course: Course, assignment: str, *, reads: bool = True) -> None:
        super().__init__()
        self._secret, self._reads = class_secret(course.state), reads
        self._path = course.state / f"{assignment}.verdicts.db"
        self._basis = f"{grader_version()} {digest(course, assignment)}"
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None

    def _read(self, key: str) -> list[TestResult]:
        key = self._whole(key)
        rows = self._execute(FIND, [(key,)]) if self._reads else []
        texts = [text for text, seal in rows if hmac.compare_digest(self._seal(key, text), seal)]
        return [_result(one) for text in texts for one in json.loads(text)]

    def _write(self, keys: Sequence[str], results: list[TestResult]) -> None:
        text = json.dumps([asdict(result) for result in results])
        whole = map(self._whole, keys)
        self._execute(ADD, [(key, text, self._seal(key, text)) for key in whole])

    def _whole(self, key: str) -> str:
        """A key with all else that decides a verdict: the grader, the files beside the notebook."""
        return hashlib.sha256(f"{self._basis} {key}".encode()).hexdigest()

    def _seal(self, key: str, text: str) -> bytes:
        return hmac.digest(self._secret, f"verdict {key} {text}".encode(), hashlib.sha256)

    def _execute(self, statement: str, rows: Sequence[tuple]) -> list[tuple]:
        """Run a statement for each of the rows, in one transaction; nothing where that fails."""
        with self._lock:
            try:
                if self._database is None:
                    self._database = self._opened()
                with self._database as database:
                    return [found for row in rows for found in database.execute(statement, row)]
            except sqlite3.OperationalError:  # another grader is at it, or the disk is full
                return []
            except sqlite3.DatabaseError:  # no database, or half of one
                self._database = None
                with contextlib.suppress(OSError):
                    self._path.unlink()
                return []

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=1.0, check_same_thread=False)
        database.execute("PRAGMA synchronous = OFF")  # what a power cut damages is made again
        database.execute(TABLE)
        return database


def _result(data: dict) -> TestResult:
    return TestResult(**data | {"verdict": Verdict(data["verdict"])})
