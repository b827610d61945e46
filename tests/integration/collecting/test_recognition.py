"""Who the students of an archive are: told by all of its names together, or not guessed."""

import os
import sys
from pathlib import Path

import pytest
from messy_class import SOURCE
from nbgrader.api import Gradebook
from plain_courses import write_course
from platform_archives import collect, pack, submitted

from grader.cli.collect_command import KEYS
from grader.collecting.platforms import PLATFORMS

FOLDERS = "(one folder a student)"


def packed(tmp_path, names):
    return pack(tmp_path / "class.zip", [(name, name) for name in names])


def course_of(tmp_path, notebook):
    course = write_course(tmp_path / "own", SOURCE)
    source = course.root / "source" / "ps1"
    next(source.glob("*.ipynb")).rename(source / f"{notebook}.ipynb")
    return course


CLASSES = [
    ("p1", ["class/alice/alice_hw.ipynb", "class/bob/bob.ipynb", "class/eve/eve.ipynb"]),
    ("p1", ["class/alice/alice.zip", "class/bob/bob.zip"]),
    ("p1", ["a/b/alice/x.rar", "a/b/bob/p1.ipynb", "a/b/eve/work.7z"]),
    ("p1", ["ps1-submissions/ps1-alice/hw_alice.ipynb", "ps1-submissions/ps1-bob/bob.ipynb"]),
    ("p1", ["class/alice/hw.py", "class/bob/hw.py"]),
    ("p1", ["./class/alice/x.ipynb", "./class/bob/y.ipynb"]),
    ("p1", ["ps1/alice/p1.ipynb"]),
    ("p1", ["alice/ps1/p1.ipynb"]),
    ("p1", ["alice/part1/a.ipynb", "alice/part2/b.ipynb", "bob/part1/c.ipynb", "bob/part2/d.zip"]),
    ("p1", ["alice/HW1 - Alice.ipynb", "bob/HW1 - Bob.ipynb", "eve/p1.ipynb"]),
    ("p1", ["alice/p1.ipynb", "alice/a.gz", "alice/b.gz", "bob/p1.ipynb", "bob/old/q.ipynb"]),
    ("p1", ["alice/p1.ipynb", "alice/p1 (1).ipynb", "bob/p1.ipynb"]),
    ("hw1.1", ["class/alice/hw1.1.ipynb", "class/bob/hw1.1.ipynb"]),
    ("Lab 1 - CNN", ["alice/Lab 1 - CNN.ipynb", "bob/Lab 1 - CNN.ipynb"]),
    ("Lab 1.2 - CNN", ["class/alice/Lab 1.2 - CNN.ipynb", "class/bob/Lab 1.2 - CNN.ipynb"]),
    ("hw_2024_05_x", ["alice/hw_2024_05_x.ipynb", "bob/hw_2024_05_x.ipynb"]),
    ("hw_2024_05_x", ["alice/hw_2024_05_x.ipynb"]),
]


@pytest.mark.parametrize(("notebook", "names"), CLASSES)
def test_folders_that_vary_are_the_students(tmp_path, notebook, names):
    course = course_of(tmp_path, notebook)
    done = collect(course, packed(tmp_path, names))
    assert done.exit_code == 0 and FOLDERS in done.output, done.output
    found = submitted(course)
    assert set(found) == {who for who in ("alice", "bob", "eve") if who in " ".join(names)}
    for student, files in found.items():
        contents = [content for name, content in files.items() if name != "timestamp.txt"]
        assert sorted(contents) == sorted(name for name in names if student in name)


@pytest.mark.parametrize(
    ("names", "key", "students"),
    [
        (["ps1/alice.zip", "ps1/bob.zip"], "files", {"alice", "bob"}),
        (["hw/alice_p1.ipynb", "hw/p1-bob.ipynb"], "files", {"alice", "bob"}),
        (["Section A/al.ipynb", "Section A/ann.zip", "B/bob.ipynb"], "files", {"al", "ann", "bob"}),
        (
            ["Section A/al/x.ipynb", "Section A/ann/y.ipynb", "Section B/bob/z.ipynb"],
            "subfolders",
            {"al", "ann", "bob"},
        ),
        (["class/alice/p1.ipynb"], "subfolders", {"alice"}),
        (["class/p1.ipynb", "class/al/p1.ipynb", "class/bo/p1.ipynb"], "subfolders", {"al", "bo"}),
        (["eve/one/x.ipynb", "eve/two/y.ipynb", "bob/p1.ipynb"], "folders", {"eve", "bob"}),
        (["alice/HW1 - Alice.ipynb"], "folders", {"alice"}),
        (["HW1 - Alice.ipynb", "HW1 - Bob.ipynb"], "classroom", {"HW1"}),
        (["a/hw_1_2_p.ipynb", "a/hw_1_3_q.ipynb"], "canvas", {"hw_1"}),
        ([f"s{n // 2}/u{n}_{n}_9{n}_p1.ipynb" for n in range(4)], "canvas", {"u1_1", "u2_2"}),
    ],
)
def test_what_can_be_read_in_two_ways_is_not_guessed(course, tmp_path, names, key, students):
    archive = packed(tmp_path, names)
    done = collect(course, archive)
    assert done.exit_code == 1 and "Traceback" not in done.output
    assert "Nothing was collected" in done.output and f"--platform {key} for " in done.output
    assert not course.submitted_root.exists()
    assert collect(course, archive, "--platform", key).exit_code == 0
    assert students <= set(submitted(course))


