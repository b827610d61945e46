"""How a process ended, and whether what ran in it can have done that."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from grader.language import _

# What a process gets for its own mistakes: a crash in a library, a limit that it has reached.
OWN_SIGNALS = {
    signal.SIGSEGV,
    signal.SIGABRT,
    signal.SIGBUS,
    signal.SIGFPE,
    signal.SIGILL,
    signal.SIGSYS,
    signal.SIGTRAP,
    signal.SIGXCPU,
    signal.SIGXFSZ,
}


@dataclass(frozen=True)
class Ended:
    """The end of a worker process.

    Attributes
    ----------
    status:
        What `os.waitpid` said; None if the fork server ended, and with it all its workers.
    by_itself:
        Whether it had ended before it was asked to.
    memory:
        The most it had in memory at any time, in bytes.
    """

    status: int | None
    by_itself: bool = True
    memory: int = 0

    @property
    def signal(self) -> int:
        """The signal that ended it, 0 if none did or if it was sent by the coordinator."""
        if self.status is None or not self.by_itself or not os.WIFSIGNALED(self.status):
            return 0
        return os.WTERMSIG(self.status)

    @property
    def from_outside(self) -> bool:
        """Whether somebody else has ended it: inside its sandbox it can't send itself SIGKILL."""
        return self.status is None or self.signal == signal.SIGKILL

    @property
    def crashed(self) -> bool:
        """Whether a signal ended it that a process gets for what it does."""
        return self.signal in OWN_SIGNALS

    @property
    def exit_code(self) -> int | None:
        """Its exit code, if it has left by itself."""
        if self.by_itself and self.status is not None and os.WIFEXITED(self.status):
            return os.WEXITSTATUS(self.status)
        return None

    def __str__(self) -> str:
        """As a part of a sentence; what only instructors are told is English in all languages."""
        if self.status is None:
            return "its fork server ended"
        if self.signal == signal.SIGXCPU:
            return _("it used up its processor time")
        if self.signal == signal.SIGKILL:
            return "it was killed (SIGKILL)"
        if self.signal:
            return _("it was ended by signal {name}", name=signal.Signals(self.signal).name)
        if self.exit_code is not None:
            return _("it ended itself with exit code {code}", code=self.exit_code)
        return _("it broke off the conversation")
