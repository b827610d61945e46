"""Archives and folders of originals are recognised, unpacked once, and checked ever after."""

import dataclasses
import zipfile

import pytest
from cnn_datasets import checksums, originals, store
from cnn_datasets.catalog import DATASETS
from cnn_datasets.dataset import DataError


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
    return spots.archives[0]


@pytest.fixture
def packed(data_folder):
    return write_archive(data_folder / "spots.zip", {"dark": 3, "pale": 2})


def test_the_state_goes_from_missing_to_packed_to_original(spots, archive, data_folder):
    assert originals.examine(spots, archive).state == "missing"
    write_archive(data_folder / "spots.zip", {"dark": 3, "pale": 2})
    assert originals.examine(spots, archive).state == "packed"
    originals.unpack_archive(spots, archive, silent)
    found = originals.examine(spots, archive)
    assert (found.state, found.folders) == ("original", {"train": data_folder / "spots"})
    assert (data_folder / "spots/dark/2.png").read_text() == "dark2"
    originals.check_unpacked(archive)


def test_the_archive_is_not_needed_once_it_is_unpacked(spots, archive, packed):
    originals.unpack_archive(spots, archive, silent)
    packed.unlink()
    assert originals.examine(spots, archive).state == "original"


@pytest.mark.parametrize("prefix", ["", "spots/", "Files/data/"])
def test_a_folder_unpacked_by_hand_is_used_but_not_verified(
    prefix, spots, archive, data_folder, tmp_path
):
    source = write_archive(tmp_path / "any.zip", {"dark": 3, "pale": 2}, prefix)
    zipfile.ZipFile(source).extractall(data_folder / "spots")
    found = originals.examine(spots, archive)
    assert found.state == "not verified"
    assert (found.folders["train"] / "pale" / "1.png").read_text() == "pale1"


def test_a_folder_with_another_number_of_images_is_refused(spots, archive, data_folder, tmp_path):
    source = write_archive(tmp_path / "any.zip", {"dark": 3, "pale": 1})
    zipfile.ZipFile(source).extractall(data_folder / "spots")
    with pytest.raises(DataError, match="pale has 1 images, not 2"):
        originals.examine(spots, archive)


def test_a_folder_without_the_classes_is_refused(spots, archive, data_folder):
    (data_folder / "spots" / "dark").mkdir(parents=True)
    with pytest.raises(DataError, match="no folders dark, pale"):
        originals.examine(spots, archive)


def test_an_unpacked_file_that_was_changed_or_lost_is_noticed(spots, archive, packed, data_folder):
    originals.unpack_archive(spots, archive, silent)
    changed = data_folder / "spots/dark/1.png"
    changed.write_text("dark7")
    originals.examine(spots, archive)
    with pytest.raises(DataError, match=r"content of dark/1\.png was changed.*Move it away"):
        originals.check_unpacked(archive)
    changed.unlink()
    with pytest.raises(DataError, match=r"dark/1\.png is missing.*Move it away"):
        originals.examine(spots, archive)


def test_an_archive_with_another_checksum_is_refused_unopened(spots, archive, packed):
    known = dataclasses.replace(archive, sha256="0" * 64)
    packed.write_bytes(b"PK no archive at all")
    with pytest.raises(DataError, match=r"spots\.zip is not usable.*the original has 0000"):
        originals.examine(spots, known)
    with pytest.raises(DataError, match="the original has 0000"):
        originals.unpack_archive(spots, known, silent)


def test_a_folder_from_another_archive_than_the_known_one_is_refused(spots, archive, packed):
    originals.unpack_archive(spots, archive, silent)
    with pytest.raises(DataError, match="unpacked from another archive"):
        originals.examine(spots, dataclasses.replace(archive, sha256="0" * 64))


@pytest.mark.parametrize("counts", [{"dark": 3, "pale": 1}, {"dark": 3}])
def test_of_an_archive_with_other_images_nothing_is_kept(counts, spots, archive, data_folder):
    write_archive(data_folder / "spots.zip", counts)
    with pytest.raises(DataError, match=r"expected 3 dark, 2 pale.*Nothing of it was kept"):
        originals.unpack_archive(spots, archive, silent)
    assert [path.name for path in data_folder.iterdir()] == ["spots.zip"]
    assert checksums.remembered("spots.zip") is None


def test_the_first_archive_without_published_checksum_is_remembered(spots, archive, packed):
    originals.unpack_archive(spots, archive, silent)
    assert checksums.remembered("spots.zip") == store.file_sha256(packed)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_unpacking_leaves_nothing(error, spots, archive, packed, monkeypatch):
    def stop(*arguments, **facts):
        raise error

    monkeypatch.setattr(originals, "write_manifest", stop)
    with pytest.raises(DataError if isinstance(error, OSError) else error):
        originals.unpack_archive(spots, archive, silent)
    assert [path.name for path in packed.parent.iterdir()] == ["spots.zip"]


def test_when_another_process_was_first_its_folder_stays(spots, archive, packed, monkeypatch):
    check = originals.check_checksum

    def lose_the_race(*arguments):
        monkeypatch.setattr(originals, "check_checksum", check)
        originals.unpack_archive(spots, archive, silent)
        return check(*arguments)

    monkeypatch.setattr(originals, "check_checksum", lose_the_race)
    originals.unpack_archive(spots, archive, silent)
    originals.check_unpacked(archive)
    assert not list(packed.parent.glob(".spots.*"))


def test_the_original_happy_or_sad_is_recognised_and_unpacked(original, data_folder):
    dataset = DATASETS["happy_or_sad"]
    (data_folder / "happy-or-sad.zip").symlink_to(original("happy-or-sad.zip"))
    originals.unpack_archive(dataset, dataset.archives[0], silent)
    found = originals.examine(dataset, dataset.archives[0])
    assert found.state == "original"
    names = {path.name for path in (found.folders[""] / "happy").iterdir()}
    assert names == {dataset.file_name("", "happy", index) for index in range(40)}
