"""The names of an archive's entries as text, where the archive doesn't say how it wrote them.

The programs of one computer write all names of an archive alike, so the encoding is found for all
of them together: of one name alone almost any encoding makes something.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence

IS_UTF8 = 0x800  # a bit of a zip entry's flags
UNICODE_PATH = 0x7075  # Info-ZIP's extra field, section 4.6.9 of PKWARE's APPNOTE.TXT
# In the order in which they exclude each other: few bytes are UTF-8 by chance, any are cp437.
ENCODINGS = ("utf-8", "gbk", "shift_jis", "cp1252", "cp437")
FAR_EAST = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
RUN = re.compile(f"{FAR_EAST}+")
# One such character at a Latin letter is two bytes of another encoding.
IN_A_LATIN_WORD = re.compile(
    f"(?<=[A-Za-z]){FAR_EAST}(?!{FAR_EAST})|(?<!{FAR_EAST}){FAR_EAST}(?=[a-z])"
)
NEARLY_ALL = 0.9


def names_of(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names of a zip's entries."""
    raw = {n: _raw(info) for n, info in enumerate(infos) if _is_unsure(info)}
    sure = {n: path for n in raw if (path := _unicode_path(infos[n].extra, raw[n]))}
    unsure = {n: name for n, name in raw.items() if n not in sure}
    sure |= dict(zip(unsure, decoded(list(unsure.values())), strict=True))
    return [sure.get(n, info.filename) for n, info in enumerate(infos)]


def decoded(raw: Sequence[bytes]) -> list[str]:
    """Names in the first encoding that nearly all of them may have been written in."""
    telling = [name for name in raw if not name.isascii()]
    for encoding in ENCODINGS:
        made = [_readable(name, encoding) for name in telling]
        if sum(text is not None for text in made) >= NEARLY_ALL * len(telling):
            return [_in(name, encoding) for name in raw]
    return [_in(name, "cp437") for name in raw]


def _in(name: bytes, encoding: str) -> str:
    text = _readable(name, encoding)
    return text if text is not None else name.decode("cp437")


def _readable(name: bytes, encoding: str) -> str | None:
    """The name in an encoding, if that gives text that somebody may have written."""
    try:
        text = name.decode(encoding)
    except UnicodeDecodeError:
        return None
    other = [character for character in text if not character.isascii()]
    letters = [one for one in other if unicodedata.category(one)[0] in "LM"]
    if encoding != "utf-8" and 2 * len(letters) <= len(other):
        return None
    if encoding in ("gbk", "shift_jis") and not _is_far_eastern(text, encoding, len(letters)):
        return None
    return text


def _is_far_eastern(text: str, encoding: str, letters: int) -> bool:
    """Whether most letters are common ones of the language, and few stand in Latin words."""
    common = "gb2312" if encoding == "gbk" else encoding
    runs = RUN.findall(text)
    usual = sum(len(one.encode(common, errors="ignore")) == 2 for run in runs for one in run)
    return 2 * usual >= letters and 2 * len(IN_A_LATIN_WORD.findall(text)) < max(len(runs), 1)


def _is_unsure(info: zipfile.ZipInfo) -> bool:
    return not info.flag_bits & IS_UTF8 and not info.orig_filename.isascii()


def _raw(info: zipfile.ZipInfo) -> bytes:
    """The bytes of a name which `zipfile` took for cp437."""
    return info.orig_filename.partition("\0")[0].encode("cp437")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in Info-ZIP's field, if the field is about this name."""
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        data, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == UNICODE_PATH and data[:1] == b"\1":
            if int.from_bytes(data[1:5], "little") != zlib.crc32(raw):
                return None
            try:
                return data[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None
