"""Archives as learning platforms make them end up where nbgrader and the grader look."""

import csv
import datetime
import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from messy_class import SOURCE, rtf, text
from nbgrader.api import Gradebook
from plain_courses import write_course
from platform_archives import DAY, collect, pack, submitted

from grader.gradebook.database import open_gradebook
from grader.submissions.planning_process import plan_in_subprocess
from grader.submissions.submission import find_submissions


def test_canvas(course, tmp_path):
    archive = pack(
        tmp_path / "submissions.zip",
        [
            ("lovelaceada_1001_5001_p1.ipynb", "ada"),
            ("lovelaceada_1001_5002_notes.txt", "a note"),
            ("vonneumannjohn_LATE_1002_5003_p1-2.ipynb", "john"),
            ("hopper_grace_1003_5004_my p1.ipynb", "grace"),
            ("anon_x9Yz1_5005_p1.ipynb", "somebody"),
            ("lovelaceada_1001_text.html", "<p>see file</p>"),
        ],
    )
    done = collect(course, archive)
    assert done.exit_code == 0, done.output
    assert submitted(course) == {
        "anon_x9Yz1": {"p1.ipynb": "somebody"},
        "hopper_grace_1003": {"my p1.ipynb": "grace"},
        "lovelaceada_1001": {"p1.ipynb": "ada", "notes.txt": "a note"},
        "vonneumannjohn_1002": {"p1.ipynb": "john"},
    }
    assert "4 new" in done.output and "Late, says Canvas: vonneumannjohn_1002" in done.output
    assert "No time of submission, so never late" in done.output, "entries have the time of packing"


@pytest.mark.parametrize("underscore", ["", "_"])
def test_moodle_in_folders(course, tmp_path, underscore):
    folder = "{}_assignsubmission_file" + underscore + "/"
    members = [
        (folder.format("Ada Lovelace_77") + "p1.ipynb", "ada"),
        (folder.format("Ada Lovelace_77") + "data/points.csv", "1,2"),
        (folder.format("Jöran O'Neil-Şahin_78") + "p1 (1).ipynb", "jöran"),
        ("Jöran O'Neil-Şahin_78_assignsubmission_onlinetext/onlinetext.html", "hello"),
    ]
    times = [DAY, DAY, DAY + datetime.timedelta(days=2), DAY]
    done = collect(course, pack(tmp_path / "C-ps1-4.zip", members, times))
    assert done.exit_code == 0, done.output
    assert submitted(course) == {
        "Ada Lovelace": {
            "p1.ipynb": "ada",
            "data/points.csv": "1,2",
            "timestamp.txt": "2024-05-01 12:00:00 UTC",
        },
        "Jöran O_Neil-Şahin": {"p1.ipynb": "jöran", "timestamp.txt": "2024-05-03 12:00:00 UTC"},
    }


def test_moodle_in_one_folder_packed_in_an_instant_has_no_times(course, tmp_path):
    members = [
        ("Ada Lovelace_77_assignsubmission_file_p1.ipynb", "ada"),
        ("Bela B_78_assignsubmission_file_p1.ipynb", "bela"),
    ]
    done = collect(course, pack(tmp_path / "a.zip", members))
    assert submitted(course) == {
        "Ada Lovelace": {"p1.ipynb": "ada"},
        "Bela B": {"p1.ipynb": "bela"},
    }
    assert "No time of submission" in done.output


def test_moodles_worksheet_tells_ids_and_times(course, tmp_path):
    table = tmp_path / "worksheet.csv"
    table.write_text(
        "\ufeffIdentifier,Full name,Email address,Last modified (submission)\n"
        'Participant 77,Ada Lovelace,ada@uni.edu,"Wednesday, 1 May 2024, 11:47 PM"\n'
        "Participant 78,Ada Lovelace,ada2@uni.edu,-\n",
        encoding="utf-8",
    )
    members = [
        ("Ada Lovelace_77_assignsubmission_file_/p1.ipynb", "one"),
        ("Ada Lovelace_78_assignsubmission_file_/p1.ipynb", "other"),
    ]
    archive = pack(tmp_path / "a.zip", members)
    collect(course, archive, "--students", str(table))
    assert submitted(course) == {
        "ada2@uni.edu": {"p1.ipynb": "other"},
        "ada@uni.edu": {"p1.ipynb": "one", "timestamp.txt": "2024-05-01 23:47:00 UTC"},
    }