def test_a_few_files_in_folders_are_not_the_class(course, tmp_path):
    names = [f"u{n}_{n}_9{n}_p1.ipynb" for n in range(3)]
    done = collect(course, packed(tmp_path, [*names, "late/u7_7_97_p1.ipynb"]))
    assert done.exit_code == 0 and "(Canvas)" in done.output, done.output
    assert set(submitted(course)) == {"u0_0", "u1_1", "u2_2", "u7_7"}


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("canvas", ["alice/hw_1_2_p1.ipynb", "bob/hw_1_2_p1.ipynb"]),
        ("classroom", ["alice/Lab - x.ipynb", "bob/Lab - x.ipynb"]),
        ("canvas", ["s/1/u_1_5_p1.ipynb", "s/2/u_1_6_p1.ipynb"]),
    ],
)
def test_a_platform_that_mixes_folders_up_writes_nothing(course, tmp_path, key, names):
    done = collect(course, packed(tmp_path, names), "--platform", key)
    assert done.exit_code == 1 and not course.submitted_root.exists()
    assert all(name in done.output for name in names) and "--platform folders" in done.output


def test_the_option_offers_every_platform():
    assert [platform.key for platform in PLATFORMS] == list(KEYS)


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (
            "subfolders",
            ["Section A/ada/p1.ipynb", "Section B/ada/q.ipynb", "Section B/bo/p1.ipynb"],
        ),
        ("folders", ["ps1-ada/p1.ipynb", "PS1-ada-main/q.ipynb", "ps1-bo/p1.ipynb"]),
        ("files", ["ada.ipynb", "ada_p1.ipynb", "bo.ipynb"]),
    ],
)
def test_two_of_a_name_in_two_folders_are_not_mixed(course, tmp_path, key, names):
    done = collect(course, packed(tmp_path, names), "--platform", key)
    assert set(submitted(course)) == {"bo"}
    assert "ada: 2 students have this name" in done.output


def test_students_whom_the_course_does_not_know_are_named(course, tmp_path, monkeypatch):
    know(course, monkeypatch, "alice")
    done = collect(course, packed(tmp_path, ["alice/p1.ipynb", "hw/p1.ipynb"]))
    assert "New: alice, hw." in done.output
    assert "Not among the students of the course: hw." in done.output


def test_a_reading_of_known_students_is_not_passed_over(course, tmp_path, monkeypatch):
    know(course, monkeypatch, "alice", "bob")
    done = collect(course, packed(tmp_path, ["A/alice/p1.ipynb", "B/bob/p1.ipynb"]))
    assert done.exit_code == 1 and "the course knows more of alice, bob" in done.output
    assert not course.submitted_root.exists()


def know(course, monkeypatch, *students):
    programs = Path(sys.executable).parent  # nbgrader calls alembic to make a gradebook
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    with Gradebook(course.db_url, "default_course") as gradebook:
        for student in students:
            gradebook.add_student(student)


@pytest.mark.parametrize(
    "names",
    [
        ["Ada_7_assignsubmission_file_/Bo_8_assignsubmission_file_/p1.ipynb", "Bo_8_{}/p1.ipynb"],
        ["Ada_7_assignsubmission_file_Bo_8_assignsubmission_file_p1.ipynb", "Bo_8_{}p1.ipynb"],
        [
            "1-2 - Ada - May 1, 2024 1015 AM/3-2 - Bo - May 2, 2024 1015 AM/p1.ipynb",
            "3-2 - Bo - May 1, 2024 1015 AM/p1.ipynb",
        ],
        [
            "ps/ADA(Ada)/Submission attachment(s)/BO(Bo)/Submission attachment(s)/p1.ipynb",
            "ps/BO(Bo)/Submission attachment(s)/p1.ipynb",
        ],
    ],
)
def test_no_folder_of_a_student_passes_for_another_students(course, tmp_path, names):
    names = [name.format("assignsubmission_file_") for name in names]
    collect(course, packed(tmp_path, names))
    found = submitted(course)
    assert [name for name in found["Bo"].values() if ".ipynb" in name] == names[1:]
    assert names[0] in found["Ada"].values()


