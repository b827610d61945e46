import pytest

from grader.rooms.notebook_shell import NotebookShell


@pytest.mark.parametrize(
    "call",
    [
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "get_ipython().run_cell_magic('bash', '', 'touch x')",
        "get_ipython().system('touch x')",
        "get_ipython().anything_else(1, two=2)",
        "display(1, 2)",
        "exit()",
        "quit(1)",
    ],
)
def test_what_ipython_gives_does_nothing(examine, call):
    assert examine(f"{call}\ndone = True\n", "assert done").points == 10


def test_shell_output_is_empty(examine):
    assert examine("out = get_ipython().getoutput('ls')", "assert out == []").points == 10


def test_the_namespace_is_the_notebooks():
    names = {"a": 1}
    assert NotebookShell(names).user_ns is names


def test_special_methods_are_not_made_up():
    assert not hasattr(NotebookShell({}), "__array__")
