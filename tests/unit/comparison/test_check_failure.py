"""In a real kernel: what a notebook shows when a comparison fails."""

import nbformat
import pytest
from nbclient import NotebookClient

CELL = """\
from test_utils import comparator
comparator([["Dense", (None, 1), 3, "relu"]], [["Dense", (None, 1), 3, "sigmoid"]])
"""


@pytest.fixture(scope="module")
def outputs():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    NotebookClient(nb, allow_errors=True, kernel_name="python3").execute()
    return nb.cells[0].outputs


def test_a_notebook_shows_both_models_with_a_text_equivalent(outputs):
    [shown] = [output for output in outputs if output.output_type == "display_data"]
    assert "<table>" in shown.data["text/html"]
    assert "activation: yours 'relu', expected 'sigmoid'" in shown.data["text/plain"]


def test_a_notebook_shows_no_traceback_but_what_to_do(outputs):
    [error] = [output for output in outputs if output.output_type == "error"]
    assert error.traceback == [
        "Your model is not the expected one: 1 difference to fix.",
        "Start here: in layer 1 (Dense), use activation='sigmoid'; then run the cell again.",
    ]
    assert "activation: yours 'relu'" in error.evalue
