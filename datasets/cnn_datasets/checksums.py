"""Checksums of archives: the published one; where none is published, that of the first copy that
was unpacked on this machine (trust on first use)."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from cnn_datasets.data_folder import data_folder, file_sha256
from cnn_datasets.dataset import DataError
from grader.language import _

__all__ = ["check_checksum", "known_sha256", "remember"]

RECORD = "first-seen-checksums.json"


def check_checksum(path: Path, published: str | None, size: int | None = None) -> str:
    """Compare an archive with the published checksum; where there is none, with the published
    size and the first copy that was unpacked on this machine.

    Returns
    -------
    str
        Its SHA-256.

    Raises
    ------
    DataError
        If it is another one.
    OSError
        If it cannot be read.
    """
    found, found_size = file_sha256(path), path.stat().st_size
    expected = known_sha256(path.name, published)
    if expected is not None and found != expected:
        raise DataError(
            _(
                "it has {size:,} bytes and SHA-256 {found}; {whose} {expected}",
                size=found_size,
                found=found,
                whose=_("the original has")
                if published
                else _("the first copy seen here ({record}) had", record=RECORD),
                expected=expected,
            )
        )
    if expected is None and size is not None and found_size != size:
        raise DataError(
            _(
                "it has {size:,} bytes; the original has {expected:,}",
                size=found_size,
                expected=size,
            )
        )
    return found


def known_sha256(name: str, published: str | None) -> str | None:
    """The published SHA-256 of an archive, else that of the first copy that was unpacked here."""
    return published or _record().get(name)


def remember(name: str, sha256: str) -> None:
    """Note the checksum of an archive that proved whole, so that a later, other copy is noticed.
    Where the folder cannot be written, nothing is noted."""
    path = data_folder() / RECORD
    temporary = path.with_name(f".{RECORD}.{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        text = json.dumps(_record() | {name: sha256}, indent=1, sort_keys=True)
        temporary.write_text(text + "\n", encoding="utf-8")
        os.replace(temporary, path)


def _record() -> dict[str, str]:
    try:
        record = json.loads((data_folder() / RECORD).read_text(encoding="utf-8"))
        return {name: sha256 for name, sha256 in record.items() if isinstance(sha256, str)}
    except (OSError, ValueError, AttributeError):
        return {}
