import ast

import pytest

from grader.assignment.mutants import mutants_of

SOURCE = '''\
def f(x, n=2):
    """Docstring with 3 numbers 4 and relu."""
    ### BEGIN SOLUTION
    {}
    ### END SOLUTION
    return x
'''


def changes(statement):
    return {mutant.change for mutant in mutants_of("f", SOURCE.format(statement))}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("x = x + 1", {"1 → 2", "+ → -"}),
        ("x = 0.5 * x", {"0.5 → 2.0", "* → +"}),
        ("x = x < n", {"< → <="}),
        ("x = True", {"True → False"}),
        ("x = g('same')", {"'same' → 'valid'"}),
        ("x = 'other words'", set()),
        ("return x", {"return → return None"}),
        ("x = tfl.MaxPool2D()", {"MaxPool2D → AveragePooling2D"}),
        ("x = tfl.ReLU()(x)", {"ReLU → LeakyReLU", "without tfl.ReLU()"}),
        ("x = [Input(), A(), B()]", set()),
        ("x = [A(), B(), C()]", {"without A()", "without B()", "without C()"}),
    ],
)
def test_each_kind_of_code_has_its_changes(statement, expected):
    assert changes(statement) == expected


def test_only_the_solution_is_changed():
    lines = {mutant.line for mutant in mutants_of("f", SOURCE.format("x = x + 1"))}
    assert lines == {4}


def test_a_cell_without_marks_is_changed_anywhere():
    source = "def f(x):\n    y = x + 1\n    return y\n"
    assert {mutant.line for mutant in mutants_of("f", source)} == {2, 3}


def test_every_mutant_is_another_valid_program():
    source = SOURCE.format("x = tfl.MaxPool2D(2, padding='same')(x + 1)")
    texts = [mutant.source for mutant in mutants_of("f", source)]
    assert len(set(texts)) == len(texts) == 6
    for text in texts:
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(source))


def test_a_cell_with_a_magic_has_its_changes_and_one_that_is_no_python_has_none():
    source = "### BEGIN SOLUTION\n%matplotlib inline\nx = 7\n### END SOLUTION"
    assert [mutant.change for mutant in mutants_of("f", source) if mutant.line == 3] == ["7 → 8"]
    assert mutants_of("f", "%%bash\necho 7") == mutants_of("f", "an answer in words") == []
