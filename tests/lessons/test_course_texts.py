"""The course texts this project grew from still run against our modules, where they are at hand."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
SHAPES = [
    "number of training examples = 600",
    "X_train shape: (600, 64, 64, 3)",
    "Y_train shape: (600, 1)",
    "X_test shape: (150, 64, 64, 3)",
    "number of training examples = 1080",
    "Y_train shape: (1080, 6)",
    "X_test shape: (120, 64, 64, 3)",
    "Y_test shape: (120, 6)",
]
ROWS = """\
['ZeroPadding2D', (None, 70, 70, 3), 0, ((3, 3), (3, 3))]
['Conv2D', (None, 64, 64, 32), 4736, 'valid', 'linear', 'GlorotUniform']
['BatchNormalization', (None, 64, 64, 32), 128]
['ReLU', (None, 64, 64, 32), 0]
['MaxPooling2D', (None, 32, 32, 32), 0, (2, 2), (2, 2), 'valid']
['Flatten', (None, 32768), 0]
['Dense', (None, 1), 32769, 'sigmoid']
"""


def run_blocks(name: str, *, fix=lambda block: block) -> str:
    """Run all Python blocks of a text as notebook cells, training cut to one epoch."""
    text = (TEXTS / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    blocks = [fix(re.sub(r"epochs=\d+", "epochs=1", block)) for block in blocks]
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(b) for b in blocks])
    NotebookClient(nb, timeout=600, kernel_name="python3").execute(cwd=str(TEXTS))
    outputs = [output for cell in nb.cells for output in cell.outputs]
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not TEXTS.is_dir(), reason="the course texts are not on this machine"),
]


def test_the_second_text_runs_as_it_stands():
    printed = run_blocks("001_612839f5f31b7538.txt")
    assert all(line in printed for line in SHAPES)
    assert ROWS in printed
    assert printed.count("All tests passed!") == 2


def test_the_first_text_runs_once_the_model_it_shows_as_a_picture_is_made():
    def fix(block):
        return block.replace(
            "happy_model.compile", "happy_model = happyModel()\nhappy_model.compile"
        )

    printed = run_blocks("000_800fea3e9fb25d4d.txt", fix=fix)
    assert all(line in printed for line in SHAPES)
    assert printed.count("All tests passed!") == 1
