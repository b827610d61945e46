"""One mistake behind several differences, or behind one that can't be fixed layer by layer."""

from __future__ import annotations

from grader.comparison.difference_report import Report
from grader.comparison.sanitize import Opaque, same
from grader.comparison.shapes import output_shape
from grader.comparison.value_text import name_text

SEQUENTIAL_ASKED = (
    "Your model is a functional one, as Model(inputs=…, outputs=…) makes it; a Sequential model is "
    "asked for"
)
FUNCTIONAL_ASKED = "Your model is a Sequential one; a functional model is asked for"
MAKE_SEQUENTIAL = "put the layers into one list, tf.keras.Sequential([…])"
MAKE_FUNCTIONAL = (
    "write x = Input(shape=…) first, call each layer on what the one before returned, and make the "
    "model of both ends with Model(inputs=…, outputs=…)"
)


def common_cause(report: Report) -> tuple[str, str] | None:
    """What is wrong and what to do, without full stops; None if no single mistake explains it."""
    if not report.yours or not report.expected:
        return None
    mine, wanted = (_begins_with_input(rows) for rows in (report.yours, report.expected))
    if mine and not wanted:
        return SEQUENTIAL_ASKED, MAKE_SEQUENTIAL
    if wanted and not mine:
        return FUNCTIONAL_ASKED, MAKE_FUNCTIONAL
    return _late_input(report) if mine else None


def _begins_with_input(rows: list) -> bool:
    """Whether the rows are those of a functional model: a Sequential one lists no input."""
    return type(rows[0]) is not Opaque and type(rows[0]) is list and rows[0][0] == "InputLayer"


def _late_input(report: Report) -> tuple[str, str] | None:
    """Whether the model begins in the middle: its input is what another layer returned."""
    yours, expected = report.yours, report.expected
    begins = output_shape(yours[0])
    if same(begins, output_shape(expected[0])) or len(yours) < 2:
        return None
    for number, row in enumerate(expected[1:-1], start=1):
        if same(output_shape(row), begins) and _type(expected[number + 1]) == _type(yours[1]):
            what = (
                f"The model's input is not what Input() returned but what {name_text(_type(row))} "
                "did: the variable that inputs= names was used again"
            )
            return what, (
                "keep the result of Input() under a name of its own, such as inputs, and give the "
                "results of the layers another one"
            )
    return None


def _type(row) -> str:
    return row[0] if type(row) is list and type(row[0]) is str else "?"
