r"""Markdown that a student wrote, made harmless for the pages that show it in a reader's session.

nbgrader's formgrader turns Markdown into HTML with raw HTML, any kind of link and MathJax's
``\href`` let through. So whatever could become one of these is broken by a space, which leaves
it legible, in code and formulas too; what is certainly harmless stays. It takes one pass, since a
sanitiser that parses HTML may take a time that grows with the square of the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from grader.printable import shortened, without_controls

MAX_CELL = 20_000  # characters; formgrader takes the square of that to render the worst of them

_TITLE = r"""(?:[ ]+"[^"\n()\\]*")?"""
_PICTURE_FILE = r"(?:[\w-][\w.-]*/){0,5}[\w-][\w.-]*\.(?:png|jpe?g|gif|webp)"
_PICTURE_DATA = r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+"
_ATTACHMENT = r"attachment:(?P<attachment>[\w.-]+)"
_PICTURE = rf"!\[[^\[\]\n]*\]\((?:{_ATTACHMENT}|{_PICTURE_DATA}|(?i:{_PICTURE_FILE})){_TITLE}[ ]*\)"
_DATA = re.compile(rf"(!\[[^\[\]\n]*\]\({_PICTURE_DATA}\))")
_LINK = rf"\]\((?:https?://[^\s()<>\\]+|\#[\w.-]*|(?i:{_PICTURE_FILE})){_TITLE}[ ]*\)"
_TEX = r"\\(?:href|style|class|cssId|data|htmlData|mmlToken|require|bbox|unicode)(?![A-Za-z])"
_PARTS = re.compile(
    rf"(?P<picture>{_PICTURE})|(?P<link>{_LINK})"
    r"|(?P<opens>!\[|\]\(|\]:)"  # a picture; a link; what a link is said to stand for
    r"|(?P<html><(?=[A-Za-z/!?]))"
    rf"|(?P<tex>{_TEX})"
    r"|(?P<diagram>[`~]{3,}[ \t]*mermaid)"  # shown without being escaped
)


@dataclass
class Space:
    """The space left in a notebook, in characters of text and of pictures in it."""

    text: int = 200_000
    pictures: int = 10_000_000


def harmless(markdown: str, attachments: Collection[str] = (), space: Space | None = None) -> str:
    """Break HTML, unsafe links, remote pictures and MathJax's extensions, and cut what is long.

    Parameters
    ----------
    attachments:
        The names of the cell's attachments; pictures of others are broken, since nbconvert
        refuses a whole notebook for one of them.
    space:
        What the notebook has space for, less after every cell.
    """
    space = Space() if space is None else space
    text = _cut(without_controls(markdown), space)
    return _PARTS.sub(lambda found: _broken(found, attachments), text)


def _cut(markdown: str, space: Space) -> str:
    """Cut text that is too long; a picture within it counts by itself, and is whole or not."""
    allowed = min(MAX_CELL, space.text)
    kept = []
    pieces = _DATA.split(markdown)
    for place, piece in enumerate(pieces):
        if place % 2:
            if len(piece) > space.pictures:
                piece = f"(a picture of {len(piece):,} characters was left out)"
            space.pictures -= len(piece)
            kept.append(piece)
            continue
        kept.append(shortened(piece, allowed))
        if len(piece) > allowed:
            allowed = 0
            break
        allowed -= len(piece)
    space.text -= min(MAX_CELL, space.text) - allowed
    return "".join(kept)


def _broken(found: re.Match[str], attachments: Collection[str]) -> str:
    part, kind = found[0], found.lastgroup
    if kind == "attachment":
        kind = "picture"
    if kind == "picture":
        name = found["attachment"]
        return part if name is None or name in attachments else f"! {part[1:]}".replace("](", "] (")
    if kind == "link":
        return part
    if kind in ("opens", "html"):
        return f"{part[0]} {part[1:]}"
    if kind == "tex":
        return f"\\ {part[1:]}"
    return part.replace("mermaid", "text")
