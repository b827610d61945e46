import pytest

from grader.results import Verdict

SUMS = """\
def square(n):
    return n * n

def sum_of_squares(n):
    return sum(square(i) for i in range(n + 1))
"""


def test_what_a_test_deletes_is_deleted_in_the_worker(examine):
    test = """\
assert sum_of_squares(2) == 5
kept = square
del square
try:
    sum_of_squares(2)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not call square")
finally:
    square = kept
assert sum_of_squares(2) == 5
"""
    names = ("square", "sum_of_squares")
    assert examine(SUMS, test, answers=names, shared=names).verdict == Verdict.PASSED
    own = "square = None\ndef sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6"
    assert "does not call" in examine(own, test, answers=names, shared=names).message


def test_what_a_test_rebinds_is_rebound_in_the_worker(examine):
    code = "rate = 2\ndef cost(n):\n    return rate * n\n"
    assert examine(code, "rate = 3\nassert cost(2) == 6", shared=("rate",)).points == 10


def test_names_of_the_test_alone_stay_with_the_test(examine):
    code = "expected = None\ndef f(x):\n    return expected\n"
    test = "expected = [7]\nassert f(1) is None"
    assert examine(code, test, answers=("f",), shared=("f",)).points == 10


def test_a_test_uses_the_authors_imports_and_pythons_own_names(examine):
    code = "import math\nmath.sqrt = lambda x: 99\nlen = lambda x: 99\ndef f(x):\n    return x\n"
    import math

    test = "assert math.sqrt(4) == 2 and len([f(1)]) == 1"
    assert examine(code, test, own={"math": math}).points == 10


def test_an_answer_named_like_one_of_pythons_own_names_is_the_students(examine):
    code = "def sorted(values):\n    return 'mine'\n"
    assert examine(code, "assert sorted([2, 1]) == 'mine'", answers=("sorted",)).points == 10


def test_a_missing_answer_is_not_replaced_by_pythons_own_name(examine):
    outcome = examine("x = 1", "assert sorted([2, 1]) == [1, 2]", answers=("sorted",))
    assert (outcome.verdict, outcome.points) == (Verdict.ERROR, 0)
    assert "'sorted' is not defined" in outcome.message


def test_nor_by_an_object_that_can_not_be_looked_at(examine):
    code = "class Odd:\n    def __getattribute__(self, name):\n        raise KeyError(name)\n"
    code += "sorted = Odd()\n"
    assert examine(code, "assert sorted([2, 1]) == [1, 2]", answers=("sorted",)).points == 0


def test_test_functions_see_the_students_names(examine):
    test = "def check(n):\n    return f(n) == n\nassert all(check(n) for n in range(3))"
    assert examine("def f(x):\n    return x\n", test).points == 10


@pytest.mark.parametrize("value", ["3", "'text'", "[1, (2.5, None)]", "{'a': {1, 2}}", "b'x'"])
def test_plain_values_are_copied(examine, value):
    assert examine(f"answer = {value}", f"assert answer == {value}").points == 10


def test_an_object_comes_back_to_the_student_as_it_was(examine):
    code = "def make():\n    return lambda: 7\ndef call(g):\n    return g()\n"
    assert examine(code, "assert call(make()) == 7").points == 10


@pytest.mark.parametrize(
    ("code", "points"), [("import math", 10), ("import json as math", 10), ("x = 1", 0)]
)
def test_a_module_that_an_answer_imports_is_the_authors_own(examine, code, points):
    import math

    test = "assert math.sqrt(4) == 2"
    assert examine(code, test, own={"math": math}, answers={"math"}).points == points
