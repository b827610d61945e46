"""Emptying a scratch folder, whatever a worker has left in it."""

import os

import pytest

from grader.sandbox.fork_server import _empty


@pytest.fixture
def scratch(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_files_folders_links_and_pipes_are_removed(scratch):
    (scratch / "a/b").mkdir(parents=True)
    (scratch / "a/b/file").write_text("x")
    (scratch / "a/link").symlink_to("/")
    (scratch / "link").symlink_to("/nowhere")
    os.mkfifo(scratch / "pipe")
    _empty(scratch)
    assert list(scratch.iterdir()) == []


def test_links_are_not_followed(scratch, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("x")
    (scratch / "link").symlink_to(outside)
    (scratch / "a").mkdir()
    (scratch / "a/link").symlink_to(outside)
    _empty(scratch)
    assert (outside / "file").read_text() == "x"


def test_rights_do_not_protect_what_is_left(scratch):
    (scratch / "a/b/c").mkdir(parents=True)
    (scratch / "a/b/c/file").write_text("x")
    for folder in ("a/b/c", "a/b", "a", "."):
        (scratch / folder).chmod(0)
    _empty(scratch)
    assert list(scratch.iterdir()) == []
    assert scratch.stat().st_mode & 0o700 == 0o700


def test_depth_does_not_matter(scratch):
    here = os.open(".", os.O_RDONLY)
    os.chdir(scratch)
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
    open("file", "w").close()
    os.fchdir(here)
    os.close(here)
    _empty(scratch)
    assert list(scratch.iterdir()) == []


def test_odd_names_are_removed(scratch):
    for name in (b"\xff\xfe", b" ", b"new\nline", b"-rf"):
        os.mkdir(os.path.join(os.fsencode(scratch), name))
    _empty(scratch)
    assert list(scratch.iterdir()) == []
