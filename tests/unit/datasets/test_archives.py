"""Unpacking: the expected images, their number, and never more bytes than there can be."""

import gzip
import io
import stat
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


ARCHIVES = {write_zip: "a.zip", write_tar: "a.tgz"}


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
    found = unpack(write(tmp_path / ARCHIVES[write], files), target, FLAT)
    assert below(target) == sorted(found) == ["dark/a.png", "dark/b.PNG", "pale/c.jpg"]
    assert {path: size for path, (size, _) in found.items()}["dark/b.PNG"] == 2


def test_splits_are_told_apart_by_their_folders(tmp_path, target):
    files = {
        f"set/{s}/{c}/1.jpg": f"{s}{c}".encode() for s in SPLIT.counts for c in ("dark", "pale")
    }
    unpack(write_zip(tmp_path / "a.zip", files), target, SPLIT)
    assert (target / "validation/dark/1.jpg").read_bytes() == b"validationdark"
    assert len(below(target)) == 4


def test_another_number_of_images_is_told_with_what_was_expected(tmp_path, target):
    path = write_zip(
        tmp_path / "a.zip", {"dark/a.png": b"1", "pale/b.png": b"2", "pale/c.png": b"3"}
    )
    with pytest.raises(DataError, match=r"it has 1 dark, 2 pale; expected 2 dark, 1 pale"):
        unpack(path, target, FLAT)


def test_the_same_name_twice_is_refused_also_in_other_letters(tmp_path, target):
    path = write_zip(
        tmp_path / "a.zip", {"x/dark/a.png": b"1", "y/dark/A.png": b"2", "pale/c.png": b"3"}
    )
    with pytest.raises(DataError, match=r"dark/A\.png twice"):
        unpack(path, target, FLAT)


@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_a_declared_bomb_is_refused_before_it_is_written(write, tmp_path, target, monkeypatch):
    monkeypatch.setattr(archives, "BYTES_OF_ALL_ELSE", 10_000)
    monkeypatch.setattr(archives, "BYTES_AN_IMAGE", 100)
    path = write(
        tmp_path / ARCHIVES[write],
        {"dark/a.png": b"1", "dark/b.png": bytes(20_000), "pale/c.png": b"3"},
    )
    with pytest.raises(DataError, match="more than 10,300 bytes"):
        unpack(path, target, FLAT)
    assert below(target) == ["dark/a.png"]


def test_a_bomb_in_files_that_are_not_wanted_is_refused_too(tmp_path, target, monkeypatch):
    monkeypatch.setattr(archives, "BYTES_OF_ALL_ELSE", 10_000)
    monkeypatch.setattr(archives, "BYTES_AN_IMAGE", 100)
    with pytest.raises(DataError, match="more than 10,300 bytes"):
        unpack(write_tar(tmp_path / "a.tgz", {"readme": bytes(20_000)}), target, FLAT)


def test_a_zip_member_larger_than_it_says_is_not_written_whole(tmp_path, target):
    path = write_zip(tmp_path / "a.zip", {"dark/a.png": bytes(3_000_000), "dark/b.png": b"2"})
    content = bytearray(path.read_bytes())
    size = content.index(b"PK\x01\x02") + 24  # the unpacked size in the central directory
    content[size : size + 4] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(DataError):
        unpack(path, target, FLAT)
    assert sum(p.stat().st_size for p in target.rglob("*") if p.is_file()) <= 10


def test_too_many_members_are_refused(tmp_path, target):
    path = write_zip(tmp_path / "a.zip", {f"junk/{i}": b"" for i in range(FLAT.max_members + 1)})
    with pytest.raises(DataError, match="no archive of 3 images has"):
        unpack(path, target, FLAT)


def test_an_empty_image_is_refused(tmp_path, target):
    path = write_zip(
        tmp_path / "a.zip", {"dark/a.png": b"", "dark/b.png": b"2", "pale/c.png": b"3"}
    )
    with pytest.raises(DataError, match=r"dark/a\.png has 0 bytes"):
        unpack(path, target, FLAT)


def test_a_link_that_lies_in_the_way_is_never_written_through(tmp_path, target):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    (target / "dark").mkdir()
    (target / "dark/a.png").symlink_to(outside)
    path = write_zip(
        tmp_path / "a.zip", {"dark/a.png": b"1", "dark/b.png": b"2", "pale/c.png": b"3"}
    )
    with pytest.raises(FileExistsError):
        unpack(path, target, FLAT)
    assert outside.read_bytes() == b"mine"


def test_a_licence_beside_the_class_folders_is_kept_with_the_images(tmp_path, target):
    files = {"f/LICENSE.txt": b"CC BY", "f/dark/a.png": b"1", "f/dark/b.png": b"2"}
    files |= {"f/pale/c.png": b"3", "f/dark/x/LICENSE.txt": b"too deep"}
    found = unpack(write_tar(tmp_path / "a.tgz", files), target, FLAT)
    assert below(target) == sorted(found)
    assert (target / "LICENSE.txt").read_bytes() == b"CC BY"


def test_progress_counts_every_image(tmp_path, target):
    told = []
    path = write_zip(
        tmp_path / "a.zip", {"dark/a.png": b"1", "dark/b.png": b"2", "pale/c.png": b"3"}
    )
    unpack(path, target, FLAT, told.append)
    assert told == [1, 1, 1]


