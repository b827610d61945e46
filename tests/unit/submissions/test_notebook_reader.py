import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UnreadableNotebook
from grader.submissions import notebook_reader
from grader.submissions.notebook_reader import Cell, parse_notebook, read_notebook

CODE = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "f"}}, "source": "x = 1"}
TEXT = {"cell_type": "markdown", "metadata": {}, "source": "# hello"}


def parse(data):
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return parse_notebook(content, "made_up.ipynb")


def why_not(data):
    with pytest.raises(UnreadableNotebook) as refused:
        parse(data)
    return str(refused.value)


def test_the_cells_are_read_in_order_and_code_cells_counted():
    nb = parse({"cells": [TEXT, CODE, {**CODE, "metadata": {}, "source": "y"}], "nbformat": 4})
    assert nb.name == "made_up"
    assert nb.cells == (
        Cell(0, None, "# hello", "markdown"),
        Cell(1, "f", "x = 1"),
        Cell(2, None, "y"),
    )


@pytest.mark.parametrize("minor", range(6))
def test_every_nbformat_4_is_read(minor):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    nb.nbformat_minor = minor
    assert parse(dict(nb)).cells == (Cell(1, None, "x = 1"),)


def test_nbformat_3_is_read():
    old = nbformat.v3.new_notebook(
        worksheets=[
            nbformat.v3.new_worksheet(
                cells=[
                    nbformat.v3.new_heading_cell("Title"),
                    nbformat.v3.new_code_cell("x = 1\ny = 2", metadata=CODE["metadata"]),
                ]
            )
        ]
    )
    nb = parse(nbformat.v3.writes_json(old).encode())
    assert nb.cells == (Cell(0, None, "Title", "markdown"), Cell(1, "f", "x = 1\ny = 2"))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a\nb", "a\nb"),
        (["a\n", "b"], "a\nb"),
        ([], ""),
        (None, ""),
        (5, ""),
        ({"a": 1}, ""),
        (["a", 5, None, ["b"]], "a"),
    ],
)
def test_a_source_may_be_text_or_a_list_of_lines_and_else_is_empty(source, text):
    assert parse({"cells": [{"cell_type": "code", "source": source}]}).cells[0].source == text


@pytest.mark.parametrize(
    "metadata",
    [None, [], "x", 5, {"nbgrader": None}, {"nbgrader": ["f"]}, {"nbgrader": {"grade_id": 7}}],
)
def test_odd_metadata_is_no_id(metadata):
    cell = {"cell_type": "code", "metadata": metadata, "source": "x"}
    assert parse({"cells": [cell]}).cells == (Cell(1, None, "x"),)


def test_what_is_no_cell_is_left_out():
    cells = [None, 5, "x", [], {}, {"cell_type": "hologram"}, {"cell_type": ["code"]}, CODE]
    assert parse({"cells": cells}).cells == (Cell(1, "f", "x = 1"),)


def test_outputs_attachments_and_foreign_metadata_are_ignored():
    output = {"output_type": "stream", "text": "x" * 1_000_000}
    rich = {**CODE, "outputs": [output] * 5, "attachments": {"a.png": {}}, "id": 7}
    assert (
        parse({"cells": [rich], "metadata": {"kernelspec": 9}}).cells
        == parse({"cells": [CODE]}).cells
    )


def test_a_byte_order_mark_does_no_harm():
    assert parse(b"\xef\xbb\xbf" + json.dumps({"cells": [CODE]}).encode()).cells


def test_bytes_that_are_no_utf_8_do_no_harm():
    assert parse(b'{"cells": [{"cell_type": "code", "source": "x = \'\xe9\'"}]}').cells


