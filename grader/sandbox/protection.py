"""Which parts of the sandbox this machine has, and whether they are enough for strangers' code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from grader.errors import GraderError
from grader.sandbox import bubblewrap, seccomp
from grader.sandbox.restrictions import landlock_version


class NoSandbox(GraderError):
    """There is no sandbox to grade in."""


@dataclass(frozen=True)
class Protection:
    """The protections that are active.

    Attributes
    ----------
    bubblewrap:
        None if bubblewrap works here, else why not.
    landlock:
        Version of Landlock, 0 if the kernel has none.
    seccomp:
        Whether system calls are filtered.
    own_views:
        Whether each worker can have namespaces of its own in a sandbox that it shares.
    """

    bubblewrap: str | None
    landlock: int
    seccomp: bool
    own_views: bool

    @property
    def sandboxed(self) -> bool:
        return self.bubblewrap is None

    @property
    def shares_sandbox(self) -> bool:
        """Whether workers are kept apart well enough for one sandbox to hold several."""
        return self.sandboxed and self.landlock > 0 and self.seccomp and self.own_views

    def lines(self) -> list[tuple[str, bool, str]]:
        """(what, active, in words) for each, for people."""
        return [
            (
                "bubblewrap",
                self.sandboxed,
                "no network, no files but Python's and the course's own"
                if self.sandboxed
                else f"not active: {self.bubblewrap}",
            ),
            (
                "Landlock",
                self.landlock > 0,
                f"version {self.landlock}: workers can't read, signal or trace each other"
                if self.landlock
                else "not in this kernel: each submission gets a sandbox of its own, slowly",
            ),
            (
                "own namespaces",
                self.own_views,
                "each worker has a scratch folder, a /proc and a network of its own, new for each"
                if self.own_views
                else "not allowed here: each submission gets a sandbox of its own, slowly",
            ),
            (
                "seccomp",
                self.seccomp,
                "only calls that Python and TensorFlow need, none that leaves anything behind"
                if self.seccomp
                else "not on this processor: each submission gets a sandbox of its own, slowly",
            ),
        ]


@lru_cache(maxsize=1)
def protection() -> Protection:
    """Try out what this machine offers."""
    reason = bubblewrap.why_not()
    return Protection(
        reason,
        landlock_version(),
        seccomp.is_supported(),
        reason is None and bubblewrap.has_own_views(),
    )


def require_sandbox(trust_submissions: bool) -> None:
    """Refuse to run submissions without a sandbox.

    Raises
    ------
    NoSandbox
        Unless there is one, or the instructor said that the submissions are trusted.
    """
    found = protection()
    if not (found.sandboxed or trust_submissions):
        raise NoSandbox(
            f"There is no sandbox on this machine ({found.bubblewrap}), so submissions could "
            "read and change everything you can. Install bubblewrap (`apt install bubblewrap`), "
            "grade on another machine, or, if you trust every submission, say "
            "--trust-submissions."
        )
