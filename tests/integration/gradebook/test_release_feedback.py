"""Feedback is released through nbgrader's exchange to all whom it can reach there."""

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeReleaseFeedback
from traitlets.config import Config

from grader.gradebook.release_feedback import ReleaseFeedback


@pytest.fixture
def release(tmp_path, monkeypatch):
    """Release the feedback of ps1 in a course of a folder; returns how many pages are out."""
    monkeypatch.setattr(ExchangeReleaseFeedback, "ensure_root", lambda self: None)
    (tmp_path / "exchange").mkdir()

    def run(student="*"):
        config = Config()
        config.Exchange.root = str(tmp_path / "exchange")
        config.CourseDirectory.update(root=str(tmp_path), course_id="c", assignment_id="ps1")
        config.CourseDirectory.student_id = student
        ReleaseFeedback(coursedir=CourseDirectory(config=config), config=config).start()
        return len(list((tmp_path / "exchange" / "c" / "feedback").glob("*.html")))

    return run


def page(course, student, secret="", timestamp=None):
    folder = course / "feedback" / student / "ps1"
    folder.mkdir(parents=True)
    (folder / "p1.html").write_text(student)
    if secret:
        (folder / "submission_secret.txt").write_text(secret)
    if timestamp is not None:
        (folder / "timestamp.txt").write_text(timestamp)


def test_who_did_not_submit_through_nbgrader_is_named_and_stops_nobody(tmp_path, release, caplog):
    page(tmp_path, "ada")
    page(tmp_path, "bo", "1", "2026-03-10 11:00:00 UTC")
    page(tmp_path, "[12] Cleo, the second", "2")
    (tmp_path / "feedback" / "dan" / "ps1").mkdir(parents=True)  # has no page
    assert release() == 2
    assert "No feedback was released for ada: they did not submit through nbgrader" in caplog.text
    assert "dan" not in caplog.text


def test_one_student_can_be_asked_for(tmp_path, release):
    page(tmp_path, "[12] Cleo", "1")
    page(tmp_path, "bo", "2")
    assert release("[12] Cleo") == 1
    assert release("b*") == 2


def test_nobody_is_an_error(tmp_path, release):
    page(tmp_path, "ada")
    with pytest.raises(ExchangeError, match="No feedback was released for ada"):
        release()
