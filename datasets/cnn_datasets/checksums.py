"""Checksums of archives: the published one, else the one of the first copy that was seen."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from cnn_datasets import store
from cnn_datasets.dataset import DataError

__all__ = ["check_checksum", "remember", "remembered"]

RECORD = "first-seen-checksums.json"


def remembered(name: str) -> str | None:
    """SHA-256 of the first copy of an archive that was unpacked here, if there was one."""
    value = _record().get(name)
    return value if isinstance(value, str) else None


def check_checksum(path: Path, published: str | None, size: int | None = None) -> str:
    """Compare an archive with the published checksum; where there is none, with the published
    size and the first copy that was unpacked on this machine (trust on first use).

    Returns:
        its SHA-256.

    Raises:
        DataError: it is another one.
        OSError: it cannot be read.
    """
    found, found_size = store.file_sha256(path), path.stat().st_size
    expected = published or remembered(path.name)
    if expected is not None and found != expected:
        whose = "the original has" if published else f"the first copy seen here ({RECORD}) had"
        raise DataError(f"it has {found_size:,} bytes and SHA-256 {found}; {whose} {expected}")
    if expected is None and size is not None and found_size != size:
        raise DataError(f"it has {found_size:,} bytes; the original has {size:,}")
    return found


def _record() -> dict:
    try:
        record = json.loads((store.data_folder() / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def remember(name: str, sha256: str) -> None:
    """Note the checksum of an archive that proved whole, so that a later, other copy is noticed.
    Where the folder cannot be written, nothing is noted."""
    path = store.data_folder() / RECORD
    temporary = path.with_name(f".{RECORD}.{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        text = json.dumps(_record() | {name: sha256}, indent=1, sort_keys=True)
        temporary.write_text(text + "\n", encoding="utf-8")
        os.replace(temporary, path)
