"""The test runner: holds the tests, runs no student code, sees only what crossed the boundary."""

from __future__ import annotations

import ast
import contextlib
import socket
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cache
from typing import cast

from grader.fresh_tasks import seed
from grader.language import speak
from grader.protocol import ProtocolError
from grader.protocol.codec import decode, encode
from grader.protocol.frames import read_frame, write_frame
from grader.protocol.message_limits import LIMITS
from grader.runner.cell_errors import BrokenCell, CodeInMagic
from grader.runner.conversation import AskedOtherwise
from grader.runner.test_namespace import TestNamespace
from grader.runner.test_outcome import Outcome, judge, lost_outcome
from grader.runner.tests_in_worker import run_in_worker
from grader.runner.verdict_memory import VerdictMemory, looks_at_the_clock
from grader.runner.worker_client import NotOpened, OutOfTime, WorkerClient, WorkerLost
from grader.sandbox.restrictions import Allowance, enter_scratch

_memory = VerdictMemory()
UNLIMITED_CPU = 10**7  # it outlives many submissions; the coordinator watches its wall time


def warm_up(*, for_many: bool) -> list[str]:
    """Nothing is to be made once for all test runners, and nothing to be told."""
    return []


def enter(control: socket.socket, scratch: str, options: dict) -> None:
    """Confine this process, then run one job after the other until the coordinator hangs up."""
    enter_scratch(scratch, Allowance(options["memory_bytes"], UNLIMITED_CPU), options)
    while True:
        try:
            _, fds, _, _ = socket.recv_fds(control, 1, 1)
            job = cast(dict, decode(read_frame(control, LIMITS.message_bytes, None)))
        except (ProtocolError, OSError):
            return
        with socket.socket(fileno=fds[0]) as worker:
            for outcome in run_job(job, WorkerClient(worker)):
                write_frame(control, encode(outcome), LIMITS.message_bytes)


@cache
def _prelude(source: str) -> dict:
    """The author's imports, bound once: a test's `np`, `tf`, `summary` are the test runner's own.

    An import that fails here is left out; the name is then the student's, like any other.
    """
    names: dict = {"__name__": "__main__"}
    for statement in ast.parse(source).body:
        with contextlib.suppress(Exception):
            exec(compile(ast.Module([statement], []), "<imports>", "exec"), names)
    return names


def run_job(job: dict, worker: WorkerClient) -> Iterator[dict]:
    """Run the tests of a job one after the other; yields each outcome as plain data.

    Once the worker is lost or of no use, the tests left are not answered: they get another one. So
    does one that is to be run `again`. A worker that was never there is told as `fault`.
    """
    worker.unread = [
        *(CodeInMagic(where, magic, frozenset(names)) for where, magic, names in job["in_magics"]),
        *(
            BrokenCell(where, why, anyones, frozenset(names))
            for where, why, anyones, names in job["broken"]
        ),
    ]
    worker.start(job["seconds"])
    try:
        worker.wait_until_open()
    except NotOpened as error:
        yield {"fault": str(error)}
        return
    with contextlib.suppress(OutOfTime, WorkerLost):  # the first test then says so
        worker.put(job["files"])
        worker.speak(job["language"])
    for test in job["tests"]:
        worker.start(job["seconds"])
        seed.use(test["seed"])
        try:
            with speak(job["language"]):
                outcome = _outcome(test, worker, job)
        except AskedOtherwise:
            yield {"again": True}
            return
        yield asdict(outcome) | {"verdict": outcome.verdict.value}
        if outcome.lost or outcome.blocked:
            return


def _outcome(test: dict, worker: WorkerClient, job: dict) -> Outcome:
    """Have the student's cells run, then the test, unless its conversation is known."""
    try:
        worker.run(test["cells"], test["numbers"], job["authors"])
        if test["inside"]:
            worker.run(test["helpers"])  # bound last, whatever the submission made of these names
    except (OutOfTime, WorkerLost) as error:
        return replace(lost_outcome(error), began=False)
    if test["inside"]:
        return run_in_worker(test["source"], test["points"], worker)

    def run() -> Outcome:
        answers, shared = frozenset(test["answers"]), frozenset(test["shared"])
        own = _prelude(job["prelude"])
        names = TestNamespace(worker, own, answers, shared, strict=test["strict"])
        return judge(test["source"], test["points"], names, test["helpers"])

    sources = [test["source"], *(source for _, source, _ in test["helpers"])]
    if job["afresh"] or looks_at_the_clock(sources):
        return run()
    rest = {key: test[key] for key in test if key not in ("cells", "numbers")}
    decides = [rest, job["prelude"], job["language"], worker.unread, worker.cell_errors]
    return _memory.outcome(decides, worker, run)