def test_two_students_of_a_name_are_never_mixed_up(course, tmp_path):
    members = [
        ("Ada Lovelace_77_assignsubmission_file_/p1.ipynb", "one"),
        ("Ada Lovelace_78_assignsubmission_file_/p1.ipynb", "other"),
        ("Bela B_79_assignsubmission_file_/p1.ipynb", "bela"),
    ]
    done = collect(course, pack(tmp_path / "a.zip", members))
    assert submitted(course) == {"Bela B": {"p1.ipynb": "bela"}}
    assert "Ada Lovelace: 2 students have this name; tell them apart with --students" in done.output


def test_blackboard_takes_the_last_attempt_and_its_time(course, tmp_path):
    members = [
        ("ps1_ada_attempt_2024-05-01-09-00-00_p1.ipynb", "first"),
        ("ps1_ada_attempt_2024-05-02-10-30-05_p1.ipynb", "second"),
        ("ps1_ada_attempt_2024-05-02-10-30-05.txt", "Name: Ada (ada)\nDate Submitted: ..."),
        ("Problem Set 1_bela7_attempt_2024-04-30-23-59-59_p1.ipynb", "bela"),
    ]
    archive = pack(tmp_path / "gradebook_X_ps1.zip", members)
    done = collect(course, archive, "--timezone", "Europe/Berlin")
    assert submitted(course) == {
        "ada": {"p1.ipynb": "second", "timestamp.txt": "2024-05-02 08:30:05 UTC"},
        "bela7": {"p1.ipynb": "bela", "timestamp.txt": "2024-04-30 21:59:59 UTC"},
    }
    assert "ada: the last of 2 attempts was taken" in done.output


def test_google_classroom(course, tmp_path):
    members = [
        ("ps1/Ada Lovelace - p1.ipynb", "ada"),
        ("ps1/Bela Bartok - p1.ipynb", "bela"),
        ("ps1/p1 (3).ipynb", "whose?"),
    ]
    times = [DAY, DAY + datetime.timedelta(hours=3), DAY]
    done = collect(course, pack(tmp_path / "drive-download.zip", members, times))
    assert submitted(course) == {
        "Ada Lovelace": {"p1.ipynb": "ada", "timestamp.txt": "2024-05-01 12:00:00 UTC"},
        "Bela Bartok": {"p1.ipynb": "bela", "timestamp.txt": "2024-05-01 15:00:00 UTC"},
    }
    assert "ps1/p1 (3).ipynb: its name does not say whose it is" in done.output


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (
            [
                "ps1-submissions/ps1-ada/p1.ipynb",
                "ps1-submissions/ps1-ada/more/x.csv",
                "ps1-submissions/ps1-grace/p1.ipynb",
            ],
            {"ada": {"p1.ipynb", "more/x.csv"}, "grace": {"p1.ipynb"}},
        ),
        (
            ["PS1-ada-main/p1.ipynb", "PS1-grace-main/sub/p1.ipynb"],
            {"ada": {"p1.ipynb"}, "grace": {"sub/p1.ipynb"}},
        ),
        (
            ["export/class/ada/ps1/p1 (1).ipynb", "export/class/grace/ps1/p1.ipynb"],
            {"ada": {"ps1/p1.ipynb"}, "grace": {"ps1/p1.ipynb"}},
        ),
        (["ada/p1.ipynb", "ada/old/x.csv"], {"ada": {"p1.ipynb", "old/x.csv"}}),
        (["ps1-ada/p1.ipynb", "grace/p1.ipynb"], {"ps1-ada": {"p1.ipynb"}, "grace": {"p1.ipynb"}}),
        (
            ["p1 - Ada King.ipynb", "Copy of p1 - Jo - Ann.ipynb", "Grace H - p1.ipynb"],
            {
                "Ada King": {"p1.ipynb"},
                "Jo - Ann": {"p1.ipynb"},
                "Grace H": {"p1.ipynb"},
            },
        ),
        (
            [
                "Set_1_a_score_attempt_2024-05-01-09-00-00_p1.ipynb",
                "Set_1_b_score_attempt_2024-05-01-09-00-00_p1.ipynb",
            ],
            {"a_score": {"p1.ipynb"}, "b_score": {"p1.ipynb"}},
        ),
    ],
)
def test_no_two_students_become_one(course, tmp_path, members, expected):
    done = collect(course, pack(tmp_path / "class.zip", [(name, name) for name in members]))
    assert done.exit_code == 0, done.output
    found = submitted(course).items()
    assert {who: set(files) - {"timestamp.txt"} for who, files in found} == expected


