"""What a submitted cell shows besides its text: attached pictures and outputs, as far as harmless.

A person who grades an answer sees it in formgrader, in the session of their own account. So only
plain text and pictures of known formats are kept, in bounded amounts; HTML, SVG and scripts never.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import re
from dataclasses import dataclass
from typing import Any

PICTURES = {  # how files of these types begin
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
MAX_PICTURES = 20_000_000  # characters of all pictures of a notebook, in base64
MAX_TEXT = 20_000  # characters of all text that a cell has printed
MAX_RAW = 4 * MAX_TEXT  # of one output that are looked at, control codes included
_TEXTS = {"output_type", "name", "text", "text/plain"}
MAX_OUTPUTS = 100  # of a cell, and as many attachments
CUT = "\n… the rest is left out here; it is in the file that was submitted."


@dataclass(frozen=True)
class Shown:
    """Attachments (name to type and base64 text) and outputs in nbformat 4's form."""

    attachments: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    outputs: tuple[dict[str, Any], ...] = ()


NOTHING = Shown()
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def is_harmless(shown: Shown) -> bool:
    """Return whether this can be what `Viewer.look` returned: plain text, and known pictures."""
    pictures = [item for _, bundle in shown.attachments for item in bundle]
    for output in shown.outputs:
        data = output.get("data")
        texts = {key: value for key, value in output.items() if key not in ("data", "metadata")}
        if type(data) is dict:
            if output.get("metadata") or type(output.get("metadata")) is not dict:
                return False
            texts["text/plain"] = data.get("text/plain", "")
            pictures += [item for item in data.items() if item[0] != "text/plain"]
        kinds = ("display_data",) if type(data) is dict else ("stream",)
        if not all(type(text) is str for text in texts.values()):
            return False
        if texts.get("output_type") not in kinds or texts.keys() - _TEXTS:
            return False
        if texts.get("name", "stdout") not in ("stdout", "stderr"):
            return False
    return all(_is_picture(kind, content) for kind, content in pictures)


def _is_picture(kind: object, content: object) -> bool:
    if type(kind) is not str or kind not in PICTURES or type(content) is not str:
        return False
    begins = base64.b64decode(content[:24]) if _BASE64.fullmatch(content) else b""
    return begins.startswith(PICTURES[kind])


class Viewer:
    """Takes over what the cells of one notebook show, until its space is used up."""

    def __init__(self) -> None:
        self._space = MAX_PICTURES

    def look(self, cell: dict[str, Any]) -> Shown:
        """What a cell of a notebook file shows; whatever is odd in it is left out."""
        attachments, outputs = cell.get("attachments"), cell.get("outputs")
        shown = Shown(
            tuple(self._attachments(attachments)) if isinstance(attachments, dict) else (),
            tuple(self._outputs(outputs)) if isinstance(outputs, list) else (),
        )
        return shown if shown.attachments or shown.outputs else NOTHING

    def _attachments(self, attachments: dict) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        found = []
        for name, bundle in itertools.islice(attachments.items(), MAX_OUTPUTS):
            if pictures := self._pictures(bundle):
                found.append((_text(name), tuple(pictures.items())))
        return found

    def _outputs(self, outputs: list) -> list[dict[str, Any]]:
        space, found = MAX_TEXT, []
        for output in outputs[:MAX_OUTPUTS]:
            if not isinstance(output, dict):
                continue
            kind, data, stream = output.get("output_type"), output.get("data"), ""
            if kind == "stream":
                text, stream = _text(output.get("text")), "stdout"
            elif kind == "error":
                text = f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}"
                stream = "stderr"
            elif kind in ("display_data", "execute_result", "pyout") and isinstance(data, dict):
                text = _text(data.get("text/plain"))
            else:
                continue
            if len(text) > space:
                text = text[:space] + CUT
            space = max(0, space - len(text))
            if stream:
                found.append({"output_type": "stream", "name": stream, "text": text})
            elif bundle := self._pictures(data) | ({"text/plain": text} if text else {}):
                found.append({"output_type": "display_data", "metadata": {}, "data": bundle})
        return found

    def _pictures(self, bundle: object) -> dict[str, str]:
        found = {}
        for kind, beginnings in PICTURES.items():
            content = bundle.get(kind) if isinstance(bundle, dict) else None
            if isinstance(content, list):
                content = "".join(part for part in content if isinstance(part, str))
            if not isinstance(content, str) or len(content) > self._space:
                continue
            content = "".join(content.split())
            try:
                begins = base64.b64decode(content, validate=True)[:16]
            except (binascii.Error, ValueError):
                continue
            if begins.startswith(beginnings):
                found[kind] = content
                self._space -= len(content)
        return found


def _text(value: object) -> str:
    parts = value if isinstance(value, list) else [value]
    text = ""
    for part in parts:
        text += part[: MAX_RAW - len(text)] if isinstance(part, str) else ""
        if len(text) == MAX_RAW:
            break
    return _clean(text)


def _clean(text: str) -> str:
    """Without control codes, and without halves of surrogate pairs, which no file can hold."""
    return _CONTROL.sub("", text).encode(errors="replace").decode()
