"""The secret of a course, beside its gradebook: it determines the fresh tasks of a class.

The same secret gives every student of a class the same task, so equal answers get equal verdicts,
and a submission that is graded again gets the same verdict as before. A new secret is made when
the old one is more than a year old: next year's class gets other tasks.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from grader.atomic_write import replacing
from grader.errors import GraderError
from grader.file_lock import one_at_a_time

FILE = "secret.json"
LONGEST_USE = datetime.timedelta(days=365)
BYTES = 32


def class_secret(folder: Path) -> bytes:
    """The secret of the course whose notes lie here; it is made at first use, and once a year.

    Parameters
    ----------
    folder : Path
        What the grader notes for itself, see `Course.state`. The secret is in ``secret.json``
        there, readable by its owner only: ``{"made": ISO date, "secret": hexadecimal digits}``.

    Returns
    -------
    bytes
        32 bytes. Two processes that ask at the same time get the same ones.

    Raises
    ------
    GraderError
        The file is damaged or cannot be read or written. It is never replaced then: grades that
        were given with it could not be given again.
    """
    path = folder / FILE
    try:
        return _usable(_read(path)) or _make(path)
    except OSError as error:
        raise GraderError(
            f"{path} can't be read or written: {error.strerror or error}. It holds the secret that "
            "decides which tasks a class is graded on. Give yourself access to it."
        ) from error


def seed_of(secret: bytes, assignment: str, grade_id: str) -> int:
    """Derive the seed of one test's fresh tasks.

    Parameters
    ----------
    secret : bytes
        What `class_secret` returned.
    assignment, grade_id : str
        The test.

    Returns
    -------
    int
        256 bits: HMAC-SHA256 (RFC 2104) of both names, with the secret as its key. Seeds of some
        tests do not reveal those of others.
    """
    message = json.dumps([assignment, grade_id]).encode()
    return int.from_bytes(hmac.digest(secret, message, hashlib.sha256))


def _today() -> datetime.date:
    return datetime.date.today()


def _read(path: Path) -> tuple[datetime.date, bytes] | None:
    """The date and the secret in the file; None where there is no file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        entry = json.loads(content)
        if set(entry) != {"made", "secret"}:
            raise ValueError(f"it has {sorted(entry)}")
        made, secret = datetime.date.fromisoformat(entry["made"]), bytes.fromhex(entry["secret"])
        if len(secret) != BYTES:
            raise ValueError(f"its secret has {len(secret)} bytes")
    except (ValueError, TypeError, AttributeError) as error:
        raise GraderError(
            f"{path} is damaged: {error}. Expected an object with 'made', a date such as "
            f"2026-09-01, and 'secret', {2 * BYTES} hexadecimal digits. Restore it from a backup: "
            "the trained tests were graded with it. Or delete it, and grade the whole class again "
            "with another one."
        ) from error
    return made, secret


def _usable(found: tuple[datetime.date, bytes] | None) -> bytes | None:
    """The secret, unless there is none or it is too old."""
    return found[1] if found and _today() - found[0] <= LONGEST_USE else None


def _make(path: Path) -> bytes:
    """Write a new secret, whole or not at all, unless another process was first."""
    with one_at_a_time(path.with_name(f"{path.name}.lock")):
        found = _read(path)
        if secret := _usable(found):
            return secret
        if found:  # last year's grades can still be explained
            path.rename(path.with_name(f"secret-{found[0].isoformat()}.json"))
        secret = secrets.token_bytes(BYTES)
        with replacing(path) as temporary, open(temporary, "x", opener=_owner_only) as file:
            json.dump({"made": _today().isoformat(), "secret": secret.hex()}, file)
            file.flush()
            os.fsync(file.fileno())
    return secret


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
