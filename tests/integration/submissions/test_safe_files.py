"""What a zip, a student or an accident can put under ``submitted/``."""

import contextlib
import errno
import os
import socket
import tempfile
from pathlib import Path

import pytest

from grader.assignment.reader import read_assignment
from grader.errors import CourseError, NoAccess, UnreadableNotebook
from grader.submissions.files_beside import MAX_FILES, files_beside
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.safe_files import (
    plain_bytes,
    student_folders,
    student_id,
)
from grader.submissions.submission import find_submissions, refused_folders

TINY = "01_tiny"


def sparse(path, size):
    with path.open("wb") as file:
        file.truncate(size)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("[1234] Bob", "[1234] Bob"),
        ("O'Brien, Zoë 名前", "O'Brien, Zoë 名前"),
        ("new\nline", "new~x0aline"),
        ("\x1b]0;title\x07", "~x1b]0;title~x07"),
        (os.fsdecode(b"Jos\xe9"), "Jos~xe9"),
        ("right\u202eleft", "right~u202eleft"),
        ('<img src="x">', "~x3cimg src=~x22x~x22~x3e"),
        ("a\\x41&amp;", "a~x5cx41~x26amp;"),
    ],
)
def test_an_id_can_be_stored_and_shown_by_every_page(name, expected):
    assert student_id(name) == expected
    assert expected.encode().decode() == expected


@pytest.mark.parametrize("name", [b"Jos\xe9", b"L" * 250, b"new\nline", b"[1] a", b"*", b"a b "])
def test_a_folder_of_any_name_is_found(tiny, answered, write_submission, name):
    write_submission(tiny, os.fsdecode(name), answered)
    [found] = find_submissions(tiny.submitted_root, TINY)
    assert os.fsencode(found.folder.parent.name) == name
    [plan] = plan_in_subprocess(found, read_assignment(tiny, TINY))
    assert [task.settled for task in plan.tasks] == [None, None]


def test_two_folders_that_would_have_one_id_are_not_mixed_up(tiny, answered, write_submission):
    write_submission(tiny, "new\nline", answered)
    write_submission(tiny, "new~x0aline", answered)
    assert len(find_submissions(tiny.submitted_root, TINY)) == 1
    assert "Two folders are named new~x0aline" in refused_folders(tiny.submitted_root)[0]


def test_a_students_folder_that_is_a_link_is_refused_by_name(
    tiny, answered, write_submission, tmp_path
):
    write_submission(tiny, "ada", answered)
    os.symlink(tiny.source("").resolve(), tiny.submitted_root / "link")
    assert [s.student for s in find_submissions(tiny.submitted_root, TINY)] == ["ada"]
    assert refused_folders(tiny.submitted_root) == [
        "link is a link, not a folder, and could lead anywhere. Put the submission itself there, "
        "and grade again."
    ]


def test_a_class_of_nothing_but_links_is_refused_with_the_reason(tiny, tmp_path):
    tiny.submitted_root.mkdir()
    os.symlink(tmp_path, tiny.submitted_root / "link")
    with pytest.raises(CourseError, match="link is a link, not a folder"):
        find_submissions(tiny.submitted_root, TINY)


@pytest.mark.parametrize("what", ["link", "pipe", "file"])
def test_an_assignment_that_is_no_folder_is_told_so(tiny, what):
    student = tiny.submitted_root / "ada"
    student.mkdir(parents=True)
    make = {"link": lambda p: p.symlink_to("/"), "pipe": os.mkfifo, "file": lambda p: p.touch()}
    make[what](student / TINY)
    [found] = find_submissions(tiny.submitted_root, TINY)
    [plan] = plan_in_subprocess(found, read_assignment(tiny, TINY))
    assert f"is a {what}, not a folder" in plan.findings[0]
    assert found.timestamp is None


def bound(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (os.mkfifo, "a pipe"),
        (bound, "a socket"),
        (os.mkdir, "a folder"),
        (lambda path: path.symlink_to("/dev/zero"), "a link"),
        (lambda path: path.symlink_to(path.name), "a link"),
        (lambda path: path.symlink_to("/nowhere"), "a link"),
    ],
    ids=["pipe", "socket", "folder", "device", "loop", "dangling"],
)
def test_what_is_no_plain_file_is_not_opened(tmp_path, make, what):
    path = tmp_path / "x.ipynb"
    make(path)
    with pytest.raises(UnreadableNotebook, match=f"not a plain file but {what}"):
        plain_bytes(path, 100)


def test_a_file_of_holes_is_refused_before_it_is_read(tmp_path):
    sparse(tmp_path / "x.ipynb", 2_000_000_000)
    with pytest.raises(UnreadableNotebook, match="2,000,000,000 bytes, more than 100"):
        plain_bytes(tmp_path / "x.ipynb", 100)


def test_files_and_folders_without_rights_are_made_readable_where_they_are_ours(tmp_path):
    folder = tmp_path / "ada" / TINY
    folder.mkdir(parents=True)
    (folder / "x.txt").write_text("x")
    for path in (folder / "x.txt", folder, folder.parent):
        path.chmod(0)
    assert [s.refused for s in student_folders(tmp_path)] == [""]
    assert [name for name, _ in files_beside(folder).files] == ["x.txt"]
    assert plain_bytes(folder / "x.txt", 100) == b"x"
    assert (folder / "x.txt").stat().st_mode & 0o777 == (0o400 if os.geteuid() else 0)


