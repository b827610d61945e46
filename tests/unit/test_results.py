import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.results import (
    MAX_FINDING,
    MAX_FINDINGS,
    MAX_MESSAGE,
    MAX_MISTAKE,
    MAX_PRINTED,
    SubmissionResult,
    TestResult,
    Verdict,
)


def test_the_verdicts_are_the_five_of_the_report():
    assert {verdict.value for verdict in Verdict} == {
        "passed", "failed", "error", "timeout", "not_attempted",
    }  # fmt: skip


@pytest.mark.parametrize("points", [0, 0.0, 2.5, 10])
def test_a_pass_may_earn_anything_up_to_the_maximum(points):
    assert TestResult("t", points, 10, Verdict.PASSED).points == points


@pytest.mark.parametrize("points", [-0.1, 10.1, math.nan, math.inf, -math.inf])
def test_points_outside_of_the_range_are_refused(points):
    with pytest.raises(ValueError, match=r"t: .* is not in \[0, 10\]"):
        TestResult("t", points, 10, Verdict.PASSED)


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.PASSED])
def test_only_a_pass_has_points(verdict):
    with pytest.raises(ValueError, match=r"t: points for a test that"):
        TestResult("t", 1, 10, verdict)
    assert TestResult("t", 0, 10, verdict).points == 0


@given(
    st.floats() | st.integers(),
    st.floats(0, 100),
    st.sampled_from(list(Verdict)),
)
def test_no_result_has_undeserved_points(points, maximum, verdict):
    try:
        result = TestResult("t", points, maximum, verdict)
    except ValueError:
        return
    assert 0 <= result.points <= maximum
    assert result.points == 0 or verdict is Verdict.PASSED


def result(*tests, **more):
    return SubmissionResult("ada", "01_tiny", tests, **more)


def test_a_score_is_the_sum_of_its_tests():
    made = result(
        TestResult("a", 2, 2, Verdict.PASSED),
        TestResult("b", 0, 3, Verdict.FAILED, "why"),
        TestResult("c", 0.5, 1, Verdict.PASSED),
    )
    assert (made.score, made.max_score) == (2.5, 6)


def test_a_submission_without_tests_scores_nothing():
    assert (result().score, result().max_score) == (0, 0)


def test_the_json_object_has_the_documented_keys_and_is_json():
    made = result(TestResult("a", 2, 2, Verdict.PASSED, printed="secret"), findings=("odd",))
    test = {"grade_id": "a", "points": 2, "max_points": 2, "verdict": "passed", "message": ""}
    assert json.loads(json.dumps(made.as_json())) == {
        "student": "ada",
        "assignment": "01_tiny",
        "graded": True,
        "score": 2,
        "max_score": 2,
        "tests": [test | {"fault": False}],
        "findings": ["odd"],
        "not_graded": [],
        "seconds": 0.0,
    }


def test_the_time_it_took_is_no_part_of_what_was_found():
    assert result(seconds=1.0) == result(seconds=2.0)


def test_a_result_can_not_be_changed():
    with pytest.raises(AttributeError):
        TestResult("a", 0, 2, Verdict.FAILED).points = 2


def test_control_codes_of_a_student_do_not_reach_a_terminal():
    message = "\x1b[1mbold\x1b[0m\n\tnext \x07line ✓ \x1b]0;title\x07end"
    result = TestResult("t", 0, 1, Verdict.FAILED, message)
    assert result.message == "bold\n\tnext line ✓ end"


def test_what_a_student_makes_long_is_bounded():
    long = "x" * 1_000_000
    result = TestResult("t", 0, 1, Verdict.ERROR, long, "nb", long, compared=long, mistake=long)
    assert len(result.message) < MAX_MESSAGE + 100
    assert len(result.printed) < MAX_PRINTED + 100
    assert result.compared == "", "half a comparison is no data"
    assert len(result.mistake) < MAX_MISTAKE + 100
    whole = SubmissionResult(
        "ada", "a", (result,), tuple(f"{n} {long[:5_000]}" for n in range(200))
    )
    assert len(whole.findings) == MAX_FINDINGS
    assert whole.findings[-1] == "151 more findings were left out."
    assert max(map(len, whole.findings)) < MAX_FINDING + 100


def test_findings_have_no_control_codes():
    assert SubmissionResult("ada", "a", (), ("a\x1b[31mb\x9bc",)).findings == ("abc",)
