import gzip
import io
import json
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from messy_class import json_page, rtf, tarred, text, zipped

from grader.errors import UnreadableNotebook
from grader.submissions import archived_notebooks
from grader.submissions.notebook_reader import parse_notebook, parse_notebooks

CELL = {"cell_type": "code", "metadata": {}, "source": "é = '{}\\\\ \\u4e2d'\nx = [1]"}
JSON = json.dumps({"cells": [CELL], "nbformat": 4}, ensure_ascii=False, indent=1)
PLAIN = parse_notebook(JSON.encode(), "p1.ipynb").cells


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (JSON.encode("utf-16"), "saved as UTF-16"),
        (JSON.encode("utf-16-be"), "saved as UTF-16"),
        (JSON.encode("utf-32"), "saved as UTF-32"),
        (JSON.encode("utf-8-sig"), None),
        (gzip.compress(JSON.encode()), "a gzip archive"),
        (gzip.compress(zipped({"a/b.ipynb": JSON})), "a zip archive"),
        (
            zipped(
                {"__MACOSX/._p.ipynb": b"\0\5", ".ipynb_checkpoints/p.ipynb": "{", "p.ipynb": JSON}
            ),
            "zip",
        ),
        (tarred("p1.ipynb", JSON.encode()), "a tar archive"),
        (rtf(JSON).encode(), "rich text"),
        (rtf(JSON.replace("é", "\\'e9")).replace("\\\\'e9", "\\'e9").encode(), "rich text"),
        (f"<html><body><pre>{JSON.replace('<', '&lt;')}</pre></body></html>".encode(), "web page"),
    ],
    ids=lambda value: "file" if isinstance(value, bytes) else str(value),
)
def test_what_holds_a_notebook_gives_it_up_with_a_finding(content, finding):
    found = parse_notebook(content, "p1.ipynb")
    assert found.cells == PLAIN
    assert (finding is None and not found.findings) or finding in " ".join(found.findings)


def test_quotes_that_a_word_processor_curled_are_left_as_they_are():
    curled = rtf(JSON).replace("x = [1]", "x = \\ldblquote a\\rdblquote ")
    assert "“a”" in parse_notebook(curled.encode(), "p1.ipynb").cells[0].source


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped({"[Content_Types].xml": ""}), "an Office document"),
        (zipped({"report.pdf": "%PDF"}), "a zip archive without a notebook"),
        (b"BZh91AY&SY", "a bzip2 archive; only"),
        (b"\xfd7zXZ\0", "an xz archive; only"),
        (f"{JSON}\n}}".encode(), "damaged in line"),
        (JSON.encode()[:-2] + b",}", "damaged in line"),
        (JSON.encode()[:-1] + b', "x": tru', "ends in the middle"),
        (JSON.encode()[:-1] + b', "x": ' + b"9" * 5_000 + b"}", "a number too long"),
        (zipped({"p1.ipynb": JSON})[:-30], "a zip archive that can't be opened"),
        (gzip.compress(JSON.encode())[:-20], "a gzip archive that can't be opened"),
        (b"PK\3\4" + b"\0" * 100, "a zip archive that can't be opened"),
        (b"Rar!\x1a\7\1\0", "a RAR archive"),
        (b"bplist00" + b"\0" * 50, "a Safari web archive"),
        (b"import numpy as np\nx = 1\n", "a Python script"),
        (b"#!/usr/bin/env python\n# coding: utf-8\n", "a Python script"),
        (b"{\\rtf1\\ansi My report}", "a rich text document"),
        (b"<!DOCTYPE html><html><pre>not found</pre></html>", "an HTML or XML page"),
        (JSON.encode()[:-30], "ends in the middle"),
        (JSON.replace('"cells": [', '"cells": [,').encode(), "damaged in line 2"),
        (f"<<<<<<< HEAD\n{JSON}".encode(), "a Git merge conflict"),
        (zipped({"a.ipynb": JSON, "b.ipynb": JSON}), "an archive of 2 notebooks"),
    ],
    ids=lambda value: "file" if isinstance(value, bytes) else str(value),
)
def test_what_is_none_is_named_for_what_it_is(content, said):
    with pytest.raises(UnreadableNotebook, match=r"p1\.ipynb is ") as refused:
        parse_notebook(content, "p1.ipynb")
    assert said in str(refused.value)


def test_an_archive_may_hold_several_notebooks_and_broken_ones_are_left_out():
    found = parse_notebooks(zipped({"a.ipynb": JSON, "b.ipynb": "{", "d/c.ipynb": JSON}), "all.zip")
    assert [one.name for one in found] == ["all.zip/a", "all.zip/d/c"]


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(archived_notebooks, "MAX_FILE_BYTES", 1_000_000)
    for bomb in (gzip.compress(b" " * 2_000_000), zipped({"p1.ipynb": b" " * 2_000_000})):
        with pytest.raises(UnreadableNotebook, match="more than 1,000,000 bytes in it"):
            parse_notebook(bomb, "p1.ipynb")


def test_archives_side_by_side_in_an_archive_share_its_space(monkeypatch):
    monkeypatch.setattr(archived_notebooks, "MAX_FILE_BYTES", 1_000_000)
    inner = zipped({"p1.ipynb": b" " * 600_000})
    for ending in ("zip", "ipynb"):
        found = archived_notebooks.files_in(
            zipped({f"{n}.{ending}": inner for n in range(3)}), "all.zip"
        )
        assert sum(len(file.content) for file in found) <= 1_000_000


