"""What students put into nbgrader's exchange is collected without trusting it."""

import os

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from traitlets.config import Config

from grader.gradebook.exchange_collect import Collect

OTHER = 65534  # "nobody" has an account on every machine
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to other users")


@pytest.fixture
def exchange(tmp_path, monkeypatch):
    """The inbound folder of a course, and how to collect from it: returns submitted/."""
    monkeypatch.setattr(ExchangeCollect, "ensure_root", lambda self: None)
    inbound = tmp_path / "exchange" / "c" / "inbound"
    inbound.mkdir(parents=True)

    def run(**settings):
        config = Config()
        config.Exchange.root = str(tmp_path / "exchange")
        config.CourseDirectory.update(root=str(tmp_path), course_id="c", assignment_id="ps1")
        config.CourseDirectory.db_url = f"sqlite:///{tmp_path / 'gradebook.db'}"
        config.Collect.update(update=True, **settings)
        Collect(coursedir=CourseDirectory(config=config), config=config).start()
        return tmp_path / "submitted"

    return inbound, run


def submit(inbound, student, text, day=1, owner=None):
    folder = inbound / f"{student}+ps1+2026-03-{day:02} 11:00:00 UTC+x"
    folder.mkdir()
    folder.chmod(0o777)
    (folder / "p1.ipynb").write_text(text)
    (folder / "timestamp.txt").write_text(f"2026-03-{day:02} 11:00:00 UTC")
    if owner is not None:
        os.chown(folder, owner, owner)
    return folder


def test_files_and_folders_are_collected_and_only_we_can_change_them(exchange):
    inbound, collect = exchange
    (submit(inbound, "ada", "hers") / "data").mkdir()
    (inbound / "ada+ps1+2026-03-01 11:00:00 UTC+x" / "data" / "a.csv").write_text("1,2")
    collected = collect() / "ada" / "ps1"
    assert (collected / "p1.ipynb").read_text() == "hers"
    assert (collected / "data" / "a.csv").read_text() == "1,2"
    assert not collected.stat().st_mode & 0o022


def test_nothing_that_a_link_leads_to_is_collected(exchange, tmp_path, caplog):
    inbound, collect = exchange
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "p1.ipynb").write_text("the solution")
    folder = submit(inbound, "ada", "hers")
    (folder / "file").symlink_to(tmp_path / "solutions" / "p1.ipynb")
    (folder / "folder").symlink_to(tmp_path / "solutions")
    os.mkfifo(folder / "pipe")  # would keep the instructor waiting
    (inbound / "bo+ps1+2026-03-01 11:00:00 UTC+x").symlink_to(tmp_path / "solutions")
    submitted = collect()
    assert "the solution" not in [p.read_text() for p in submitted.rglob("*") if p.is_file()]
    assert {p.name for p in (submitted / "ada" / "ps1").iterdir()} == {"p1.ipynb", "timestamp.txt"}
    for name in ("file", "folder", "pipe", "bo+ps1"):
        assert [r for r in caplog.messages if "left out" in r and name in r.rpartition("/")[2]]


def test_a_submission_that_is_too_large_keeps_nobody_else_from_being_collected(exchange, caplog):
    inbound, collect = exchange
    with (submit(inbound, "ada", "hers") / "holes").open("wb") as file:
        file.truncate(1 << 40)  # takes no space until it is copied
    submit(inbound, "bo", "his")
    submitted = collect()
    assert (submitted / "bo" / "ps1" / "p1.ipynb").exists()
    assert not (submitted / "ada" / "ps1").exists()
    assert "ada+ps1+2026-03-01 11:00:00 UTC+x was not collected: it is larger" in caplog.text


@as_root
def test_a_later_submission_by_somebody_else_does_not_count(exchange, caplog):
    inbound, collect = exchange
    submit(inbound, "daemon", "their own", owner=1)
    submit(inbound, "daemon", "forged", day=2, owner=OTHER)
    assert (collect() / "daemon" / "ps1" / "p1.ipynb").read_text() == "their own"
    assert "2026-03-02 11:00:00 UTC+x was not collected" in caplog.text


@as_root
def test_who_has_submitted_nothing_has_nothing_collected(exchange):
    inbound, collect = exchange
    submit(inbound, "daemon", "forged", owner=OTHER)
    assert not (collect() / "daemon").exists()


@as_root
def test_students_without_accounts_and_what_the_instructor_submits_are_collected(exchange):
    inbound, collect = exchange
    submit(inbound, "a student of a container", "theirs", owner=OTHER)
    submit(inbound, "daemon", "put there for them")
    submitted = collect()
    assert {p.name for p in submitted.iterdir()} == {"a student of a container", "daemon"}


@as_root
def test_the_check_can_be_switched_off_as_in_nbgrader(exchange):
    inbound, collect = exchange
    submit(inbound, "daemon", "by an assistant", owner=OTHER)
    assert (collect(check_owner=False) / "daemon" / "ps1" / "p1.ipynb").exists()
