"""The walled room: each submission's code in a student room, its tests in an examiner.

The office keeps two warm processes in sandboxes of their own. For a submission the one forks a
student room; the other has a long-lived examiner for each worker. A fresh pair of sockets joins
the two, and only the examiner's verdicts come back.
"""

from __future__ import annotations

import contextlib
import queue
import secrets
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader.rooms.confine import Allowance
from grader.rooms.files_beside import module_names
from grader.rooms.grouping import groups
from grader.rooms.jobs import explain_end, job, result_of
from grader.rooms.protection import protection, require_sandbox
from grader.rooms.room import Limits
from grader.rooms.warm_process import FreshProcess, WarmProcess
from grader.submissions.question import Plan, Question
from grader.verdicts.verdict import TestResult
from grader.wire.errors import WireError
from grader.wire.frames import read_frame, write_frame
from grader.wire.values import LIMITS, decode, encode

GRACE = 5.0  # seconds an examiner may be late before it is replaced
JOBS_AN_EXAMINER = 200  # then a new one is forked, so that nothing can pile up in it


class WalledRoom:
    """Grades behind the wall; use it as a context manager. See `grader.rooms.room`.

    Parameters
    ----------
    modules, test_modules:
        What student rooms and examiners are likely to import; it is imported once, beforehand.
    files:
        A folder with what lies beside the assignment's notebooks; it must stay until this closes.
    secret:
        The course's, see `grader.fresh_tasks.secret`; without one a random one is taken.
    """

    def __init__(
        self,
        workers: int,
        modules: Sequence[str] = (),
        test_modules: Sequence[str] = (),
        *,
        secret: bytes | None = None,
        allowance: Allowance | None = None,
        trust_submissions: bool = False,
        files: Path | None = None,
    ) -> None:
        require_sandbox(trust_submissions)
        sandboxed = protection().sandboxed
        allowance = allowance or Allowance()
        own = module_names(files) if files else set()  # another of the name may be installed
        student, examiner = (
            (role, [m for m in names if m.partition(".")[0] not in own])
            for role, names in (("student", modules), ("examiner", test_modules))
        )
        self._students: WarmProcess | FreshProcess
        if protection().shares_sandbox or not sandboxed:
            self._students = WarmProcess(
                *student, allowance, workers, sandboxed=sandboxed, files=files
            )
        else:
            self._students = FreshProcess(*student, allowance, files)
        self._examiners = WarmProcess(
            *examiner, allowance, workers, sandboxed=sandboxed, files=files
        )
        self._free: queue.Queue[_Examiner] = queue.Queue()
        self._workers = workers
        self._secret = secret or secrets.token_bytes(32)

    def open(self) -> None:
        """Wait until both processes are warm; they have been getting ready since the start.

        Raises
        ------
        WireError
            If one of them ended instead.
        """
        for process in (self._students, self._examiners):
            process.wait_until_warm()
        for slot in range(self._workers):
            self._free.put(_Examiner(self._examiners, slot))

    def __enter__(self) -> WalledRoom:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End both warm processes and every room in them."""
        self._students.close()
        self._examiners.close()

    def examine(self, plan: Plan, limits: Limits) -> Iterator[TestResult]:
        results = {q.test.grade_id: q.settled for q in plan.questions if q.settled}
        examiner = self._free.get()
        try:
            for group in groups([q for q in plan.questions if not q.settled]):
                while group:
                    answered = self._one_room(group, plan, examiner, limits)
                    results |= {result.grade_id: result for result in answered}
                    group = group[len(answered) :]
            for question in plan.questions:
                result = results[question.test.grade_id]
                if question.test.also_inside and result.points:
                    test = replace(question.test, needs_inside=True)
                    [found] = self._one_room([replace(question, test=test)], plan, examiner, limits)
                    if found.points < result.points:
                        results[question.test.grade_id] = found
        finally:
            examiner.renew_if_worn()
            self._free.put(examiner)
        for question in plan.questions:
            yield results[question.test.grade_id]

    def _one_room(
        self, group: list[Question], plan: Plan, examiner: _Examiner, limits: Limits
    ) -> list[TestResult]:
        """Examine questions in one student room until it is lost; answers at least the first."""
        answered: list[TestResult] = []
        # raises before anything is sent
        message = encode(job(group, plan, limits, self._secret))
        ours, theirs = socket.socketpair()
        room = self._students.fork(theirs, examiner.slot)
        try:
            with ours:
                examiner.give(message, ours)
            for question in group:
                outcome = examiner.next_outcome(limits)
                if outcome and "fault" in outcome:
                    raise WireError(f"no student room could be opened: {outcome['fault']}")
                if outcome and answered and outcome["lost"]:
                    return answered  # an earlier test may be to blame: it gets a room of its own
                answered.append(result_of(question, outcome, limits))
                if outcome is None or outcome["lost"] or outcome["blocked"]:
                    break
        except BaseException:
            examiner.renew()  # it may have been given half a job, or hold answers nobody has read
            raise
        finally:
            ended = self._students.end(room, examiner.slot)
        if outcome and outcome["lost"] and not outcome["met_hidden"]:
            answered[-1] = explain_end(answered[-1], ended)
        return answered


class _Examiner:
    """One examiner, replaced when it is late, gone or worn."""

    def __init__(self, warm: WarmProcess, slot: int) -> None:
        self._warm, self.slot = warm, slot
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._number = self._warm.fork(theirs, self.slot)
        self._jobs = 0

    def renew(self) -> None:
        self._control.close()
        self._warm.end(self._number, self.slot)
        self._start()

    def renew_if_worn(self) -> None:
        if self._jobs >= JOBS_AN_EXAMINER:
            self.renew()

    def give(self, job: bytes, room: socket.socket) -> None:
        """Hand over a job and the line to its room; an examiner that is gone is replaced first."""
        try:
            self._give(job, room)
        except (OSError, WireError):
            self.renew()
            self._give(job, room)

    def _give(self, job: bytes, room: socket.socket) -> None:
        self._jobs += 1
        socket.send_fds(self._control, [b"\0"], [room.fileno()])
        write_frame(self._control, job, LIMITS.message_bytes)

    def next_outcome(self, limits: Limits) -> dict | None:
        """The next test's outcome; None if there is none, and then the examiner is a new one."""
        deadline = time.monotonic() + limits.seconds_per_test + limits.own_seconds + GRACE
        with contextlib.suppress(WireError, OSError):
            return decode(read_frame(self._control, LIMITS.message_bytes, deadline))
        self.renew()
        return None