def test_a_disk_that_is_full_leaves_what_was_there(course, tmp_path, monkeypatch):
    old = pack(tmp_path / "old.zip", [("PS_ada_attempt_2024-05-01-09-00-00_p1.ipynb", "old")])
    assert collect(course, old).exit_code == 0
    before = submitted(course)
    names = ["PS_ada_attempt_2024-05-02-09-00-00_p1.ipynb", "PS_bob_attempt_2024-05-02-09-00-00_p1"]
    new = pack(tmp_path / "new.zip", [(name, "new") for name in names])

    def full(source, target):
        Path(target).mkdir(parents=True)
        (Path(target) / "p1.ipynb").touch()
        raise shutil.Error([(source, target, "[Errno 28] No space left on device")])

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", full)
        done = collect(course, new)
    assert done.exit_code == 1 and "There is no space left on the disk" in done.output
    assert submitted(course) == before
    assert collect(course, new).exit_code == 0
    assert submitted(course)["ada"]["p1.ipynb"] == "new"


def test_who_only_typed_something_is_named(course, tmp_path):
    names = ["adal_1_text.html", "adal_1_5_p1.ipynb", "bobb_2_text.html", "carl_3_9_p1.ipynb"]
    done = collect(course, pack(tmp_path / "class.zip", [(name, "x") for name in names]))
    assert "Note: bobb_2_text.html: only text typed on the platform" in done.output
    assert "adal_1_text" not in done.output


def test_a_folder_a_student_unpacked_already(course, tmp_path):
    for name in ("ada", "bela"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "p1.ipynb").write_text(name)
    assert collect(course, tmp_path / "class").exit_code == 0
    assert {name: files["p1.ipynb"] for name, files in submitted(course).items()} == {
        "ada": "ada",
        "bela": "bela",
    }


def test_the_courses_own_pattern_for_nbgraders_collector_is_used(tmp_path):
    pattern = r".*_(?P<student_id>\w+)_at_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
    course = write_course(
        tmp_path / "course", SOURCE, f"c.FileNameCollectorPlugin.named_regexp = r'{pattern}'"
    )
    done = collect(course, pack(tmp_path / "a.zip", [("x_ada_at_2024-05-01_p1.ipynb", "ada")]))
    assert submitted(course) == {
        "ada": {"p1.ipynb": "ada", "timestamp.txt": "2024-05-01 00:00:00 UTC"}
    }, done.output


def test_a_pattern_of_the_course_that_is_none_is_one_sentence(tmp_path):
    setting = "c.FileNameCollectorPlugin.named_regexp = '('"
    course = write_course(tmp_path / "course", SOURCE, setting)
    done = collect(course, pack(tmp_path / "a.zip", [("ada_p1.ipynb", "ada")]))
    assert done.exit_code == 1 and "named_regexp` in nbgrader_config.py is no" in done.output


def test_the_gradebook_knows_who_is_who(course, tmp_path, monkeypatch):
    programs = Path(sys.executable).parent  # nbgrader calls alembic to make a gradebook
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    with Gradebook(course.db_url, "default_course") as gradebook:
        gradebook.add_student("al42", first_name="Ada", last_name="Lovelace")
        gradebook.add_student("jvn", lms_user_id="1002")
    members = [("lovelaceada_1001_5_p1.ipynb", "ada"), ("john_1002_6_p1.ipynb", "john")]
    collect(course, pack(tmp_path / "a.zip", members))
    assert submitted(course) == {"al42": {"p1.ipynb": "ada"}, "jvn": {"p1.ipynb": "john"}}


def test_a_number_of_the_assignment_is_nobodys_number_in_the_course(course, tmp_path):
    with open_gradebook(course) as gradebook:
        gradebook.add_student("al42", first_name="Ada", last_name="Lovelace", lms_user_id="57")
        gradebook.add_student("gh7", first_name="Grace", last_name="Hopper", lms_user_id="58")
    members = [("Grace Hopper_57_assignsubmission_file/p1.ipynb", "grace")]
    collect(course, pack(tmp_path / "a.zip", members))
    assert submitted(course) == {"gh7": {"p1.ipynb": "grace"}}


def test_another_number_is_another_student_of_the_same_name(course, tmp_path):
    with open_gradebook(course) as gradebook:
        gradebook.add_student("lw1", first_name="Wei", last_name="Li", lms_user_id="1001")
    done = collect(course, pack(tmp_path / "a.zip", [("liwei_1002_5_p1.ipynb", "the other")]))
    assert submitted(course) == {"liwei_1002": {"p1.ipynb": "the other"}}
    assert "Not among the students of the course: liwei_1002" in done.output


