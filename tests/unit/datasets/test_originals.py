"""Archives and folders of originals are recognised, unpacked once, and checked ever after."""

import dataclasses
import hashlib
import os
import time
import zipfile

import pytest
from cnn_datasets import originals
from cnn_datasets.catalog import DATASETS
from cnn_datasets.checksums import check_checksum, known_sha256, remember
from cnn_datasets.data_folder import file_sha256
from cnn_datasets.dataset import DataError

COUNTS = {"train": {"dark": 3, "pale": 2}, "validation": {"dark": 1, "pale": 1}}


def silent(sentence):
    pass


def write_archive(path, counts, prefix="Files/data/"):
    with zipfile.ZipFile(path, "w") as file:
        for class_name, count in counts.items():
            for index in range(count):
                file.writestr(f"{prefix}{class_name}/{index}.png", f"{class_name}{index}")
    return path


@pytest.fixture
def archive(spots):
    """The archive of the training images, of which nothing is published."""
    return spots.storage.archives[0]


@pytest.fixture
def packed(data_folder):
    return write_archive(data_folder / "spots.zip", {"dark": 3, "pale": 2})


def test_the_state_goes_from_missing_to_packed_to_original(spots, archive, data_folder):
    assert originals.examine(archive, COUNTS).state == "missing"
    write_archive(data_folder / "spots.zip", {"dark": 3, "pale": 2})
    assert originals.examine(archive, COUNTS).state == "packed"
    originals.unpack_archive(archive, COUNTS, silent)
    found = originals.examine(archive, COUNTS)
    assert (found.state, found.folders) == ("original", {"train": data_folder / "spots"})
    assert (data_folder / "spots/dark/2.png").read_text() == "dark2"
    originals.check_unpacked(archive)


def test_the_archive_is_not_needed_once_it_is_unpacked(spots, archive, packed):
    originals.unpack_archive(archive, COUNTS, silent)
    packed.unlink()
    assert originals.examine(archive, COUNTS).state == "original"


@pytest.mark.parametrize("prefix", ["", "spots/", "Files/data/"])
def test_a_folder_unpacked_by_hand_is_used_but_not_verified(
    prefix, spots, archive, data_folder, tmp_path
):
    source = write_archive(tmp_path / "any.zip", {"dark": 3, "pale": 2}, prefix)
    zipfile.ZipFile(source).extractall(data_folder / "spots")
    found = originals.examine(archive, COUNTS)
    assert found.state == "not verified"
    assert (found.folders["train"] / "pale" / "1.png").read_text() == "pale1"


def test_a_folder_with_another_number_of_images_is_refused(spots, archive, data_folder, tmp_path):
    source = write_archive(tmp_path / "any.zip", {"dark": 3, "pale": 1})
    zipfile.ZipFile(source).extractall(data_folder / "spots")
    with pytest.raises(DataError, match="pale has 1 images, not 2"):
        originals.examine(archive, COUNTS)


def test_a_folder_without_the_classes_is_refused(spots, archive, data_folder):
    (data_folder / "spots" / "dark").mkdir(parents=True)
    with pytest.raises(DataError, match="no folders dark, pale"):
        originals.examine(archive, COUNTS)


def test_an_unpacked_file_that_was_changed_or_lost_is_noticed(spots, archive, packed, data_folder):
    originals.unpack_archive(archive, COUNTS, silent)
    changed = data_folder / "spots/dark/1.png"
    changed.write_text("dark7")
    originals.examine(archive, COUNTS)
    with pytest.raises(DataError, match=r"content of dark/1\.png was changed.*Move it away"):
        originals.check_unpacked(archive)
    changed.unlink()
    with pytest.raises(DataError, match=r"dark/1\.png is missing.*Move it away"):
        originals.examine(archive, COUNTS)


def test_an_archive_with_another_checksum_is_refused_unopened(spots, archive, packed):
    known = dataclasses.replace(archive, sha256="0" * 64)
    packed.write_bytes(b"PK no archive at all")
    with pytest.raises(DataError, match=r"spots\.zip is not usable.*the original has 0000"):
        originals.examine(known, COUNTS)
    with pytest.raises(DataError, match="the original has 0000"):
        originals.unpack_archive(known, COUNTS, silent)


def test_a_folder_from_another_archive_than_the_known_one_is_refused(spots, archive, packed):
    originals.unpack_archive(archive, COUNTS, silent)
    with pytest.raises(DataError, match="unpacked from another archive"):
        originals.examine(dataclasses.replace(archive, sha256="0" * 64), COUNTS)


@pytest.mark.parametrize("counts", [{"dark": 3, "pale": 1}, {"dark": 3}])
def test_of_an_archive_with_other_images_nothing_is_kept(counts, spots, archive, data_folder):
    write_archive(data_folder / "spots.zip", counts)
    with pytest.raises(DataError, match=r"expected 3 dark, 2 pale.*Nothing of it was kept"):
        originals.unpack_archive(archive, COUNTS, silent)
    assert [path.name for path in data_folder.iterdir()] == ["spots.zip"]
    assert known_sha256(archive.name, None) is None


def test_the_first_archive_without_published_checksum_is_remembered(spots, archive, packed):
    originals.unpack_archive(archive, COUNTS, silent)
    assert known_sha256(archive.name, None) == file_sha256(packed)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_unpacking_leaves_nothing(error, spots, archive, packed, monkeypatch):
    def stop(*arguments, **facts):
        raise error

    monkeypatch.setattr(originals, "write_manifest", stop)
    with pytest.raises(DataError if isinstance(error, OSError) else error):
        originals.unpack_archive(archive, COUNTS, silent)
    assert [path.name for path in packed.parent.iterdir()] == ["spots.zip"]


