"""The sentences of tests in other languages.

They stand in ``translations.toml`` beside the source: one table a language, from each English text
as it is written in a test or in a locked cell, with its placeholders, to the translated one.

    [zh]
    "layer {i} has {n} parameters" = "第 {i} 层有 {n} 个参数"
"""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from nbformat import NotebookNode

from grader.assignment.author_files import read_author_file
from grader.errors import AuthoringError

FILE = "translations.toml"
WIDTH = 70  # columns, as for all code of a lesson
PROSE = re.compile(r"[A-Za-z}][,.:;!?)]* [A-Za-z({]")
UNBROKEN = re.compile(r"[!-~]+|.", re.DOTALL)  # a word or a number, or any other character


def read_translations(folder: Path) -> dict[str, dict[str, str]]:
    """Read the translations of a lesson: by language, by English text; empty if it has none.

    Raises
    ------
    AuthoringError
        The file is not as described above.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    found = read_author_file(path, tomllib.loads)
    for language, texts in found.items():
        if not isinstance(texts, dict) or not all(isinstance(t, str) for t in texts.values()):
            raise AuthoringError(f"{path}: [{language}] must map English texts to translated ones.")
    return found


def speaks(cell: NotebookNode) -> bool:
    """Whether a cell of the author's is a test, or a locked cell that tests use."""
    marks = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(marks.get("grade") or marks.get("locked"))


def messages(source: str) -> list[str]:
    """The texts of a code cell that are sentences, each once, in their order.

    Docstrings are none. A text with placeholders is written as in an f-string. What code depends
    on (a column's name) may be among them; its translation is the same text.
    """
    return list(dict.fromkeys(_template(node) for node in _texts(source)))


def translate(source: str, translations: Mapping[str, str]) -> str:
    """The code of a cell with those texts translated that are among the translations.

    Raises
    ------
    AuthoringError
        A translation has other placeholders than its English text.
    """
    found = [(node, translations.get(_template(node))) for node in _texts(source)]
    lines = [line.encode() for line in source.split("\n")]
    for node, text in sorted(found, key=lambda pair: _start(pair[0]), reverse=True):
        if text is None or text == _template(node):
            continue
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
        column = node.col_offset if last > first else None
        lines[first : last + 1] = [before + _literal(node, text, column).encode() + after]
    return b"\n".join(lines).decode()


def _start(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _texts(source: str) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The string literals of a cell that are prose; none of a cell that is no valid Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):  # from the outside in
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)  # a docstring
        elif isinstance(node, (ast.Constant, ast.JoinedStr)) and node not in skipped:
            skipped.update(ast.walk(node))
            if isinstance(text := _template(node), str) and PROSE.search(text):
                yield node


def _template(node: ast.Constant | ast.JoinedStr) -> str:
    """The value of a literal; of an f-string its text with placeholders and doubled braces."""
    if isinstance(node, ast.Constant):
        return node.value
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(part.value.replace("{", "{{").replace("}", "}}"))
        else:
            parts.append(_placeholder(part))
    return "".join(parts)


def _placeholder(part: ast.FormattedValue) -> str:
    """A placeholder as it is written."""
    conversion = f"!{chr(part.conversion)}" if part.conversion != -1 else ""
    spec = f":{_template(part.format_spec)}" if part.format_spec else ""
    return f"{{{ast.unparse(part.value)}{conversion}{spec}}}"


def _parts(text: str) -> list[tuple[str, bool]]:
    """The text of an f-string in parts, each with whether it is a placeholder."""
    parts, depth, start, index = [], 0, 0, 0
    while index < len(text):
        if depth == 0 and text[index : index + 2] in ("{{", "}}"):
            index += 2
            continue
        if text[index] == "{":
            if depth == 0:
                parts.append((text[start:index], False))
                start = index
            depth += 1
        elif text[index] == "}" and depth:
            depth -= 1
            if depth == 0:
                parts.append((text[start : index + 1], True))
                start = index + 1
        index += 1
    return [*parts, (text[start:], False)]


def _literal(node: ast.Constant | ast.JoinedStr, text: str, column: int | None) -> str:
    """Python source of the translated text, on several lines if it may begin in `column`."""
    prefix, parts = "", [(text, False)]
    if isinstance(node, ast.JoinedStr):
        prefix, parts = "f", _parts(text)
        wanted = sorted(part for part, is_value in _parts(_template(node)) if is_value)
        given = sorted(part for part, is_value in parts if is_value)
        if wanted != given:
            raise AuthoringError(
                f"{FILE}: the translation {text!r} has the placeholders {given}, expected {wanted}."
            )
    rows = [""]
    for part, is_value in parts:
        for piece in [part] if is_value else map(_escaped, UNBROKEN.findall(part)):
            if column is not None and rows[-1] and _width(rows[-1] + piece) > WIDTH - column - 4:
                rows.append("")
            rows[-1] += piece
    between = "\n" + " " * (column or 0)
    return between.join(f'{prefix}"{row}"' for row in rows)


def _escaped(text: str) -> str:
    return (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\033", "\\033")
    )


def _width(text: str) -> int:
    """Columns that a text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