@pytest.mark.parametrize("id_", ["12/345", ".ada"])
def test_an_id_that_no_folder_can_have_is_refused(course, tmp_path, id_):
    table = tmp_path / "class.csv"
    table.write_text(f"student_id,name\n{id_},Ada\n")
    archive = pack(tmp_path / "a.zip", [("Ada/p1.ipynb", "ada"), ("Bela/p1.ipynb", "bela")])
    done = collect(course, archive, "--students", str(table))
    assert done.exit_code == 1 and f"in its column student_id: {id_}." in done.output
    assert not course.submitted_root.exists()


def test_canvas_gradebook_export_tells_the_login(course, tmp_path):
    rows = [["Student", "ID", "SIS Login ID"], ["Lovelace, Ada", "1001", "al42"]]
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    (tmp_path / "grades.csv").write_text(buffer.getvalue())
    archive = pack(tmp_path / "a.zip", [("lovelaceada_1001_5_p1.ipynb", "ada")])
    collect(course, archive, "--students", str(tmp_path / "grades.csv"))
    assert list(submitted(course)) == ["al42"]


def test_collecting_again_changes_nothing_and_what_is_later_replaces(course, tmp_path):
    def attempt(day, content):
        name = f"ps1_ada_attempt_2024-05-{day:02}-09-00-00_p1.ipynb"
        return pack(tmp_path / f"{day}.zip", [(name, content)])

    assert "1 new" in collect(course, attempt(2, "second")).output
    assert "1 unchanged" in collect(course, attempt(2, "second")).output
    older = collect(course, attempt(1, "first"))
    assert older.exit_code == 1 and "not known to be older" in older.output
    assert submitted(course)["ada"]["p1.ipynb"] == "second"
    assert "1 newer" in collect(course, attempt(3, "third")).output
    assert submitted(course)["ada"]["p1.ipynb"] == "third"
    kept = course.root / ".grader" / "collected_before" / "ps1"
    assert [path.read_text() for path in kept.rglob("p1.ipynb")] == ["second"]
    assert "1 newer" in collect(course, attempt(1, "first"), "--force").output
    assert submitted(course)["ada"]["p1.ipynb"] == "first"


@pytest.mark.parametrize(
    "name",
    [
        "../../../evil_1_2_p1.ipynb",
        "/abs_1_2_p1.ipynb",
        "..\\..\\win_1_2_p1.ipynb",
        ".._1_2_p1.ipynb",
        "a\nb_1_2_p1.ipynb",
        "a_1_2_..",
        "x" * 400 + "_1_2_p1.ipynb",
        "a_1_2_" + "x" * 400 + ".ipynb",
        "*[x]_1_2_p1.ipynb",
    ],
)
def test_no_name_leads_out_of_the_students_folder(course, tmp_path, name):
    before = {path for path in tmp_path.rglob("*")}
    archive = pack(tmp_path / "a.zip", [(name, "x"), ("ada_3_4_p1.ipynb", "ada")])
    assert collect(course, archive, "--platform", "canvas").exit_code == 0
    made = {path for path in tmp_path.rglob("*")} - before - {archive}
    inside = course.submitted_root
    assert all(path == inside or inside in path.parents for path in made if path.is_file())
    assert submitted(course)["ada_3"] == {"p1.ipynb": "ada"}
    for folder in inside.iterdir():
        assert folder.name.isprintable() and len(folder.name) <= 100 and "*" not in folder.name


def test_a_students_own_timestamp_counts_for_nothing(course, tmp_path):
    members = [("ada_1_2_p1.ipynb", "ada"), ("ada_1_3_timestamp.txt", "1999-01-01")]
    collect(course, pack(tmp_path / "a.zip", members))
    assert submitted(course) == {"ada_1": {"p1.ipynb": "ada"}}


def test_a_pipe_in_place_of_the_time_keeps_nobody_waiting(course, tmp_path):
    folder = course.submitted_root / "ada_1" / "ps1"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "timestamp.txt")
    members = [("ada_1_2_p1.ipynb", "ada"), ("bela_3_4_p1.ipynb", "bela")]
    archive = pack(tmp_path / "a.zip", members)
    words = [sys.executable, "-m", "grader", "--course-dir", course.root, "collect", archive]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert "ada_1: there is another submission" in done.stdout
    assert (course.submitted_root / "bela_3").is_dir()


