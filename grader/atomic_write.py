"""Write a file so that readers see the old content or the new content, never half of it."""

from __future__ import annotations

import contextlib
import os
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to; on success it takes the place of `path`.

    If the block raises, `path` stays as it was.

    Raises
    ------
    OSError
        If the file can't be written.
    """
    # short, since `path` may have the longest name that the file system takes
    own = f"{zlib.crc32(os.fsencode(path.name)):08x}-{threading.get_native_id()}"  # no other's
    temporary = path.with_name(f".new-{own}")
    temporary.unlink(missing_ok=True)  # of a process that was killed, maybe without rights to write
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write text (as UTF-8) or bytes in place of whatever file is at `path`; make its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
