import pytest
from comparisons import BOTH, NO_NORM, ROWS, SOFTMAX, report_of, told

from grader.comparison.difference_text import MAX_DIFFERENCES
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows
from grader.comparison.serialized import as_text
from grader.reports.mistakes import MOST_WORDS, clusters
from grader.results import SubmissionResult, TestResult, Verdict


def groups(results):
    return {frozenset(c.students): c.mistake for c in clusters(results) if c.grade_id == "test_a"}


@pytest.fixture
def model(one):
    """model("ada", rows): a submission whose model has other rows than the expected one."""
    return lambda who, rows: one(who, "failed", told(rows), compared=as_text(report_of(rows)))


def test_the_same_wrong_model_is_one_mistake(model):
    results = [model(name, SOFTMAX) for name in ("ada", "bo")]
    assert groups(results) == {
        frozenset({"ada", "bo"}): "in layer 1 (Dense), use activation='sigmoid'".replace("1", "7")
    }


def test_who_made_two_mistakes_is_with_those_who_made_one_of_them(model):
    results = [model("ada", SOFTMAX), model("bo", NO_NORM), model("cy", BOTH)]
    found = groups(results)
    assert any("BatchNormalization" in found[g] for g in found if {"bo", "cy"} <= g)


def test_a_comparison_is_grouped_by_its_data_and_not_by_its_words(one):
    data = as_text(report_of(SOFTMAX))
    results = [
        one("ada", "failed", "in English", compared=data),
        one("bo", "failed", "auf Deutsch", compared=data),
        one("cy", "failed", told(SOFTMAX)),  # words alone are one mistake of their own
    ]
    assert {frozenset({"ada", "bo"}), frozenset({"cy"})} == groups(results).keys()


def test_a_number_that_a_setting_is_to_have_is_named(one):
    rows, expected = ([["Dropout", (None, 3), 0, rate]] for rate in (0.5, 0.25))
    data = as_text(compare(plain_rows(rows), plain_rows(expected)))
    assert "rate=0.25" in next(iter(groups([one("ada", "failed", "x", compared=data)]).values()))


@pytest.mark.parametrize(
    ("one_said", "other_said"),
    [
        ("`accuracy` is 0.5123.", "`accuracy` is 0.6."),
        ("<object at 0x7f00>", "<object at 0x81ab>"),
    ],
)
def test_what_varies_from_student_to_student_is_left_out(one, one_said, other_said):
    results = [one("ada", "error", one_said), one("bo", "error", other_said)]
    assert frozenset({"ada", "bo"}) in groups(results)


def test_a_result_says_itself_which_mistake_it_is(one):
    results = [
        one(who, "error", f"Your code raised ValueError ({where}): no", mistake="the same")
        for who, where in (("ada", "happyModel, line 12"), ("bo", "code cell 9, line 3"))
    ]
    assert groups(results) == {frozenset({"ada", "bo"}): "the same"}


def test_other_errors_are_other_mistakes(one):
    results = [one("ada", "error", "KeyError: a"), one("bo", "error", "TypeError: b")]
    assert len(groups(results)) == 2


def test_a_pass_and_a_blank_are_no_mistakes(one):
    assert groups([one("ada"), one("bo", "not_attempted", "Not attempted.")]) == {}


def test_the_most_frequent_comes_first_and_keys_stay(one):
    results = [one(n, "failed", "x", other=0) for n in ("ada", "bo")] + [one("cy", other=0)]
    first = clusters(results)
    assert [len(c.students) for c in first] == [3, 2]
    assert [c.key for c in first] == [c.key for c in clusters(results[::-1])]


def test_of_a_thousand_mistakes_some_are_named_and_each_is_short(model, one):
    other = [[f"Other{n}", *row[1:]] for n, row in enumerate(ROWS * 150)]
    found = clusters([model("ada", other), one("bo", "failed", "x" * 5_000)])
    assert 0 < len([c for c in found if "ada" in c.students]) <= MAX_DIFFERENCES
    assert max(len(c.mistake) for c in found) <= MOST_WORDS


def test_what_is_no_notebook_is_one_mistake_whatever_number_of_tests_there_are():
    def submission(student, *messages):
        tests = tuple(
            TestResult(f"test_{n}", 0.0, 1.0, Verdict.ERROR, message, notebook)
            for n, (notebook, message) in enumerate(messages)
        )
        return SubmissionResult(student, "ps1", tests, not_graded=("p1 is a PDF.",))

    pdf, error = ("p1", "p1 is a PDF."), ("p2", "NameError: f")
    results = [submission("ada", pdf, pdf, error, error), submission("bo", pdf, pdf)]
    found = [(c.grade_id, c.mistake, c.students) for c in clusters(results)]
    assert found == [
        ("test_0", "p1 is a PDF.", ("ada", "bo")),
        ("test_2", "NameError: f", ("ada",)),
        ("test_3", "NameError: f", ("ada",)),
    ]
