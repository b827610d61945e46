"""What forks a program on this machine, and a new fork of it where the kernel has none at once."""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from grader.protocol import ProtocolError
from grader.sandbox.exit_status import Ended
from grader.sandbox.fork_server_client import CannotFork, Fork, ForkServer, Program
from grader.sandbox.process_usage import Usage
from grader.sandbox.protection import protection
from grader.sandbox.restrictions import Allowance

TRIES = 3  # a machine that is out of processes or memory now may have some in a second


class Server(Protocol):
    """What makes forks and ends them; see the methods of `ForkServer`."""

    def wait_until_ready(self) -> list[str]: ...

    def fork(self, theirs: socket.socket, slot: int, cpu_seconds: int | None = None) -> Fork: ...

    def end(self, fork: Fork) -> Ended: ...

    def usage(self, fork: Fork) -> Usage | None: ...

    def renew(self) -> None: ...

    def close(self) -> None: ...


class SandboxPerFork:
    """A `Server` whose forks have a sandbox each: where Landlock can't part them."""

    def __init__(
        self,
        program: Program,
        allowance: Allowance,
        files: Path | None = None,
        cores: Sequence[int] = (),
    ) -> None:
        self._settings = (replace(program, for_many=False), allowance, 1)
        self._files = files
        self._cores = list(cores)
        self._forks: dict[int, tuple[ForkServer, Fork]] = {}
        self._numbers = itertools.count()

    def wait_until_ready(self) -> list[str]:
        """Nothing is started here before it is needed, and nothing is told."""
        return []

    def fork(self, theirs: socket.socket, slot: int, cpu_seconds: int | None = None) -> Fork:
        cores = self._cores[slot % len(self._cores) :][:1] if self._cores else ()
        process = ForkServer(*self._settings, files=self._files, cores=cores)
        try:
            process.wait_until_ready()
            forked = process.fork(theirs, 0, cpu_seconds)
        except BaseException:
            theirs.close()
            process.close()
            raise
        number = next(self._numbers)
        self._forks[number] = (process, forked)
        return Fork(0, number)

    def end(self, fork: Fork) -> Ended:
        process, forked = self._forks.pop(fork.pid)
        how = process.end(forked)
        process.close()
        return how

    def usage(self, fork: Fork) -> Usage | None:
        process, forked = self._forks[fork.pid]
        return process.usage(forked)

    def renew(self) -> None:
        """Every fork is new in any case."""

    def close(self) -> None:
        for process, _ in self._forks.values():
            process.close()


def start_server(
    program: Program,
    allowance: Allowance,
    slots: int,
    *,
    files: Path | None = None,
    cores: Sequence[int] = (),
) -> Server:
    """Start what forks a program, with its forks kept apart as well as this machine can do it."""
    found = protection()
    if found.sandboxed and not found.shares_sandbox:
        return SandboxPerFork(program, allowance, files=files, cores=cores)
    return ForkServer(
        program, allowance, slots, sandboxed=found.sandboxed, files=files, cores=cores
    )


def new_fork(
    server: Server, slot: int, cpu_seconds: int | None = None
) -> tuple[Fork, socket.socket]:
    """A new fork, and our end of the line to it.

    Asked for again where that fails, with a new line each time: a fork that ended with its server
    may have said something on the one before.

    Raises
    ------
    ProtocolError, OSError
        If it fails each time.
    """
    for attempt in range(TRIES):
        ours, theirs = socket.socketpair()
        try:
            return server.fork(theirs, slot, cpu_seconds), ours
        except (OSError, ProtocolError) as error:
            ours.close()
            if attempt == TRIES - 1:
                raise
            if isinstance(error, CannotFork):
                time.sleep(1.0)
    raise AssertionError("unreachable")
