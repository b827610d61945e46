import pytest

from grader.protocol.value_types import FunctionValue, Uncrossable
from grader.runner.worker_client import Missing


def test_after_an_error_the_cells_below_still_run(worker):
    worker.run([("one", "a = 1"), ("two", "1 / 0"), ("three", "b = 2")])
    assert (worker.get("a"), worker.get("b")) == (1, 2)
    [error] = worker.cell_errors
    assert error.sentence() == "The cell two stopped at line 1 with ZeroDivisionError: " + (
        "division by zero"
    )


@pytest.mark.parametrize("code", ["raise SystemExit", "raise KeyboardInterrupt", "def broken(:"])
def test_nothing_that_a_cell_raises_ends_the_worker(worker, code):
    worker.run([("one", code), ("two", "b = 2")])
    assert worker.get("b") == 2
    assert len(worker.cell_errors) == 1


def test_names_are_set_deleted_and_missing(worker):
    worker.set("x", [1, 2])
    assert worker.get("x") == [1, 2]
    worker.delete("x")
    with pytest.raises(Missing):
        worker.get("x")
    worker.delete("x")


def test_the_same_function_has_the_same_number(worker):
    worker.run([("one", "def f():\n    return f\ng = f")])
    first, second = worker.get("f"), worker.get("g")
    assert isinstance(first, FunctionValue)
    assert first.ref == second.ref == worker.call(first.ref, (), {})[0].ref


def test_code_is_main_as_in_a_notebook(worker):
    worker.run([("one", "import __main__\nname = __name__\nsame = __main__.name == name")])
    assert (worker.get("name"), worker.get("same")) == ("__main__", True)


def test_what_can_not_cross_stays_with_a_reason(worker):
    worker.run([("one", "x = object()\ny = list(range(4 * 10**6 + 1))")])
    assert isinstance(worker.get("x"), Uncrossable)
    assert "4,000,000 items" in worker.get("y").why


def test_a_hostile_object_is_only_an_error(worker):
    worker.run(
        [("one", "class X:\n    def __getattribute__(self, n):\n        raise SystemExit\nx = X()")]
    )
    with pytest.raises(Exception, match="SystemExit"):
        worker.get("x")
    assert worker.get("__name__") == "__main__"


def test_an_exception_without_a_message_can_be_told(worker):
    worker.run([("one", "class E(Exception):\n    def __str__(self):\n        1 / 0\nraise E")])
    assert "could not be read" in worker.cell_errors[0].sentence()


def test_references_to_nothing_are_errors(worker):
    with pytest.raises(Exception, match="99"):
        worker.call(99, (), {})


def test_a_test_can_be_run_inside(worker):
    worker.run([("one", "f = lambda: 3")])
    assert worker.test("assert f() == 3\nf() + 1") == 4
    with pytest.raises(AssertionError):
        worker.test("assert f() == 4")
