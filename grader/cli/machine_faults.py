"""Errors that say what a machine lacks, as sentences for the person at the keyboard."""

from __future__ import annotations

import errno
import re

LACKS = {
    errno.ENOSPC: "There is no room left on the disk",
    errno.EDQUOT: "The quota of the disk is used up",
    errno.EROFS: "A folder can't be written",
    errno.EACCES: "A file or folder may not be read or written",
    errno.EIO: "A disk could not be read or written",
    errno.EMFILE: "This process has too many files open",
    errno.ENFILE: "The machine has too many files open",
    errno.ENOMEM: "The machine has no memory left",
    errno.EAGAIN: "The machine allows no more processes",
}
AGAIN = "What was graded before is kept. Mend it, then give the same command again."


def machine_fault(error: BaseException) -> str:
    """What the machine lacks, and what to do; empty if the error is about something else."""
    from sqlalchemy.exc import OperationalError

    if isinstance(error, MemoryError):
        return f"{LACKS[errno.ENOMEM]}. {AGAIN}"
    if isinstance(error, OperationalError):
        return f"The gradebook could not be read or written ({error.orig}). {AGAIN}"
    if isinstance(error, OSError):
        inner = re.search(r"\[Errno (\d+)\]", str(error))  # `shutil.Error` has a list of them
        number = int(inner[1]) if inner else error.errno
        where = f" ({error.filename})" if error.filename else ""
        return f"{LACKS[number]}{where}. {AGAIN}" if number in LACKS else ""
    return ""