def test_a_link_in_place_of_a_student_is_not_written_through(course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    course.submitted_root.mkdir()
    (course.submitted_root / "ada_1").symlink_to(tmp_path / "elsewhere")
    members = [("ada_1_2_p1.ipynb", "ada"), ("bela_3_4_p1.ipynb", "bela")]
    done = collect(course, pack(tmp_path / "a.zip", members))
    assert "ada_1 is a link, not a folder" in done.output
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("readme", "x")], "The names in"),
        ([], "there are none"),
        ([("ada_1_text.html", "x")], "The names in"),
    ],
)
def test_an_archive_of_nothing_is_one_sentence(course, tmp_path, members, said):
    done = collect(course, pack(tmp_path / "a.zip", members))
    assert done.exit_code == 1 and said in done.output and "Traceback" not in done.output


def test_an_archive_that_is_cut_off_is_one_sentence(course, tmp_path):
    archive = pack(tmp_path / "a.zip", [("ada_1_2_p1.ipynb", "x" * 5000)])
    archive.write_bytes(archive.read_bytes()[:-10])
    done = collect(course, archive)
    assert done.exit_code == 1 and "is a zip archive that is cut off" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"7z\xbc\xaf\x27\x1c...", "unpack it and name the folder"),
        (b"Rar!\x1a\x07\x01\x00", "unpack it and name the folder"),
        (gzip.compress(b"no tar"), "is a gzip archive of something else, or damaged"),
        (b"<!DOCTYPE html><title>Log in</title>", "is a web page"),
        (b"", "is empty; download it again"),
    ],
)
def test_what_is_no_archive_is_named_for_what_it_is(course, tmp_path, content, said):
    (course.root / "source" / "ps2").mkdir()  # so that the assignment has to be found out as well
    archive = tmp_path / "submissions.zip"
    archive.write_bytes(content)
    done = collect(course, archive)
    assert done.exit_code == 1 and said in done.output and "Traceback" not in done.output
    assert not course.submitted_root.exists()


def pack_tar(path, students, mtime):
    with tarfile.open(path, "w") as archive:
        for student in students:
            info = tarfile.TarInfo(f"{student}/p1.ipynb")
            info.size, info.mtime = 600, int(mtime) + 3600 * len(archive.getmembers())
            archive.addfile(info, io.BytesIO(b"x" * 600))
    return path


@pytest.mark.parametrize("place", [1536, 3072])
def test_a_damaged_tar_leaves_nobody_out_in_silence(course, tmp_path, place):
    """At these places the second student's header is, and the end of the archive."""
    archive = pack_tar(tmp_path / "a.tar", ["ada", "bela"], DAY.timestamp())
    content = bytearray(archive.read_bytes())
    content[place] ^= 1
    archive.write_bytes(content)
    done = collect(course, archive)
    assert done.exit_code == 1 and "it is damaged after" in done.output
    assert not course.submitted_root.exists()


