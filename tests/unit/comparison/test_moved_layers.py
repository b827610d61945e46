import pytest

from grader.comparison.difference_report import Difference, Report
from grader.comparison.moved_layers import join_moves

DENSE = ["Dense", [None, 8], 72, "relu"]


def joined(row, wanted):
    differences = [
        Difference("missing", wanted[0], None, 1),
        Difference("different", "ReLU", 2, 2),
        Difference("extra", row[0], 1, None),
    ]
    report = Report([row], [wanted], differences=differences)
    return join_moves(report), report.differences


def test_an_extra_layer_that_is_missing_elsewhere_was_moved():
    new, differences = joined(DENSE, ["Dense", [None, 8], 99, "relu"])
    assert [(d.kind, d.yours, d.expected) for d in differences] == [
        ("moved", 1, 1),
        ("different", 2, 2),
    ]
    assert new == {0: 0, 1: 1, 2: 0}


@pytest.mark.parametrize(
    "wanted",
    [
        ["Dense", [None, 9], 72, "relu"],
        ["Dense", [None, 8], 72, "tanh"],
        ["Activation", [None, 8], 72, "relu"],
    ],
)
def test_another_layer_was_not_moved(wanted):
    new, differences = joined(DENSE, wanted)
    assert [d.kind for d in differences] == ["missing", "different", "extra"]
    assert new == {0: 0, 1: 1, 2: 2}
