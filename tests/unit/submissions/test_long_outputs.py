"""A notebook of which most is outputs is read without them."""

import json
import zipfile
from io import BytesIO

import pytest

from grader.errors import UnreadableNotebook
from grader.submissions import long_outputs, notebook_text
from grader.submissions.long_outputs import without_long_outputs
from grader.submissions.notebook_reader import parse_notebook

SHORT = [{"output_type": "stream", "name": "stdout", "text": ["short"]}]
TRAP = '{"outputs": [1, "x]"]} \\\\ "outputs" : [ \\" ] }'


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    monkeypatch.setattr(notebook_text, "MAX_BYTES", 20_000)
    monkeypatch.setattr(long_outputs, "SHORT", 1_000)


def code(source, outputs):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": outputs}


def printed(length):
    lines = [f'[{line} \\ "outputs": [\n' for line in range(length)]
    data = {"text/html": "]}" * 20, "application/json": {"outputs": [[{"a": [1]}]]}}
    return [
        {"output_type": "stream", "name": "stdout", "text": lines},
        {"output_type": "display_data", "metadata": {}, "data": data},
    ]


def written(cells, **style):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}, **style).encode()


@pytest.mark.parametrize("style", [{}, {"indent": 1}, {"separators": (",", ":")}], ids=str)
def test_the_cells_are_read_and_only_long_outputs_are_left_out(style):
    cells = [code(TRAP, SHORT), code("x = 1", printed(3_000)), code(TRAP, printed(3_000))]
    nb = parse_notebook(written(cells, **style), "p1.ipynb")
    assert [cell.source for cell in nb.cells] == [TRAP, "x = 1", TRAP]
    assert [len(cell.shown.outputs) for cell in nb.cells] == [1, 0, 0]
    [finding] = nb.findings
    assert finding.endswith("without the outputs of 2 of its cells. Nothing is lost.")


def test_many_short_outputs_are_left_out_as_well():
    nb = parse_notebook(written([code("x", SHORT)] * 200), "p1.ipynb")
    assert len(nb.cells) == 200 and not any(cell.shown.outputs for cell in nb.cells)


def test_a_notebook_within_bounds_is_as_it_was():
    nb = parse_notebook(written([code("x = 1", printed(100))]), "p1.ipynb")
    assert nb.findings == () and nb.cells[0].shown.outputs


def test_in_an_archive_it_is_the_same():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("p1.ipynb", written([code("x = 1", printed(3_000))]))
    assert parse_notebook(buffer.getvalue(), "p1.zip").cells[0].source == "x = 1"


def test_what_is_large_without_outputs_is_refused_with_what_to_do():
    attached = {"cell_type": "markdown", "source": "x" * 30_000, "metadata": {}}
    with pytest.raises(
        UnreadableNotebook, match=r"without the outputs of its cells; clear .* submit it again"
    ):
        parse_notebook(written([attached, code("x", SHORT)]), "p1.ipynb")


@pytest.mark.parametrize("text", [b'{"cells": [{"outputs": [[[', b'{"a": "' + b'\\"' * 50_000])
def test_what_breaks_off_ends_where_the_file_ends(text):
    left, _ = without_long_outputs(text, 10)
    assert text.startswith(left)
