"""A made class for a small course without TensorFlow, in which half submit a mess.

`MESSES` are the ways in which a submission can lie about, each written into a student's folder;
`write_messy_class` makes a class of them and of tidy students.
"""

from __future__ import annotations

import copy
import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import nbformat
from plain_courses import cell, graded, notebook, solution

ASSIGNMENT, FULL = "ps1", 4.0
STUB = "# YOUR CODE HERE\n    raise NotImplementedError()"  # nbgrader's own
SOLVED = {"double": "return 2 * x", "area": "result = math.pi * r ** 2"}
DOUBLE = 'def double(x):\n    """Twice `x`."""\n    {}'
AREA = "def area(r):\n    {}\n    return result"


def course_cells(double: str, area: str) -> list[nbformat.NotebookNode]:
    """The notebook p1 with something in the place of its two answers."""
    return [
        cell("import math"),
        solution("double", DOUBLE.format(double)),
        graded("test_double", "assert double(2) == 4\nassert double(-1.5) == -3", 2.0),
        solution("area", AREA.format(area)),
        graded("test_area", "assert abs(area(1) - math.pi) < 1e-9", 2.0),
        cell("result = [double(n) for n in range(3)]"),
    ]


def as_author(answer: str) -> str:
    return f"### BEGIN SOLUTION\n    {answer}\n    ### END SOLUTION"


SOURCE = course_cells(**{name: as_author(answer) for name, answer in SOLVED.items()})
CELLS = course_cells(STUB, STUB)
ANSWERS = {"double": DOUBLE.format(SOLVED["double"]), "area": AREA.format(SOLVED["area"])}


@dataclass(frozen=True)
class Mess:
    """How a student's folder is written, the points it is worth, and a word of what is said.

    `points` is None where nothing can be recorded.
    """

    write: Callable[[Path], None]
    points: float | None
    said: str


def answered(answers: dict[str, str] = ANSWERS, drop_ids: bool = False) -> nbformat.NotebookNode:
    """The released notebook with answers in it."""
    nb = notebook(copy.deepcopy(one) for one in CELLS)
    for one in nb.cells:
        one.source = answers.get(one.metadata.get("nbgrader", {}).get("grade_id"), one.source)
        if drop_ids:
            one.metadata.pop("nbgrader", None)
    return nb


def text(nb: nbformat.NotebookNode | None = None) -> str:
    return nbformat.writes(nb or answered())


def file(name: str, content: str | bytes | None = None) -> Callable[[Path], None]:
    """Write one file below a student's folder."""

    def write(student: Path) -> None:
        path = student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text() if content is None else content
        path.write_bytes(data if isinstance(data, bytes) else data.encode())

    return write


def files(*writers: Callable[[Path], None]) -> Callable[[Path], None]:
    def write(student: Path) -> None:
        for one in writers:
            one(student)

    return write


