"""What runs on a cluster's worker: an engine for each assignment, as on the coordinator."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from grader.assignment.required_datasets import ensure
from grader.cluster.messages import About, Setup, plan_of, result_bytes
from grader.runner.engine import SandboxedRunner
from grader.runner.version import grader_version
from grader.sandbox.protection import protection
from grader.sandbox.restrictions import Allowance

BEGIN = 20.0  # seconds in which a batch begins plans; those after them are for who is free
_ONE_AT_A_TIME = threading.Lock()  # a worker may have been started with several threads
_OPEN = contextlib.ExitStack()  # what closes the engine that is open
_ENGINES: dict[bytes, tuple[Setup, SandboxedRunner]] = {}  # one at a time, by its setup


def describe() -> bytes:
    """Tell which grader this is and what the machine has, see `About`."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    return About(grader_version(), protection().sandboxed, free).as_bytes()


def prepare(setup: bytes) -> bytes:
    """Start the engine for a setup, while the first submissions are read elsewhere; returns it."""
    with _ONE_AT_A_TIME, contextlib.suppress(Exception):  # the first plans will tell
        _engine(setup)
    return setup


def run_plans(setup: bytes, plans: Sequence[bytes]) -> list[bytes | None]:
    """Run the tasks of each plan; answers the results of each, empty where the engine failed.

    Plans that come after a slow one are not begun, and are answered with None.
    Nothing is raised: an exception would be pickled.
    """
    with _ONE_AT_A_TIME:
        try:
            about, engine = _engine(setup)
        except Exception:  # no memory or no process left here: the coordinator asks another worker
            return [b""] * len(plans)
        until = time.monotonic() + BEGIN
        return [
            _run(plan, about, engine) if not number or time.monotonic() < until else None
            for number, plan in enumerate(plans)
        ]


def _run(message: bytes, about: Setup, engine: SandboxedRunner) -> bytes:
    """The results of one plan; empty if this machine, or the grader on it, has failed."""
    try:
        plan = plan_of(message, about.assignment)
        results = list(engine.run(plan, about.limits))
        if not any(result.fault for result in results):
            return result_bytes(results, message)
        engine.renew()
    except Exception:  # whatever it is, another worker may do better
        pass
    return b""


def _engine(setup: bytes) -> tuple[Setup, SandboxedRunner]:
    """The engine for a setup; the one before it is closed."""
    if setup not in _ENGINES:
        _ENGINES.clear()
        _OPEN.close()
        about = Setup.of_bytes(setup)
        ensure(about.assignment.datasets)
        engine = SandboxedRunner(
            1,
            about.assignment.modules,
            about.assignment.test_modules,
            secret=about.secret,
            afresh=about.afresh,
            for_many=True,
            allowance=Allowance(memory_bytes=about.limits.memory_bytes),
            files=_laid_out(about),
        )
        _ENGINES[setup] = about, _OPEN.enter_context(engine)
    return _ENGINES[setup]


def _laid_out(about: Setup) -> Path | None:
    """A folder with the files of the assignment, as long as its engine is open."""
    if not about.files:
        return None
    folder = Path(_OPEN.enter_context(tempfile.TemporaryDirectory(prefix="grader-files-")))
    for name, content in about.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