def test_brightspace_takes_the_last_attempt_and_its_time(course, tmp_path):
    folder = "ps1 Download May 2, 2024 0212 PM/{} - {} - {}/p1.ipynb"
    names = [
        folder.format("1-9", "Ada Lovelace", "May 1, 2024 1115 PM"),
        folder.format("1-9", "Ada Lovelace", "May 1, 2024 1145 AM"),
        folder.format("2-9", "Bela - B", "1 May_ 2024 905"),
        "ps1 Download May 2, 2024 0212 PM/index.html",
    ]
    done = collect(course, packed(tmp_path, names))
    assert submitted(course) == {
        "Ada Lovelace": {"p1.ipynb": names[0], "timestamp.txt": "2024-05-01 23:15:00 UTC"},
        "Bela - B": {"p1.ipynb": names[2], "timestamp.txt": "2024-05-01 09:05:00 UTC"},
    }
    assert "Ada Lovelace: the last of 2 attempts was taken" in done.output
    assert "index.html" not in done.output


def test_brightspace_in_one_folder(course, tmp_path):
    names = [
        "1-9 - Ada - May 1, 2024 1115 PM - my - p1.ipynb",
        "2-9 - Bo - May 1, 2024 905 PM - q",
    ]
    collect(course, packed(tmp_path, names))
    assert set(submitted(course)["Ada"]) == {"my - p1.ipynb", "timestamp.txt"}
    assert set(submitted(course)["Bo"]) == {"q", "timestamp.txt"}


def test_of_attempts_without_a_time_none_is_taken(course, tmp_path):
    names = ["1-9 - Ada - Mai 1, 2024 1115/p1.ipynb", "1-9 - Ada - Oktober 1, 2024 1115/p1.ipynb"]
    done = collect(course, packed(tmp_path, [*names, "2-9 - Bo - Mai 1, 2024 1115/p1.ipynb"]))
    assert set(submitted(course)) == {"Bo"}
    assert "Ada: which of 2 attempts is the last is not clear" in done.output


def test_sakai_tells_the_time_and_who_submitted_nothing(course, tmp_path):
    members = [
        ("ps1/grades.csv", "x"),
        ("ps1/LOVELACE, ADA(ada)/Submission attachment(s)/p1.ipynb", "ada"),
        ("ps1/LOVELACE, ADA(ada)/Submission attachment(s)/comments.txt", "hers"),
        ("ps1/LOVELACE, ADA(ada)/timestamp.txt", "20240501101500000"),
        ("ps1/LOVELACE, ADA(ada)/comments.txt", ""),
        ("ps1/DOE, BO(bo)/Submission attachment(s)/p1.ipynb", "bo"),
        ("ps1/DOE, BO(bo)/timestamp.txt", "2024-05-02T10:15:00Z"),
        ("ps1/NONE, EVE(eve)/comments.txt", ""),
    ]
    done = collect(course, pack(tmp_path / "bulk.zip", members))
    assert submitted(course) == {
        "ada": {
            "p1.ipynb": "ada",
            "comments.txt": "hers",
            "timestamp.txt": "2024-05-01 10:15:00 UTC",
        },
        "bo": {"p1.ipynb": "bo", "timestamp.txt": "2024-05-02 10:15:00 UTC"},
    }
    assert "NONE, EVE(eve)/comments.txt: only text typed" in done.output
    assert "grades.csv" not in done.output


@pytest.mark.parametrize("word", ["Participant", "Teilnehmerin"])
def test_moodles_hidden_names_are_told_apart_by_their_numbers(course, tmp_path, word):
    names = [f"{word}_{number}_assignsubmission_file_/p1.ipynb" for number in (7, 8)]
    collect(course, packed(tmp_path, names))
    assert submitted(course) == {
        f"{word}_{number}": {"p1.ipynb": name} for number, name in zip((7, 8), names, strict=True)
    }


@pytest.mark.parametrize(
    ("table", "student"),
    [
        ('Identifier,Status,Last modified (submission)\n"Participant 7",x,"{}"\n', "Participant_7"),
        ("username,identifier,last modified (submission)\nada,7,{}\n", "ada"),
    ],
)
def test_a_worksheet_without_names_has_the_times(course, tmp_path, table, student):
    (tmp_path / "worksheet.csv").write_text(table.format("1 May 2024 11:47 PM"))
    archive = packed(tmp_path, ["Participant_7_assignsubmission_file_/p1.ipynb"])
    collect(course, archive, "--students", str(tmp_path / "worksheet.csv"))
    assert submitted(course)[student]["timestamp.txt"] == "2024-05-01 23:47:00 UTC"


def test_the_numbers_of_a_worksheet_are_no_ids_where_it_has_names(course, tmp_path):
    (tmp_path / "worksheet.csv").write_text("Identifier,Full name\nParticipant 7,Ada\n")
    archive = packed(tmp_path, ["Ada_7_assignsubmission_file_/p1.ipynb"])
    done = collect(course, archive, "--students", str(tmp_path / "worksheet.csv"))
    assert done.exit_code == 1 and "no column that says the students' ids" in done.output