def zipped(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def rtf(plain: str) -> str:
    """As TextEdit writes plain text into RTF."""
    out = []
    for char in plain:
        if char in "\\{}":
            out.append(f"\\{char}")
        elif char == "\n":
            out.append("\\\n")
        elif ord(char) < 128:
            out.append(char)
        else:
            out.append(f"\\uc0\\u{ord(char)} ")
    head = "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2709\n{\\fonttbl\\f0\\fmodern Courier;}\n"
    return (
        head
        + "{\\colortbl;\\red255;}\n{\\*\\expandedcolortbl;;}\n\\f0\\fs24 \\cf0 "
        + "".join(out)
        + "}"
    )


def other_course() -> str:
    cells = [
        cell("import pandas as pd"),
        solution("squares", "def squares(n):\n    return [i ** 2 for i in range(n)]"),
        graded("test_squares", "assert squares(2) == [0, 1]"),
    ]
    return nbformat.writes(notebook(cells))


def later_cell() -> str:
    nb = answered({"area": ANSWERS["area"]})
    nb.cells.append(cell(ANSWERS["double"]))
    return text(nb)


def stub_below() -> str:
    nb = answered({"area": ANSWERS["area"]})
    nb.cells.insert(1, cell(ANSWERS["double"]))
    return text(nb)


def older_stub() -> str:
    nb = answered({**ANSWERS, "double": 'def double(x):\n    """2x."""\n    ' + STUB})
    nb.cells.append(cell(ANSWERS["double"]))
    return text(nb)


def merge_conflict() -> str:
    lines = text().splitlines()
    return "\n".join(
        [*lines[:5], "<<<<<<< HEAD", *lines[5:7], "=======", ">>>>>>> main", *lines[7:]]
    )


def json_page() -> str:
    """As a browser saves the JSON that it shows."""
    return f"<html><head></head><body><pre>{escape(text())}</pre></body></html>"


PLACE = "ps1/p1.ipynb"
BLANK = notebook(CELLS)
WRONG = {**ANSWERS, "double": "def double(x):\n    return x"}
MESSES = {
    # names
    "browser_1": Mess(file("ps1/p1 (1).ipynb"), FULL, "p1 (1).ipynb"),
    "jupyter_copy": Mess(file("ps1/p1-Copy1.ipynb"), FULL, "p1-Copy1.ipynb"),
    "safari_json": Mess(file("ps1/p1.ipynb.json"), FULL, "p1.ipynb.json"),
    "mail_txt": Mess(file("ps1/p1.ipynb.txt"), FULL, "p1.ipynb.txt"),
    "capitals": Mess(file("ps1/P1.IPYNB"), FULL, "P1.IPYNB"),
    "own_name": Mess(file("ps1/homework Ada.ipynb"), FULL, "homework Ada.ipynb"),
    "blank_and_copy": Mess(
        files(file(PLACE, text(BLANK)), file("ps1/p1-Copy1.ipynb")), FULL, "is as it was released"
    ),
    "two_fit": Mess(
        files(file("ps1/p1 (1).ipynb", text(answered(WRONG))), file("ps1/p1 (2).ipynb")),
        FULL,
        "2 notebooks fit p1.ipynb",
    ),
    # folders
    "too_deep": Mess(file("ps1/ps1/p1.ipynb"), FULL, "ps1/ps1/p1.ipynb"),
    "too_high": Mess(file("p1.ipynb"), FULL, "beside the assignment's folder"),
    "suffix": Mess(file("ps1-1/p1.ipynb"), FULL, "ps1-1/p1.ipynb"),
    "case": Mess(file("PS1/p1.ipynb"), FULL, "PS1/p1.ipynb"),
    "macos_archive": Mess(
        files(file("__MACOSX/ps1/._p1.ipynb", b"\0\5\x16\7"), file("ps1-main/p1.ipynb")),
        FULL,
        "ps1-main/p1.ipynb",
    ),
    "whole_path": Mess(
        file("Users/ada/Documents/uni/term 3/networks/homework/first/p1.ipynb"), FULL, "first/p1"
    ),
    "folder_left_empty": Mess(
        files(file("ps1/report.pdf", b"%PDF"), file("my homework/p1.ipynb")), FULL, "my homework/p1"
    ),
    "behind_a_dataset": Mess(
        files(
            *(file(f"ps1/data/{n}.png", b"\x89PNG") for n in range(2_100)),
            *(file(f"ps1/labels/{n}.txt", b"1") for n in range(50)),
            file("ps1/work/p1.ipynb"),
        ),
        FULL,
        "work/p1.ipynb",
    ),
    "own_folder": Mess(file("my homework/p1.ipynb"), FULL, "my homework/p1.ipynb"),
    "unzipped_whole": Mess(file("submission/ps1/p1.ipynb"), FULL, "ps1/p1.ipynb"),
    # contents
    "utf_16": Mess(file(PLACE, text().encode("utf-16")), FULL, "UTF-16"),
    "utf_16_no_mark": Mess(file(PLACE, text().encode("utf-16-le")), FULL, "UTF-16"),
    "byte_order_mark": Mess(file(PLACE, b"\xef\xbb\xbf" + text().encode()), FULL, ""),
    "zip": Mess(file(PLACE, zipped({"p1.ipynb": text()})), FULL, "zip archive"),
    "zip_beside": Mess(file("ps1/p1.zip", zipped({"ps1/p1.ipynb": text()})), FULL, "p1.zip"),
    "zip_in_a_zip": Mess(
        file("ps1/all.zip", zipped({"hw/p1.zip": zipped({"p1.ipynb": text()})})), FULL, "zip"
    ),
    "another_ending": Mess(file("ps1/p1.ipny"), FULL, "p1.ipny"),
    "crashed_computer": Mess(file(PLACE, text().encode() + b"\0" * 4096), FULL, ""),
    "gzip": Mess(file(PLACE, gzip.compress(text().encode())), FULL, "gzip archive"),
    "tar_gz": Mess(file("ps1/p1.tar.gz", tarred("p1.ipynb", text().encode())), FULL, "tar archive"),
    "rtf": Mess(file(PLACE, rtf(text())), FULL, "rich text"),
    "html_of_json": Mess(file(PLACE, json_page()), FULL, "web page"),
    "no_ids": Mess(file(PLACE, text(answered(drop_ids=True))), FULL, "by the name it defines"),
    "later_cell": Mess(file(PLACE, later_cell()), FULL, "still blank and was left out"),
    "stub_below": Mess(file(PLACE, stub_below()), FULL, "still blank and was left out"),
    "stub_of_an_older_release": Mess(file(PLACE, older_stub()), FULL, "is answered in code cell 7"),
    "last_blank": Mess(file(PLACE, text(answered({"double": ANSWERS["double"]}))), 2.0, "area is"),
    # not to be graded, and why
    "html_page": Mess(file(PLACE, "<html><h1>Sign in</h1></html>"), 0.0, "HTML or XML page"),
    "pdf": Mess(file(PLACE, b"%PDF-1.7 ..."), 0.0, "a PDF"),
    "word": Mess(
        file(PLACE, zipped({"[Content_Types].xml": "", "word/document.xml": ""})), 0.0, "Office"
    ),
    "cut_off": Mess(file(PLACE, text()[:-40]), 0.0, "ends in the middle"),
    "brace_too_many": Mess(file(PLACE, text() + "\n}"), 0.0, "is damaged in line"),
    "cut_off_in_a_word": Mess(file(PLACE, text().rpartition("null")[0] + "nu"), 0.0, "the middle"),
    "seven_zip": Mess(file("ps1/p1.7z", b"7z\xbc\xaf\x27\x1c"), 0.0, "only zip, tar and gzip"),
    "only_a_checkpoint": Mess(
        file("ps1/.ipynb_checkpoints/p1-checkpoint.ipynb"), 0.0, "p1-checkpoint.ipynb"
    ),
    "hidden": Mess(file("ps1/.p1.ipynb"), 0.0, "'ps1/.p1.ipynb'"),
    "conflict": Mess(file(PLACE, merge_conflict()), 0.0, "merge conflict"),
    "other_course": Mess(file(PLACE, other_course()), 0.0, "another notebook"),
    "empty_folder": Mess(lambda student: (student / "ps1").mkdir(parents=True), 0.0, "is missing"),
    "only_a_report": Mess(file("ps1/report.pdf", b"%PDF"), 0.0, "report.pdf"),
    "other_assignment": Mess(file("ps2/q.ipynb", other_course()), None, "ps2"),
    "nothing": Mess(lambda student: student.mkdir(parents=True), None, "nothing"),
}
TIDY = {
    "right": Mess(file(PLACE), FULL, ""),
    "half": Mess(file(PLACE, text(answered(WRONG))), 2.0, ""),
    "blank": Mess(file(PLACE, text(BLANK)), 0.0, "still blank"),
}


def write_messy_class(submitted: Path, size: int | None = None) -> dict[str, Mess]:
    """Write a student for each mess; with `size`, as many tidy ones besides as it takes."""
    students = dict(MESSES)
    tidy = list(TIDY.items())
    for number in range((size or 0) - len(students)):
        kind, one = tidy[number % len(tidy)]
        students[f"tidy_{kind}_{number:02}"] = one
    for name, mess in students.items():
        mess.write(Path(submitted) / name)
    return students