def test_half_a_surrogate_pair_becomes_text_that_can_be_written():
    nb = parse(b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}')
    assert nb.cells[0].source == "x = '?'"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"<!DOCTYPE html><html>", "HTML or XML page, not a notebook"),
        (b"\n <html>", "HTML or XML page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "a Git LFS pointer"),
        (b"%PDF-1.7", "a PDF, not a notebook"),
        (b"\x89PNG\r\n\x1a\n", "a picture, not a notebook"),
        (b"PK\x03\x04", "a zip archive that can't be opened"),
        (b'{"cells": [{"cell_type": "co', "not whole JSON"),
        (b"[1, 2]", "holds a list, not an object"),
        (b'"text"', "holds a str, not an object"),
        (b"null", "holds a NoneType"),
        (b"{}", "no list of cells"),
        (b'{"cells": {}}', "no list of cells"),
        (b'{"cells": "x", "worksheets": 3}', "no list of cells"),
        (b"[" * 100_000, "not whole JSON"),
        (b'{"a":' * 100_000, "not whole JSON"),
        (b'{"cells": [' + b"9" * 10_000 + b"]}", "not whole JSON"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_what_is_no_notebook_is_refused_with_what_it_is(content, said):
    assert said in why_not(content)
    assert why_not(content).startswith("made_up.ipynb is ")


def test_a_deeply_nested_notebook_is_read_or_refused_but_never_crashes():
    deep = b'{"cells": [{"cell_type": "code", "metadata": ' + b"[" * 500 + b"]" * 500 + b"}]}"
    assert parse(deep).cells == (Cell(1, None, ""),)


KEYS = ("cells", "worksheets", "cell_type", "source", "input", "metadata", "nbgrader", "grade_id")
json_ish = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS) | st.text(max_size=3),
            inner | st.sampled_from(["code", "markdown", "raw", "heading"]),
            max_size=5,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(json_ish | st.fixed_dictionaries({"cells": st.lists(json_ish)}))
def test_any_json_is_read_or_refused_with_a_sentence(data):
    try:
        cells = parse(data).cells
    except UnreadableNotebook as refused:
        assert str(refused).startswith("made_up.ipynb is ")
    else:
        assert all(type(c.source) is str and type(c.number) is int for c in cells)
        assert all(c.grade_id is None or type(c.grade_id) is str for c in cells)


NOTEBOOK = json.dumps({"cells": [TEXT, CODE], "metadata": {}, "nbformat": 4}).encode()


@settings(max_examples=300, deadline=None)
@given(st.binary() | st.tuples(st.integers(0, len(NOTEBOOK)), st.binary(max_size=6)))
def test_any_bytes_are_read_or_refused_with_a_sentence(found):
    if isinstance(found, tuple):
        at, junk = found
        found = NOTEBOOK[:at] + junk + NOTEBOOK[at + len(junk) :]
    try:
        parse(found)
    except UnreadableNotebook as refused:
        assert str(refused).startswith("made_up.ipynb is ")


def test_a_file_is_read(tmp_path):
    path = tmp_path / "made_up.ipynb"
    path.write_bytes(NOTEBOOK)
    assert read_notebook(path) == parse(NOTEBOOK)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableNotebook, match=r"made_up.ipynb is missing"):
        read_notebook(tmp_path / "made_up.ipynb")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(UnreadableNotebook, match="is not a plain file"):
        read_notebook(tmp_path)


def test_a_symbolic_link_is_refused_wherever_it_points(tmp_path):
    (tmp_path / "other.ipynb").write_bytes(NOTEBOOK)
    for name, target in (("a", tmp_path / "other.ipynb"), ("b", "/nowhere"), ("c", "/dev/zero")):
        (tmp_path / name).symlink_to(target)
        with pytest.raises(UnreadableNotebook, match="is not a plain file"):
            read_notebook(tmp_path / name)


def test_a_huge_file_is_refused_without_being_read(tmp_path):
    path = tmp_path / "made_up.ipynb"
    with path.open("wb") as file:
        file.truncate(notebook_reader.MAX_FILE_BYTES + 1)  # sparse: it takes no room
    with pytest.raises(UnreadableNotebook, match=r"has 250,000,001 bytes, .*clear its outputs"):
        read_notebook(path)


def test_a_path_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(UnreadableNotebook, match=r"can't be read|is missing"):
        read_notebook(tmp_path / ("x" * 300))
