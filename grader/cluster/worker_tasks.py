"""What runs on a cluster's worker: an engine for each assignment, as on the coordinator."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader.assignment.required_datasets import ensure
from grader.cluster.messages import About, Setup, plan_of, result_bytes
from grader.protocol import ProtocolError
from grader.runner.engine import SandboxedRunner
from grader.runner.version import grader_version
from grader.sandbox.protection import protection
from grader.sandbox.restrictions import Allowance

_OPEN = contextlib.ExitStack()  # what closes the engine that is open
_ENGINES: dict[bytes, tuple[Setup, SandboxedRunner]] = {}  # one at a time, by its setup


def describe() -> bytes:
    """Tell which grader this is and what the machine has, see `About`."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    return About(grader_version(), protection().sandboxed, free).as_bytes()


def run_plans(setup: bytes, plans: Sequence[bytes]) -> list[bytes]:
    """Run the tasks of each plan; answers the results of each, empty where the engine failed.

    Nothing is raised: an exception would be pickled.
    """
    try:
        about, engine = _engine(setup)
    except Exception:  # no memory or no process left here: the coordinator asks another worker
        return [b""] * len(plans)
    return [_run(plan, about, engine) for plan in plans]


def _run(message: bytes, about: Setup, engine: SandboxedRunner) -> bytes:
    try:
        plan = plan_of(message, about.assignment)
        return result_bytes(list(engine.run(plan, about.limits)))
    except (ProtocolError, OSError):
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
