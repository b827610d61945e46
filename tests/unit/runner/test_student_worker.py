import pytest

from grader.protocol.value_types import FunctionValue, Uncrossable
from grader.runner.worker_client import Missing


def test_after_an_error_the_cells_below_still_run(room):
    room.run([("one", "a = 1"), ("two", "1 / 0"), ("three", "b = 2")])
    assert (room.get("a"), room.get("b")) == (1, 2)
    [error] = room.cell_errors
    assert error.sentence() == "The cell two stopped at line 1 with ZeroDivisionError: " + (
        "division by zero"
    )


@pytest.mark.parametrize("code", ["raise SystemExit", "raise KeyboardInterrupt", "def broken(:"])
def test_nothing_that_a_cell_raises_ends_the_room(room, code):
    room.run([("one", code), ("two", "b = 2")])
    assert room.get("b") == 2
    assert len(room.cell_errors) == 1


def test_names_are_set_deleted_and_missing(room):
    room.set("x", [1, 2])
    assert room.get("x") == [1, 2]
    room.delete("x")
    with pytest.raises(Missing):
        room.get("x")
    room.delete("x")


def test_the_same_function_has_the_same_number(room):
    room.run([("one", "def f():\n    return f\ng = f")])
    first, second = room.get("f"), room.get("g")
    assert isinstance(first, FunctionValue)
    assert first.ref == second.ref == room.call(first.ref, (), {})[0].ref


def test_code_is_main_as_in_a_notebook(room):
    room.run([("one", "import __main__\nname = __name__\nsame = __main__.name == name")])
    assert (room.get("name"), room.get("same")) == ("__main__", True)


def test_what_can_not_cross_stays_with_a_reason(room):
    room.run([("one", "x = object()\ny = list(range(10**6 + 1))")])
    assert isinstance(room.get("x"), Uncrossable)
    with pytest.raises(Exception, match="1,000,000 items"):
        room.get("y")


def test_a_hostile_object_is_only_an_error(room):
    room.run(
        [("one", "class X:\n    def __getattribute__(self, n):\n        raise SystemExit\nx = X()")]
    )
    with pytest.raises(Exception, match="SystemExit"):
        room.get("x")
    assert room.get("__name__") == "__main__"


def test_an_exception_without_a_message_can_be_told(room):
    room.run([("one", "class E(Exception):\n    def __str__(self):\n        1 / 0\nraise E")])
    assert "could not be read" in room.cell_errors[0].sentence()


def test_references_to_nothing_are_errors(room):
    with pytest.raises(Exception, match="99"):
        room.call(99, (), {})


def test_a_test_can_be_run_inside(room):
    room.run([("one", "f = lambda: 3")])
    assert room.test("assert f() == 3\nf() + 1") == 4
    with pytest.raises(AssertionError):
        room.test("assert f() == 4")