@pytest.fixture
def foreign():
    """A folder of root's, looked at by a user without rights to it."""
    if os.geteuid():
        pytest.skip("only root can make what belongs to another user")
    with tempfile.TemporaryDirectory() as made:
        os.chmod(made, 0o755)
        yield Path(made)


@contextlib.contextmanager
def somebody():
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_what_this_machine_may_not_read_is_its_fault_and_nobodys_zero(tiny, foreign, closed):
    assignment = read_assignment(tiny, TINY)
    path = foreign / "ada" / TINY / f"{TINY}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    (path if closed == "file" else path.parent).chmod(0)
    with somebody():
        [found] = find_submissions(foreign, TINY)
        [plan] = plan_in_subprocess(found, assignment)
    assert [task.settled.fault for task in plan.tasks] == [True, True]
    assert "grade again" in plan.findings[0]


def test_a_student_whose_folder_is_closed_is_named_and_stops_nobody(foreign):
    for name in ("ada", "closed", "zoe"):
        (foreign / name / TINY).mkdir(parents=True)
    (foreign / "closed").chmod(0)
    with somebody():
        assert [s.student for s in find_submissions(foreign, TINY)] == ["ada", "zoe"]
        [reason] = refused_folders(foreign)
    assert "closed can't be looked into" in reason


@pytest.fixture
def failing(monkeypatch):
    """failing(folder): it can't be listed from now on. A disk that fails can't be had."""

    def fail(folder):
        def scandir(path):
            if os.fspath(path) == os.fspath(folder):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(path)

        real = os.scandir
        monkeypatch.setattr(os, "scandir", scandir)

    return fail


@pytest.mark.parametrize("bad", ["bad", f"bad/{TINY}", f"bad/{TINY}/deep.er"])
def test_a_folder_that_cannot_be_listed_is_a_fault_and_stops_nobody(tiny, tmp_path, failing, bad):
    assignment = read_assignment(tiny, TINY)
    for name in ("ada", "bad", "zoe"):
        (tmp_path / "class" / name / TINY / "deep.er").mkdir(parents=True)
    failing(tmp_path / "class" / bad)
    found = {one.student: one for one in find_submissions(tmp_path / "class", TINY)}
    assert {"ada", "zoe"} <= set(found)
    if bad == "bad":
        [reason] = refused_folders(tmp_path / "class")
    else:
        [plan] = plan_in_subprocess(found["bad"], assignment)
        assert [task.settled.fault for task in plan.tasks] == [True, True]
        reason = plan.findings[0]
    assert "can't be looked into (Input/output error)" in reason


def test_a_closed_folder_with_the_notebook_is_the_machines_fault(tiny, foreign):
    assignment = read_assignment(tiny, TINY)
    (foreign / "ada" / TINY / "in.ner").mkdir(parents=True)
    (foreign / "ada" / TINY / "in.ner" / f"{TINY}.ipynb").write_text("{}")
    (foreign / "ada" / TINY / "in.ner").chmod(0)
    with somebody():
        [found] = find_submissions(foreign, TINY)
        [plan] = plan_in_subprocess(found, assignment)
    assert [task.settled.fault for task in plan.tasks] == [True, True]


def test_a_disk_that_fails_is_a_fault_of_the_machine():
    with pytest.raises(NoAccess, match="Input/output error"):
        plain_bytes(Path("/proc/self/mem"), 100)


def test_only_plain_files_beside_a_notebook_are_taken(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "answers.csv").write_text("all")
    folder = tmp_path / "ps1"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "own.csv").write_text("1")
    (folder / "p1.ipynb").write_text("{}")
    (folder / "copy.csv").symlink_to(secret / "answers.csv")
    (folder / "all").symlink_to(secret)
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.csv")
    sparse(folder / "huge.bin", 2_000_000_000)
    found = files_beside(folder)
    assert [name for name, _ in found.files] == ["data/own.csv"]
    told = "\n".join(found.notes)
    for name in ("copy.csv", "all", "up", "pipe.csv", "huge.bin"):
        assert f"{name} was left out" in told


def test_names_of_files_beside_can_be_shown_and_their_number_is_bounded(tmp_path):
    (tmp_path / "a\x1b[2J\nb.csv").write_text("")
    assert [name for name, _ in files_beside(tmp_path).files] == ["a\\x1b[2J\\x0ab.csv"]
    for number in range(MAX_FILES + 10):
        (tmp_path / f"{number:05}").touch()
    found = files_beside(tmp_path)
    assert len(found.files) == MAX_FILES
    assert len(found.notes) <= 11


def test_folders_in_folders_have_an_end(tmp_path):
    deep = tmp_path
    for _ in range(100):
        deep = deep / "d"
        deep.mkdir()
    (deep / "x.csv").touch()
    assert files_beside(tmp_path).files == ()
