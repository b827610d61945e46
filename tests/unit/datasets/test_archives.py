"""Unpacking: the expected images, their number, and never more bytes than there can be."""

import io
import tarfile
import zipfile

import pytest
from cnn_datasets import archives
from cnn_datasets.archives import Expected, unpack
from cnn_datasets.dataset import DataError

FLAT = Expected({"": {"dark": 2, "pale": 1}})
SPLIT = Expected({"train": {"dark": 1, "pale": 1}, "validation": {"dark": 1, "pale": 1}})


def write_zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


def write_tar(path, files):
    with tarfile.open(path, "w:gz") as file:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def below(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_the_class_folders_come_out_wherever_the_archive_has_them(write, tmp_path, target):
    files = {
        "Files/data/dark/a.png": b"1",
        "Files/data/dark/b.PNG": b"22",
        "Files/data/pale/c.jpg": b"3",
        "Files/notes.py": b"print()",
        "__MACOSX/Files/data/dark/._a.png": b"what a Mac adds",
        "a.png": b"of no class",
    }
    found = unpack(write(tmp_path / "a", files), target, FLAT)
    assert below(target) == sorted(found) == ["dark/a.png", "dark/b.PNG", "pale/c.jpg"]
    assert {path: size for path, (size, _) in found.items()}["dark/b.PNG"] == 2


def test_splits_are_told_apart_by_their_folders(tmp_path, target):
    files = {
        f"set/{s}/{c}/1.jpg": f"{s}{c}".encode() for s in SPLIT.counts for c in ("dark", "pale")
    }
    unpack(write_zip(tmp_path / "a", files), target, SPLIT)
    assert (target / "validation/dark/1.jpg").read_bytes() == b"validationdark"
    assert len(below(target)) == 4


def test_another_number_of_images_is_told_with_what_was_expected(tmp_path, target):
    path = write_zip(tmp_path / "a", {"dark/a.png": b"1", "pale/b.png": b"2", "pale/c.png": b"3"})
    with pytest.raises(DataError, match=r"it has 1 dark, 2 pale; expected 2 dark, 1 pale"):
        unpack(path, target, FLAT)


def test_the_same_name_twice_is_refused_also_in_other_letters(tmp_path, target):
    path = write_zip(
        tmp_path / "a", {"x/dark/a.png": b"1", "y/dark/A.png": b"2", "pale/c.png": b"3"}
    )
    with pytest.raises(DataError, match=r"dark/A\.png twice"):
        unpack(path, target, FLAT)


@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_a_declared_bomb_is_refused_before_it_is_written(write, tmp_path, target, monkeypatch):
    monkeypatch.setattr(archives, "BYTES_OF_ALL_ELSE", 10_000)
    monkeypatch.setattr(archives, "BYTES_AN_IMAGE", 100)
    path = write(
        tmp_path / "a", {"dark/a.png": b"1", "dark/b.png": bytes(20_000), "pale/c.png": b"3"}
    )
    with pytest.raises(DataError, match="more than 10,300 bytes"):
        unpack(path, target, FLAT)
    assert below(target) == ["dark/a.png"]


def test_a_bomb_in_files_that_are_not_wanted_is_refused_too(tmp_path, target, monkeypatch):
    monkeypatch.setattr(archives, "BYTES_OF_ALL_ELSE", 10_000)
    monkeypatch.setattr(archives, "BYTES_AN_IMAGE", 100)
    with pytest.raises(DataError, match="more than 10,300 bytes"):
        unpack(write_tar(tmp_path / "a", {"readme": bytes(20_000)}), target, FLAT)


def test_a_zip_member_larger_than_it_says_is_not_written_whole(tmp_path, target):
    path = write_zip(tmp_path / "a", {"dark/a.png": bytes(3_000_000), "dark/b.png": b"2"})
    content = bytearray(path.read_bytes())
    size = content.index(b"PK\x01\x02") + 24  # the unpacked size in the central directory
    content[size : size + 4] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(DataError):
        unpack(path, target, FLAT)
    assert sum(p.stat().st_size for p in target.rglob("*") if p.is_file()) <= 10


def test_too_many_members_are_refused(tmp_path, target):
    path = write_zip(tmp_path / "a", {f"junk/{i}": b"" for i in range(FLAT.max_members + 1)})
    with pytest.raises(DataError, match="no archive of 3 images has"):
        unpack(path, target, FLAT)


def test_an_empty_image_is_refused(tmp_path, target):
    path = write_zip(tmp_path / "a", {"dark/a.png": b"", "dark/b.png": b"2", "pale/c.png": b"3"})
    with pytest.raises(DataError, match=r"dark/a\.png has 0 bytes"):
        unpack(path, target, FLAT)


def test_a_link_that_lies_in_the_way_is_never_written_through(tmp_path, target):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    (target / "dark").mkdir()
    (target / "dark/a.png").symlink_to(outside)
    path = write_zip(tmp_path / "a", {"dark/a.png": b"1", "dark/b.png": b"2", "pale/c.png": b"3"})
    with pytest.raises(FileExistsError):
        unpack(path, target, FLAT)
    assert outside.read_bytes() == b"mine"


def test_a_licence_beside_the_class_folders_is_kept_with_the_images(tmp_path, target):
    files = {"f/LICENSE.txt": b"CC BY", "f/dark/a.png": b"1", "f/dark/b.png": b"2"}
    files |= {"f/pale/c.png": b"3", "f/dark/x/LICENSE.txt": b"too deep"}
    found = unpack(write_tar(tmp_path / "a", files), target, FLAT)
    assert below(target) == sorted(found)
    assert (target / "LICENSE.txt").read_bytes() == b"CC BY"


def test_progress_counts_every_image(tmp_path, target):
    told = []
    path = write_zip(tmp_path / "a", {"dark/a.png": b"1", "dark/b.png": b"2", "pale/c.png": b"3"})
    unpack(path, target, FLAT, told.append)
    assert told == [1, 1, 1]
