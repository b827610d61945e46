"""Datasets in folders: original, stand-in, and never a mixture."""

import dataclasses
import zipfile

import pytest
from cnn_datasets import loading
from cnn_datasets.dataset import DataError
from dataset_fixtures import replace_storage


def silent(sentence):
    pass


def write_archive(path, counts):
    with zipfile.ZipFile(path, "w") as file:
        for class_name, count in counts.items():
            for index in range(count):
                file.writestr(f"{class_name}/{index}.png", f"{class_name}{index}")


@pytest.fixture
def both(spots, data_folder):
    for archive in spots.storage.archives:
        write_archive(data_folder / archive.name, spots.storage.counts[archive.folder])


def test_a_load_says_that_it_is_a_stand_in_and_how_to_get_the_original(spots, data_folder):
    said = []
    splits = loading.load(spots, said.append)
    assert said[0] == (
        "Spots: stand-in (drawn, not photographs); for the original ask somebody for spots.zip "
        f"and more-spots.zip and put the download into {data_folder}"
    )
    assert splits == {s: data_folder / "stand-in/spots" / s for s in ("train", "validation")}
    assert len(list(splits["train"].glob("*/*.png"))) == 5
    loading.load(spots, said.append)
    assert said[2:] == said[:1]


def test_what_may_be_downloaded_says_by_which_command(spots):
    archives = tuple(
        dataclasses.replace(a, url="https://x.invalid/a") for a in spots.storage.archives
    )
    located = loading.locate(replace_storage(spots, archives=archives))
    assert "for the original run `python -m grader data fetch spots`, or ask" in located.sentence


def test_locating_neither_draws_nor_unpacks(spots, both, data_folder):
    assert loading.locate(spots).kind == "original"
    assert sorted(path.name for path in data_folder.iterdir()) == ["more-spots.zip", "spots.zip"]


def test_the_originals_are_unpacked_at_the_first_load_where_locate_said(spots, both):
    located = loading.locate(spots)
    splits = loading.load(spots, silent)
    assert tuple(splits.values()) == located.paths
    assert (splits["validation"] / "pale/0.png").read_text() == "pale0"
    assert "not verified: no published checksum" in located.sentence


def test_the_stand_in_can_be_had_beside_an_original(spots, both, data_folder):
    splits = loading.load(spots, silent, drawn=True)
    assert tuple(splits.values()) == loading.locate(spots, drawn=True).paths
    assert all(data_folder / "stand-in" in folder.parents for folder in splits.values())
    assert loading.locate(spots).kind == "original"


def test_one_original_alone_is_named_but_the_stand_in_is_used_for_both(spots, data_folder):
    write_archive(data_folder / "spots.zip", {"dark": 3, "pale": 2})
    located = loading.locate(spots)
    assert located.kind == "stand-in"
    assert "found spots.zip, but more-spots.zip is missing" in located.sentence


def test_a_damaged_original_is_refused_and_no_stand_in_takes_its_place(spots, both, data_folder):
    (data_folder / "spots.zip").write_bytes(b"half")
    with pytest.raises(DataError, match=r"spots\.zip is not usable"):
        loading.load(spots, silent)
    assert not (data_folder / "stand-in").exists()


def test_forced_stand_ins_leave_even_damaged_originals_aside(spots, both, data_folder, monkeypatch):
    (data_folder / "spots.zip").write_bytes(b"half")
    monkeypatch.setenv("CNN_COURSE_STAND_IN", "1")
    said = []
    splits = loading.load(spots, said.append)
    assert "stand-in (drawn, not photographs; CNN_COURSE_STAND_IN is set)" in said[0]
    assert splits["train"].parent.parent.name == "stand-in"


def states(dataset):
    return {what: status for what, status, _ in loading.verify(dataset)}


def test_verify_tells_what_is_there(spots, data_folder):
    assert states(spots) == {"spots": "missing"}
    loading.make(spots, silent)
    assert states(spots) == {"spots": "stand-in"}
    write_archive(data_folder / "spots.zip", {"dark": 3, "pale": 2})
    assert states(spots) == {"spots.zip": "not verified", "spots": "stand-in"}
    write_archive(data_folder / "more-spots.zip", {"dark": 1, "pale": 1})
    loading.load(spots, silent)
    assert states(spots) == {"spots.zip": "not verified", "more-spots.zip": "not verified"}
    (data_folder / "spots/dark/0.png").write_text("dark9")
    assert states(spots)["spots.zip"] == "refused"