def test_when_another_process_was_first_its_folder_stays(spots, archive, packed, monkeypatch):
    check = originals.check_checksum

    def lose_the_race(*arguments):
        monkeypatch.setattr(originals, "check_checksum", check)
        originals.unpack_archive(archive, COUNTS, silent)
        return check(*arguments)

    monkeypatch.setattr(originals, "check_checksum", lose_the_race)
    originals.unpack_archive(archive, COUNTS, silent)
    originals.check_unpacked(archive)
    assert not list(packed.parent.glob(".spots.*"))


def test_the_original_happy_or_sad_is_recognised_and_unpacked(original, data_folder):
    dataset = DATASETS["happy_or_sad"]
    (data_folder / "happy-or-sad.zip").symlink_to(original("happy-or-sad.zip"))
    archive, counts = dataset.storage.archives[0], dataset.storage.counts
    originals.unpack_archive(archive, counts, silent)
    found = originals.examine(archive, counts)
    assert found.state == "original"
    names = {path.name for path in (found.folders[""] / "happy").iterdir()}
    assert names == {dataset.storage.file_name("", "happy", index) for index in range(40)}


CONTENT = b"an archive"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def copy(data_folder):
    path = data_folder / "spots.zip"
    path.write_bytes(CONTENT)
    return path


def test_only_a_zip_archive_may_be_without_a_checksum():
    with pytest.raises(ValueError, match=r"spots\.tgz: only a zip archive"):
        originals.Archive("spots.tgz", None, None, None)


def test_a_published_checksum_decides(copy):
    remember("spots.zip", "of another copy")
    assert check_checksum(copy, DIGEST) == DIGEST
    with pytest.raises(DataError, match=r"10 bytes and SHA-256 .*; the original has 0000"):
        check_checksum(copy, "0000")


def test_without_one_any_copy_of_the_right_size_will_do_at_first(copy):
    assert check_checksum(copy, None, 10) == DIGEST
    with pytest.raises(DataError, match="has 10 bytes; the original has 11"):
        check_checksum(copy, None, 11)
    assert known_sha256("spots.zip", None) is None


def test_after_the_first_copy_another_one_is_refused(copy):
    remember("spots.zip", DIGEST)
    remember("others.zip", "1234")
    check_checksum(copy, None)
    copy.write_bytes(b"another!!!")
    with pytest.raises(DataError, match=r"the first copy seen here \(first-seen-checksums.json\)"):
        check_checksum(copy, None)


@pytest.mark.parametrize("text", ["", "[1]", '{"spots.zip": 3}'])
def test_a_damaged_record_is_begun_anew(text, data_folder):
    (data_folder / "first-seen-checksums.json").write_text(text)
    assert known_sha256("spots.zip", None) is None
    remember("spots.zip", DIGEST)
    assert known_sha256("spots.zip", None) == DIGEST


def test_where_nothing_can_be_noted_nothing_breaks(data_folder, archive):
    (data_folder / "first-seen-checksums.json").mkdir()
    remember("spots.zip", DIGEST)
    assert known_sha256("spots.zip", None) is None


def unpack_by_hand(folder):
    write_archive(folder.with_name("any.zip"), {"dark": 3, "pale": 2}, "")
    zipfile.ZipFile(folder.with_name("any.zip")).extractall(folder)


@pytest.mark.parametrize("name", ["spots", "__MACOSX"])
def test_a_folder_that_keras_would_take_for_a_class_is_refused(name, archive, data_folder):
    """As when an archive is unpacked twice, or was packed by a Mac."""
    unpack_by_hand(data_folder / "spots")
    (data_folder / "spots" / name / "dark").mkdir(parents=True)
    with pytest.raises(DataError, match=rf"its folder {name} is none of the classes.*Move it away"):
        originals.examine(archive, COUNTS)


def test_a_hidden_folder_is_no_class_for_keras_either(archive, data_folder):
    unpack_by_hand(data_folder / "spots")
    (data_folder / "spots/.ipynb_checkpoints").mkdir()
    assert originals.examine(archive, COUNTS).state == "not verified"


def test_images_are_counted_at_any_depth_as_keras_finds_them(archive, data_folder):
    unpack_by_hand(data_folder / "spots")
    (data_folder / "spots/dark/copy").mkdir()
    (data_folder / "spots/dark/copy/0.png").write_bytes(b"1")
    with pytest.raises(DataError, match="dark has 4 images, not 3"):
        originals.examine(archive, COUNTS)


def test_a_file_in_place_of_the_folder_is_refused(archive, data_folder):
    (data_folder / "spots").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"spots is not usable: .*Not a directory.*Move it away"):
        originals.examine(archive, COUNTS)


def test_unpacking_removes_what_killed_unpackings_left(archive, packed, data_folder):
    old, recent = (data_folder / f".spots.{n}-ab.tmp" for n in (1, 2))
    for rest in (old, recent):
        (rest / "dark").mkdir(parents=True)
    os.utime(old, (time.time() - 7200,) * 2)
    originals.unpack_archive(archive, COUNTS, silent)
    assert (old.exists(), recent.exists()) == (False, True)
