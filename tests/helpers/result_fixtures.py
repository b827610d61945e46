"""Results as the grader makes them."""

import pytest

from grader.results import SubmissionResult, TestResult, Verdict


@pytest.fixture
def one():
    """one("ada", "failed", message, other=10.0, mistake=...): a submission with two items."""

    def make(student, verdict="passed", said="", other=10.0, seconds=1.0, findings=(), **data):
        points = 10.0 if verdict == "passed" else 0.0
        tests = (
            TestResult("test_a", points, 10.0, Verdict(verdict), said, **data),
            TestResult("test_b", other, 10.0, Verdict.PASSED if other else Verdict.FAILED, "no"),
        )
        return SubmissionResult(student, "05", tests, findings, ("05",), seconds)

    return make