def test_text_that_looks_like_a_tar_archive_is_text():
    start = JSON[:-1] + ', "x": "'
    odd = start + " " * (257 - len(start.encode())) + 'ustar"}'
    assert odd.encode()[257:262] == b"ustar"
    assert parse_notebook(odd.encode(), "p1.ipynb").cells == PLAIN


def test_archives_in_archives_end():
    nested = JSON.encode()
    for _ in range(6):
        nested = gzip.compress(nested)
    with pytest.raises(UnreadableNotebook, match="an archive in an archive in an archive"):
        parse_notebook(nested, "p1.ipynb")


def test_a_name_in_an_archive_is_on_one_line():
    [found] = parse_notebooks(zipped({"../../x\n\x1b[31m.ipynb": JSON}), "p.zip")
    assert "\n" not in found.name and "\x1b" not in found.name


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [
            zipped({"p.ipynb": JSON}),
            gzip.compress(JSON.encode()),
            rtf(JSON).encode(),
            json_page().encode(),
            text().encode("utf-16"),
        ]
    ),
    st.integers(0, 10_000),
    st.binary(max_size=8),
)
def test_damage_is_read_or_refused_with_a_sentence(whole, at, junk):
    at %= len(whole)
    try:
        parse_notebooks(whole[:at] + junk + whole[at + len(junk) :], "p1.ipynb")
    except UnreadableNotebook as refused:
        assert str(refused).startswith("p1.ipynb")


def test_what_lies_beside_a_notebook_in_an_archive_comes_with_it():
    files = {"hw/p1.ipynb": JSON, "hw/helper.py": "X = 1", "hw/data/a.csv": "1,2"}
    others = {"other.txt": "", "hw/.secret": "", "hw/p2.ipynb": JSON, "hw/../up.txt": ""}
    first, _ = parse_notebooks(zipped(files | others), "hw.zip")
    plain = {"helper.py": b"X = 1", "data/a.csv": b"1,2"}
    assert dict(first.beside) == plain | {"p2.ipynb": JSON.encode()}
    [inner] = parse_notebooks(zipped({"a/hw.zip": zipped(files)}), "all.zip")
    assert dict(inner.beside) == plain


def test_what_lies_beside_a_notebook_is_bounded(monkeypatch):
    monkeypatch.setattr(archived_notebooks, "MOST_BYTES", 10)
    packed = zipped({"p1.ipynb": JSON, "a": "1" * 9, "b": "2" * 9, "c": "3"})
    [found] = parse_notebooks(packed, "p1.zip")
    assert [name for name, _ in found.beside] == ["a", "c"]


def tar_of(*names):
    """An uncompressed tar of notebooks, each of two blocks: its header and its content."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(JSON.encode())
            assert info.size <= tarfile.BLOCKSIZE
            archive.addfile(info, io.BytesIO(JSON.encode()))
    return buffer.getvalue()


def damaged(whole, at):
    return whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]


STORED = io.BytesIO()
with zipfile.ZipFile(STORED, "w") as both:
    both.writestr("first.ipynb", JSON.replace("[1]", "[0]"))
    both.writestr("p1.ipynb", JSON)
STORED = STORED.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        damaged(tar_of("p1.ipynb", "p2.ipynb"), 1024),
        tar_of("p1.ipynb", "p2.ipynb")[:1030],
        damaged(STORED, STORED.index(b"[0]")),
        zipped({"p1.ipynb": JSON} | {f"more/{n}.ipynb": "" for n in range(60)}),
    ],
    ids=["a header of a tar", "a tar that is cut off", "a file of a zip", "too many notebooks"],
)
def test_what_an_archive_has_left_is_read_and_what_is_lost_is_told(content):
    found = parse_notebooks(content, "p1.ipynb")
    assert [one.cells for one in found if one.cells == PLAIN] == [PLAIN]
    assert "could be read in part only" in found[0].findings[0]


@pytest.mark.parametrize("at", [0, 1024], ids=["first", "last"])
def test_a_tar_without_its_notebook_is_called_damaged(at):
    whole = tar_of("a.txt", "p1.ipynb")
    with pytest.raises(UnreadableNotebook, match="can't be opened"):
        parse_notebook(damaged(whole, at), "p1.ipynb")


def test_a_notebook_is_found_behind_thousands_of_files_and_beside_an_archive():
    environment = {f"venv/{n}.py": "" for n in range(2_500)}
    [found] = parse_notebooks(zipped(environment | {"p1.ipynb": JSON}), "p1.zip")
    assert found.cells == PLAIN
    inner = {
        "p1.ipynb": JSON,
        "data.zip": zipped({"a.csv": ""}),
        "p2.zip": zipped({"p2.ipynb": JSON}),
    }
    assert [one.name for one in parse_notebooks(zipped(inner), "all.zip")] == [
        "all.zip/p1",
        "all.zip/p2.zip/p2",
    ]


def test_a_file_without_a_name_in_a_zip_is_left_out():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("p1.ipynb", JSON)
        info = zipfile.ZipInfo("x")
        info.filename = ""
        archive.writestr(info, "nothing")
    assert parse_notebook(buffer.getvalue(), "p1.ipynb").cells == PLAIN
