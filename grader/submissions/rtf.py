"""Plain text out of Rich Text Format, as TextEdit and WordPad save a notebook by mistake.

Only what such a file needs is read, by the Rich Text Format specification 1.9.1: groups, escaped
characters, line breaks, characters by code. Everything else is about looks and is left out.
"""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\'(?P<code>[0-9a-f]{2})"
    r"|\\(?P<symbol>[^a-z])"
    r"|(?P<brace>[{}])"
    r"|[\r\n]+"  # means nothing in RTF
    r"|(?P<text>[^\\{}\r\n]+|.)",
    re.IGNORECASE | re.DOTALL,
)
# Groups that hold no text of the document.
TABLES = {
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "themedata",
    "listtable",
    "generator",
}
MEANING = {
    "par": "\n",
    "line": "\n",
    "tab": "\t",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "emdash": "\u2014",
    "endash": "\u2013",
    "bullet": "\u2022",
}
SYMBOLS = {"\n": "\n", "\r": "\n", "~": "\u00a0", "_": "\u2011", "-": ""}


def rtf_text(source: str) -> str:
    """The text of an RTF document; a damaged one gives what can be read of it."""
    out: list[str] = []
    outer: list[tuple[bool, int]] = []  # of each open group: whether it is hidden, \uc
    hidden, fallback, to_skip = False, 1, 0
    codepage = _codepage(source)
    for token in TOKEN.finditer(source):
        if brace := token["brace"]:
            to_skip = 0
            if brace == "{":
                outer.append((hidden, fallback))
            elif outer:
                hidden, fallback = outer.pop()
            continue
        word, text = token["word"], token["text"] or ""
        if word in TABLES or token["symbol"] == "*":
            hidden = True
        elif word == "uc":
            fallback = int(token["number"] or 1)
        elif word == "u":
            text = chr(int(token["number"] or 63) % 0x10000)
            out.append("" if hidden else text)
            to_skip = fallback  # what stands there for readers that don't know the character
            continue
        elif word:
            text = MEANING.get(word, "")
        elif token["code"]:
            text = bytes.fromhex(token["code"]).decode(codepage, "replace")
        elif symbol := token["symbol"]:
            text = SYMBOLS.get(symbol, symbol)
        skipped = min(to_skip, len(text))
        to_skip -= skipped
        out.append("" if hidden else text[skipped:])
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _codepage(source: str) -> str:
    match = re.search(r"\\ansicpg(\d{3,5})", source[:500])
    name = f"cp{match[1]}" if match else "cp1252"
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name