MEGABYTE = 2**20
HARMFUL_PATHS = [
    "../escaped.png", "dark/../../escaped.png", "/etc/escaped.png", "dark/..", "C:/escaped.png",
    "dark\\..\\escaped.png", "dark/a.png:stream", "dark/\x1b[2J.png", "dark/" + "x" * 2000,
]  # fmt: skip


def zip_of_names(path, *names, **attributes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name  # the constructor would fix it
            for key, value in attributes.items():
                setattr(info, key, value)
            file.writestr(info, b"content of " + name.encode())
    return path


def tar_of_names(path, *names, size=None, **attributes):
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as file:
        for name in names:
            info = tarfile.TarInfo(name)
            content = b"content of " + name.encode()
            info.size = len(content) if size is None else size
            for key, value in attributes.items():
                setattr(info, key, value)
            file.addfile(info, io.BytesIO(content) if size is None else None)
    return path


WRITERS = {"zip": zip_of_names, "tgz": tar_of_names}


def read_all(path, folder, count=1):
    """Unpack `count` images of one class; returns the content by file name."""
    unpack(path, folder, Expected({"": {"dark": count}}))
    return {file.name: file.read_bytes() for file in folder.rglob("*.png")}


@pytest.mark.parametrize("kind", WRITERS)
def test_plain_files_come_out_with_their_content(kind, tmp_path, target):
    path = WRITERS[kind](tmp_path / f"a.{kind}", "./dark/one.png", "dark/two.png")
    assert read_all(path, target, 2) == {
        "one.png": b"content of ./dark/one.png",
        "two.png": b"content of dark/two.png",
    }


@pytest.mark.parametrize("name", HARMFUL_PATHS)
@pytest.mark.parametrize("kind", WRITERS)
def test_a_path_that_could_lead_elsewhere_is_refused(kind, name, tmp_path, target):
    path = WRITERS[kind](tmp_path / f"a.{kind}", "dark/one.png", name)
    with pytest.raises(DataError, match="which no honest one has"):
        read_all(path, target)


def test_what_follows_a_zero_byte_in_a_zip_path_is_not_hidden(tmp_path, target):
    path = zip_of_names(tmp_path / "a.zip", "dark/one.pngXhidden")
    path.write_bytes(path.read_bytes().replace(b"one.pngX", b"one.png\0"))
    with pytest.raises(DataError, match="which no honest one has"):
        read_all(path, target)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_a_link_or_device_in_a_zip_is_refused(kind, tmp_path, target):
    path = zip_of_names(tmp_path / "a.zip", "dark/one.png", external_attr=(kind | 0o777) << 16)
    with pytest.raises(DataError, match="is a link or device"):
        read_all(path, target)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_a_link_or_device_in_a_tar_is_refused(kind, tmp_path, target):
    path = tar_of_names(
        tmp_path / "a.tgz", "dark/one.png", size=0, type=kind, linkname="/etc/passwd"
    )
    with pytest.raises(DataError, match="is a link or device"):
        read_all(path, target)


def test_an_encrypted_member_is_refused(tmp_path, target):
    path = zip_of_names(tmp_path / "a.zip", "dark/one.png")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the central directory
    path.write_bytes(content)
    with pytest.raises(DataError, match="is encrypted"):
        read_all(path, target)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>404 Not Found</html>", b"\x89PNG\r\n\x1a\n", gzip.compress(b"a tar, not a zip")],
    ids=["empty", "a page", "a picture", "gzip"],
)
def test_a_file_that_is_not_a_zip_archive_is_refused_with_its_first_bytes(
    content, tmp_path, target
):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(DataError, match="not a zip archive; it starts with"):
        read_all(path, target)


@pytest.mark.parametrize(
    ("kind", "share"),
    [*((kind, share) for kind in WRITERS for share in (0.2, 0.5, 0.9)), ("zip", 0.99)],
)
def test_a_truncated_archive_is_called_damaged(kind, share, tmp_path, target):
    path = WRITERS[kind](tmp_path / f"a.{kind}", *(f"dark/{i}.png" for i in range(50)))
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(DataError, match="truncated or damaged"):
        read_all(path, target)


def test_a_changed_byte_of_a_zip_is_noticed_by_its_checksum(tmp_path, target):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("dark/one.png", b"pixels" * 100)
    path.write_bytes(path.read_bytes().replace(b"pixels", b"pixelz", 1))
    with pytest.raises(DataError, match="truncated or damaged"):
        read_all(path, target)


def test_many_files_with_long_names_in_a_tar_are_no_attack(tmp_path, target):
    names = [f"dark/{'long' * 40}{i}.png" for i in range(2000)]
    path = tar_of_names(tmp_path / "a.tgz", *names)
    assert len(read_all(path, target, 2000)) == 2000


def test_a_tar_may_hold_files_of_many_megabytes(tmp_path, target):
    path = tmp_path / "a.tgz"
    with tarfile.open(path, "w:gz") as file:
        for name in ("one.png", "two.png"):
            info = tarfile.TarInfo(f"dark/{name}")
            info.size = 5 * MEGABYTE
            file.addfile(info, io.BytesIO(bytes(info.size)))
    assert [len(content) for content in read_all(path, target, 2).values()] == [5 * MEGABYTE] * 2
