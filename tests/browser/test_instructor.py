"""An instructor in formgrader: autogrades with the button, opens feedback and the class report."""

import pytest
from commands import ASSIGNMENT, grader

STUDENT = "nora"


@pytest.fixture
def row(server, open_page):
    """The row of a student whose work was submitted and not graded, on formgrader's page."""
    page = open_page(server.address(f"formgrader/manage_submissions/{ASSIGNMENT}"))
    row = page.locator("#main-table tr", has=page.locator(f"[data-order={STUDENT}]"))
    row.wait_for()
    return row


def test_an_instructor_autogrades_and_reads_feedback_and_report(
    row, server, course, open_page, clock, shot
):
    page = row.page
    row.get_by_text("needs autograding").wait_for()
    shot(page, "formgrader-before")
    with clock("formgrader's autograde, from the click to the score"):
        row.locator(".autograde a").click()
        done(page, "Successfully autograded")
        row.get_by_text("10 / 20").wait_for()
    with clock("formgrader's feedback, from the click to its message"):
        row.locator(".generate-feedback a").click()
        done(page, "Successfully generated feedback")
    shot(page, "formgrader-after")

    path = f"feedback/{STUDENT}/{ASSIGNMENT}/{ASSIGNMENT}.html"
    with page.expect_popup() as opened:  # as a link would; a file's address alone is refused
        page.evaluate("address => void window.open(address)", f"{server.url}/files/{path}")
    feedback = opened.value
    feedback.get_by_text("Score: 10 / 20").wait_for()
    assert feedback.locator(".model-diff tr.different").count() == 1
    shot(feedback, "feedback-served")

    grader(course, "report", ASSIGNMENT, "--course-dir", ".")
    report = open_page((course / "reports" / f"{ASSIGNMENT}.html").as_uri())
    report.get_by_text("13 submissions.").wait_for()
    report.get_by_text(f"dora, {STUDENT}").first.wait_for()


def test_formgrader_shows_the_comparison_to_whoever_grades_by_hand(server, open_page, shot):
    page = open_page(server.address(f"formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}"))
    page.locator("#main-table a").first.wait_for()
    for number in range(page.locator("#main-table a").count()):
        target = page.locator("#main-table a").nth(number).get_attribute("href")
        shown = open_page(server.address(target.lstrip("/")))
        if shown.locator(".model-diff").count():
            shown.locator(".model-diff").first.scroll_into_view_if_needed()
            shot(shown, "formgrader-comparison")
            return
    raise AssertionError("no submission shows a comparison")


def done(page, message):
    """Wait for formgrader's message and put it away."""
    page.locator(".modal-body", has_text=message).wait_for()
    page.locator(".modal.in .modal-footer button").click()
    page.locator(".modal.in").wait_for(state="detached")
