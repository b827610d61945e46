from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell

from grader.release.sample_class import cell_of, edit
from grader.student.common_mistakes import common_mistakes
from grader.submissions.notebook_reader import read_notebook

HAPPY = "happyModel"


@pytest.fixture
def findings_on(exam05, save):
    def find(nb):
        return common_mistakes(exam05, read_notebook(save(nb)))

    return find


def kinds(findings):
    return [finding.kind for finding in findings]


def test_a_notebook_filled_in_as_asked_has_no_finding(findings_on, nb):
    assert findings_on(nb) == []


def test_an_untouched_notebook_has_no_finding(findings_on, untouched):
    assert findings_on(untouched) == []


def test_an_extra_print_is_named_with_its_line(findings_on, nb):
    [finding] = findings_on(
        edit(nb, HAPPY, "    return model", "    print(model)\n    return model")
    )
    lines = cell_of(nb, HAPPY).source.splitlines()
    assert (finding.kind, finding.cell) == ("extra print", HAPPY)
    assert lines[finding.line - 1] == "    print(model)"
    assert "Nothing is lost" in finding.meaning and not finding.costs


def test_a_print_that_the_released_cell_has_is_not_extra(exam05, nb, save):
    shown = edit(nb, HAPPY, "    return model", "    print(model)\n    return model")
    released = tuple(
        replace(solution, blank=f"print('released')\n{solution.blank}")
        for solution in exam05.solutions
    )
    author = replace(exam05, solutions=released)
    assert common_mistakes(author, read_notebook(save(shown))) == []


def test_an_extra_cell_is_named(findings_on, nb):
    nb.cells.insert(3, new_code_cell("look = 1"))
    [finding] = findings_on(nb)
    assert (finding.kind, finding.costs) == ("extra cell", False)


def test_changed_parameters_can_cost_the_exercise(findings_on, nb):
    [finding] = findings_on(edit(nb, HAPPY, "def happyModel():", "def happyModel(shape, n=1):"))
    assert (finding.kind, finding.cell, finding.costs) == ("changed parameters", HAPPY, True)
    assert "happyModel takes (shape, n=1); it was ()." in finding.what


def test_a_global_in_a_graded_function_is_named_with_the_cell_it_comes_from(findings_on, nb):
    edit(nb, HAPPY, "filters=32", "filters=number_of_filters")
    nb.cells.insert(3, new_code_cell("number_of_filters = 32"))
    found = [r for r in findings_on(nb) if r.kind == "global in a graded function"]
    assert len(found) == 1
    assert "`number_of_filters`" in found[0].what
    assert "filters=number_of_filters" in cell_of(nb, HAPPY).source.splitlines()[found[0].line - 1]


def test_what_is_restored_is_no_edit_that_costs(findings_on, nb):
    cell_of(nb, "test_happyModel").source = "pass"
    imports = next(cell for cell in nb.cells if "import tensorflow as tf" in cell.source)
    imports.source = imports.source.replace("import pandas as pd\n", "")
    nb.cells = [cell for cell in nb.cells if not cell.source.startswith("demo = ")]
    assert findings_on(nb) == []


def test_an_edited_cell_of_the_course_can_cost(findings_on, nb):
    demo = next(cell for cell in nb.cells if cell.source.startswith("demo = "))
    demo.source = demo.source.replace("shape=(4,)", "shape=(5,)")
    [finding] = findings_on(nb)
    assert (finding.kind, finding.costs) == ("edit elsewhere", True)
    assert finding.what == "is a cell of the course, and was edited."


def test_a_deleted_cell_of_the_course_that_binds_no_name_is_missed(findings_on, nb):
    seed = "tf.keras.utils.set_random_seed(2)"
    nb.cells = [cell for cell in nb.cells if cell.source.strip() != seed]
    [finding] = findings_on(nb)
    assert (finding.kind, finding.costs) == ("edit elsewhere", True)
    assert f"lacks the course's cell that begins `{seed}`" in finding.what


def test_a_cell_that_is_no_python_stops_nothing(findings_on, nb):
    edit(nb, HAPPY, "tfl.Flatten(),", "tfl.Flatten()")
    assert findings_on(nb) == []
