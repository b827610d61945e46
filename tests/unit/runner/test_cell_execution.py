import pytest

from grader.runner.cell_execution import FILE, run_cell


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 1", 2),
        ("x = 3\nx", 3),
        ("x = 3", None),
        ("", None),
        ("# nothing", None),
        ("x = 1\nif x:\n    5", None),
        ("x = [1]; x", [1]),
        ("print('a')", None),
    ],
)
def test_the_value_is_that_of_the_last_expression(source, value):
    assert run_cell(source, {}) == value


def test_names_stay():
    names = {}
    run_cell("x = 2", names)
    assert run_cell("x * 3", names) == 6


def test_frames_tell_the_line_of_the_cell():
    with pytest.raises(ZeroDivisionError) as caught:
        run_cell("x = 0\n1 / x", {})
    last = caught.traceback[-1]
    assert (str(last.path).endswith(FILE), last.lineno + 1) == (True, 2)
