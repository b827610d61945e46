"""Names in every script and of every length become folders, and those that the gradebook has."""

import datetime
import io
import os
import struct
import sys
import tarfile
import unicodedata
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from platform_archives import DAY, collect, pack, submitted


def nfd(name):
    return unicodedata.normalize("NFD", name)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_the_gradebooks_in_either_form(course, tmp_path, monkeypatch, form):
    programs = Path(sys.executable).parent  # nbgrader calls alembic to make a gradebook
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    ids = ["José", "Josè", unicodedata.normalize(form, "Zoë")]
    with Gradebook(course.db_url, "default_course") as gradebook:
        for student in ids:
            gradebook.add_student(student)
    done = collect(course, pack(tmp_path / "a.zip", [(f"{nfd(one)}/p1.ipynb", one) for one in ids]))
    assert {who: files["p1.ipynb"] for who, files in submitted(course).items()} == {
        one: one for one in ids
    }
    assert "Not among" not in done.output


@pytest.mark.parametrize("name", ["नमस्ते", "สมชาย ที่", "Nguyễn Thị Ánh", "อำนวย", "ਪੰਜਾਬੀ"])
def test_a_mark_is_part_of_its_letter(course, tmp_path, name):
    archive = pack(tmp_path / "a.zip", [(f"{nfd(name)}/p1.ipynb", "x"), ("bo/p1.ipynb", "y")])
    collect(course, archive)
    assert set(submitted(course)) == {unicodedata.normalize("NFC", name), "bo"}


def test_two_folders_that_look_alike_are_not_mixed(course, tmp_path):
    names = ["Zoë/p1.ipynb", f"{nfd('Zoë')}/p1.ipynb", "bo/p1.ipynb"]
    done = collect(course, pack(tmp_path / "a.zip", [(name, name) for name in names]))
    assert set(submitted(course)) == {"bo"}
    assert "Zoë: 2 students have this name" in done.output


class OldInfo(zipfile.ZipInfo):
    """An entry whose name is in `encoding`, which the archive does not say."""

    encoding = "gbk"

    def _encodeFilenameFlags(self):
        return self.filename.encode(self.encoding), self.flag_bits & ~0x800


def packed_in(encoding, names, extra=lambda name: b""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            info = OldInfo(name)
            info.encoding, info.extra = encoding, extra(name)
            archive.writestr(info, b"")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("encoding", "students"),
    [
        ("gbk", ["张三", "王喆", "联通"]),
        ("shift_jis", ["山田太郎", "アリス"]),
        ("cp1252", ["Jörg Müller", "Zoë"]),
        ("cp437", ["Jörg Müller", "Zoë"]),
        ("utf-8", ["张三", "Zoë", "Иван"]),
    ],
)
def test_names_of_an_old_zip_are_read_in_its_encoding(course, tmp_path, encoding, students):
    names = [f"班/{who}/p1.ipynb" if encoding == "gbk" else f"{who}/p1.ipynb" for who in students]
    (tmp_path / "a.zip").write_bytes(packed_in(encoding, names))
    assert collect(course, tmp_path / "a.zip").exit_code == 0
    assert set(submitted(course)) == set(students)


def test_the_name_that_info_zip_adds_counts(course, tmp_path):
    def unicode_path(name):
        data = b"\1" + struct.pack("<L", zlib.crc32(name.encode("cp866"))) + name.encode()
        return struct.pack("<HH", 0x7075, len(data)) + data

    content = packed_in("cp866", ["Иван/p1.ipynb", "Ольга/p1.ipynb"], unicode_path)
    (tmp_path / "a.zip").write_bytes(content)
    collect(course, tmp_path / "a.zip")
    assert set(submitted(course)) == {"Иван", "Ольга"}


def test_names_of_an_old_tar_are_read_in_its_encoding(course, tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w", encoding="gbk", format=tarfile.GNU_FORMAT) as tar:
        for name in ("张三/p1.ipynb", "李四/p1.ipynb"):
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    collect(course, tmp_path / "a.tar")
    assert set(submitted(course)) == {"张三", "李四"}


def test_one_name_of_odd_bytes_does_not_change_the_others(course, tmp_path):
    names = [f"张{n}/p1.ipynb" for n in range(20)]
    content = packed_in("utf-8", [*names, "xxxx/p1.ipynb"])
    (tmp_path / "a.zip").write_bytes(content.replace(b"xxxx", b"x\xff\xfex"))
    collect(course, tmp_path / "a.zip")
    assert set(submitted(course)) == {*(f"张{n}" for n in range(20)), "x_x"}


MOODLE = "Ada_7_assignsubmission_file_/"


@pytest.mark.parametrize(
    "inner",
    [
        ["p1.ipynb", "p1.ipynb"],
        ["q?.txt", "q*.txt", "Q_.txt"],
        ["a", "a/b", "A/b"],
        ["a/b", "a"],
        ["timestamp.txt/p1.ipynb", "x.csv"],
        ["d/" * 3000 + "p1.ipynb", "e/" * 3000 + "p1.ipynb"],
        ["文" * 300 + ".ipynb", "文" * 301 + ".ipynb", "x" * 300, "x" * 301],
        ["नि" * 150 + "/" + "é" * 200 + ".ipynb"],
    ],
)
def test_whatever_the_names_no_file_takes_the_place_of_another(course, tmp_path, inner):
    members = [(MOODLE + name, str(number)) for number, name in enumerate(inner)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile's, of a name that is there already
        members.append(("Bo_8_assignsubmission_file_/p1.ipynb", ""))
        times = [DAY + datetime.timedelta(days=number) for number in range(len(members))]
        archive = pack(tmp_path / "a.zip", members, times)
    done = collect(course, archive)
    assert done.exit_code == 0, done.output
    ada = submitted(course)["Ada"]
    assert ada.pop("timestamp.txt") == f"{times[-2]} UTC"
    assert sorted(ada.values()) == [content for _, content in members[:-1]]
    assert len({name.casefold() for name in ada}) == len(ada), "also where a disk folds case"


def test_one_student_does_not_fill_the_disk(course, tmp_path, monkeypatch):
    monkeypatch.setattr("grader.collecting.placing.MAX_STUDENT_BYTES", 10)
    members = [("ada_1_2_p1.ipynb", "x" * 8), ("ada_1_3_b.csv", "x" * 3), ("ada_1_4_c.csv", "xx")]
    done = collect(course, pack(tmp_path / "a.zip", [*members, ("bo_2_5_p1.ipynb", "x" * 8)]))
    assert set(submitted(course)["ada_1"]) == {"p1.ipynb", "c.csv"}
    assert "b.csv was left out: with the others it has more than 10 bytes" in done.output
    assert "p1.ipynb" in submitted(course)["bo_2"]
