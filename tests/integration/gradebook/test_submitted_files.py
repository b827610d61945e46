"""Files that were submitted beside a notebook."""

import os

import pytest
from nbgrader.coursedir import CourseDirectory

from grader.gradebook.submitted_files import SubmittedFiles, put, submitted_files


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "submitted"
    (made / "more").mkdir(parents=True)
    (made / "p1.ipynb").write_text("{}")
    (made / "drawing.png").write_bytes(b"png")
    (made / "more" / "report.pdf").write_bytes(b"pdf")
    (made / "timestamp.txt").write_text("now")
    (made / "submission_secret.txt").write_text("secret")
    return made


def read(folder, **settings):
    return submitted_files(folder, CourseDirectory(**settings))


def test_all_files_but_notebooks_are_there(folder, tmp_path):
    found = read(folder)
    assert found.left_out == ()
    assert found.shown_names == ["drawing.png", "more/report.pdf"]
    found.write(tmp_path / "autograded", leave={"drawing.png"})
    written = {p.name for p in (tmp_path / "autograded").rglob("*") if p.is_file()}
    assert written == {"report.pdf", "submission_secret.txt"}


@pytest.mark.parametrize("name", ["page.html", "a.HTM", "a.svg", "a.xhtml", "a.js", "a.svgz"])
def test_what_a_browser_would_run_is_shown_as_text(folder, tmp_path, name):
    (folder / name).write_text("<script>alert(1)</script>")
    read(folder).write(tmp_path / "autograded")
    assert (tmp_path / "autograded" / f"{name}.txt").is_file()
    assert not (tmp_path / "autograded" / name).exists()


def test_links_and_pipes_are_told(folder, tmp_path):
    (tmp_path / "gradebook.db").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "gradebook.db")
    (folder / "folder").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    found = read(folder)
    assert {"drawing.png", "more/report.pdf", "submission_secret.txt"} <= set(found.contents)
    told = " ".join(found.left_out)
    for what in ("link is a link", "folder is a link", "pipe is a pipe"):
        assert what in told


def test_a_file_that_a_program_left_without_rights_is_read(folder):
    (folder / "closed").write_text("x")
    (folder / "closed").chmod(0)
    assert read(folder).contents["closed"] == b"x"


def test_names_have_no_control_codes(folder):
    (folder / "a\x1b[2J.csv").write_text("x")
    assert "a\\x1b[2J.csv" in read(folder).contents


def test_a_submission_that_is_a_link_shows_nothing(folder, tmp_path):
    (tmp_path / "bob").symlink_to(folder)
    assert read(tmp_path / "bob").contents == {}


def test_a_folder_that_is_not_there_needs_no_word(folder):
    folder.rename(folder.with_name("elsewhere"))
    assert read(folder) == SubmittedFiles({})


def test_the_limits_are_nbgraders(folder):
    (folder / "large").write_bytes(b"x" * 3000)
    with (folder / "sparse").open("wb") as file:
        file.truncate(2 << 40)
    found = read(folder, max_file_size=2)
    assert found.left_out == ("large is too large", "sparse is too large")
    assert read(folder, max_dir_size=0).contents == {}


def test_ignored_names_are_left_out(folder):
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert not any("pyc" in name for name in read(folder).contents)
    assert set(read(folder, include=["*.pdf"]).contents) == {"more/report.pdf"}


def test_the_digest_changes_with_names_and_bytes(folder):
    before = read(folder).digest
    (folder / "drawing.png").write_bytes(b"PNG")
    changed = read(folder).digest
    (folder / "drawing.png").rename(folder / "other.png")
    assert len({before, changed, read(folder).digest}) == 3


def test_a_file_that_is_the_same_already_is_not_written_again(tmp_path):
    path = tmp_path / "timestamp.txt"
    put(path, b"now")
    before = path.stat().st_ino
    put(path, b"now")
    assert path.stat().st_ino == before


def test_what_can_not_lie_beside_distributed_files_is_told(folder):
    found = submitted_files(folder, CourseDirectory(), {"drawing.png/1", "more", "other"})
    assert found.shown_names == []
    assert found.left_out == (
        "drawing.png has the name of another file or folder",
        "more/report.pdf has the name of another file or folder",
    )


def test_a_folder_takes_the_place_of_an_earlier_file_and_a_file_that_of_a_folder(tmp_path):
    for name in ("data", "data/points.csv", "data"):
        SubmittedFiles({name: b"1"}).write(tmp_path)
        assert (tmp_path / name).read_bytes() == b"1"