def test_a_file_without_a_name_leaves_nobody_out(course, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        nameless = zipfile.ZipInfo("x")
        nameless.filename = ""
        archive.writestr(nameless, "nothing")
        for student in ("ada", "bela"):
            archive.writestr(f"{student}/p1.ipynb", student)
    collect(course, tmp_path / "a.zip")
    assert (course.submitted("ada", "ps1") / "p1.ipynb").is_file()


def test_a_damaged_compressed_tar_is_one_sentence(course, tmp_path):
    whole = pack_tar(tmp_path / "a.tar", ["ada", "bela"], DAY.timestamp()).read_bytes()
    content = bytearray(gzip.compress(whole))
    content[-8] ^= 1  # the checksum of all
    (tmp_path / "a.tgz").write_bytes(content)
    done = collect(course, tmp_path / "a.tgz")
    assert done.exit_code == 1 and "CRC check failed" in done.output
    assert not course.submitted_root.exists()


def test_the_times_in_a_tar_are_of_no_other_zone(course, tmp_path):
    noon = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
    archive = pack_tar(tmp_path / "a.tar", ["ada", "bela"], noon.timestamp())
    collect(course, archive, "--timezone", "Asia/Tokyo")
    assert submitted(course)["ada"]["timestamp.txt"] == "2024-05-01 12:00:00 UTC"


def test_a_time_that_no_clock_has_shown_is_none(course, tmp_path):
    done = collect(course, pack_tar(tmp_path / "a.tar", ["ada", "bela"], 10**12))
    assert done.exit_code == 0 and "never late: ada, bela." in done.output


@pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
def test_what_programs_keep_for_themselves_fills_no_archive(course, tmp_path, monkeypatch, kind):
    monkeypatch.setattr("grader.collecting.archive.MAX_ENTRIES", 2)
    for student in ("ada", "bela"):
        for name in (".git/objects/1", ".git/objects/2", "p1.ipynb"):
            path = tmp_path / "class" / student / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(student)
    archive = tmp_path / "class"
    if kind != "folder":
        archive = Path(shutil.make_archive(tmp_path / "packed", kind, archive))
    done = collect(course, archive)
    assert done.exit_code == 0 and list(submitted(course)) == ["ada", "bela"], done.output


def test_a_file_with_a_password_is_left_out_with_the_reason(course, tmp_path):
    archive = pack(tmp_path / "a.zip", [("ada_1_2_p1.ipynb", "ada"), ("bela_3_4_p1.ipynb", "b")])
    content = bytearray(archive.read_bytes())
    content[6] |= 1  # the flag of the first file's own header, then that of its entry in the list
    content[content.find(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(content)
    done = collect(course, archive)
    assert done.exit_code == 0 and submitted(course) == {"bela_3": {"p1.ipynb": "b"}}
    assert "Note: ada_1: p1.ipynb was left out: it needs a password" in done.output
    assert "never late: bela_3." in done.output, "who was not collected has no time either"


def test_a_file_that_is_too_large_is_left_out_with_the_reason(course, tmp_path, monkeypatch):
    monkeypatch.setattr("grader.collecting.archive.MAX_BYTES", 10)
    done = collect(course, pack(tmp_path / "a.zip", [("ada_1_2_p1.ipynb", "x" * 11)]))
    assert done.exit_code == 1 and "it has more than 10 bytes" in done.output


def test_the_class_in_an_archive_in_an_archive_is_not_one_student(course, tmp_path):
    inner = pack(tmp_path / "all.zip", [("ada/p1.ipynb", "ada"), ("bela/p1.ipynb", "bela")])
    archive = pack(tmp_path / "a.zip", [("inner/all.zip", inner.read_bytes())])
    done = collect(course, archive)
    assert done.exit_code == 1 and "Unpack it and collect that one" in done.output
    assert "1 new" in collect(course, archive, "--platform", "folders").output


@pytest.mark.parametrize("odd", ["/abs/p1.ipynb", "../up/p1.ipynb", "class/../../up/p1.ipynb"])
def test_one_odd_path_does_not_make_one_student_of_the_class(course, tmp_path, odd):
    members = [("class/ada/p1.ipynb", "ada"), ("class/bela/p1.ipynb", "bela"), (odd, "x")]
    done = collect(course, pack(tmp_path / "a.zip", members))
    assert set(submitted(course)) == {"ada", "bela"}
    assert f"Note: {odd}: its name does not say whose it is." in done.output


def test_separators_of_windows_divide_a_path(course, tmp_path):
    members = [("class\\ada\\p1.ipynb", "ada"), ("class\\bela\\p1.ipynb", "bela")]
    collect(course, pack(tmp_path / "a.zip", members))
    assert submitted(course) == {"ada": {"p1.ipynb": "ada"}, "bela": {"p1.ipynb": "bela"}}


def test_the_assignment_is_told_by_the_notebooks_names(course, tmp_path):
    (course.root / "source" / "ps2").mkdir()
    (course.root / "source" / "ps2" / "q.ipynb").write_text(text())
    members = [("ada_1_2_q-1.ipynb", "ada"), ("bela_3_4_q.ipynb", "bela")]
    done = collect(course, pack(tmp_path / "a.zip", members))
    assert "Collected for ps2" in done.output
    assert (course.submitted_root / "ada_1" / "ps2" / "q.ipynb").read_text() == "ada"
    unclear = collect(course, pack(tmp_path / "b.zip", [("ada_1_2_x.ipynb", "ada")]))
    assert unclear.exit_code == 1 and "--assignment" in unclear.output


def test_what_was_collected_is_found_by_the_grader(course, tmp_path):
    members = [("ada_1_2_p1-1.ipynb", text()), ("bela_3_4_work.ipynb", rtf(text()))]
    collect(course, pack(tmp_path / "a.zip", members))
    found = find_submissions(course.submitted_root, "ps1")
    from grader.assignment.reader import read_assignment

    assignment = read_assignment(course, "ps1")
    assert [[plan.not_graded for plan in plan_in_subprocess(one, assignment)] for one in found] == [
        [""],
        [""],
    ]
