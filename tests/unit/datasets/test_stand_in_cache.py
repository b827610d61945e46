"""The cached folders: whole or not there, noticed when damaged, drawn by one process."""

import dataclasses
import multiprocessing
import os
import subprocess
import sys
import time

import pytest
from cnn_datasets import stand_in_cache
from cnn_datasets.data_folder import stand_in_folder
from cnn_datasets.dataset import DataError
from cnn_datasets.stand_in_cache import alone_in
from dataset_fixtures import replace_storage


def silent(sentence):
    pass


def listing(folder):
    return sorted(path.name for path in folder.iterdir())


def test_drawn_once_and_then_found(spots):
    said = []
    root = stand_in_cache.ensure(spots, said.append)
    assert said == ["Drawing the stand-in of Spots (7 images, once) ..."]
    assert stand_in_cache.ensure(spots, said.append) == root
    assert len(said) == 1
    assert listing(root) == ["manifest.json", "train", "validation"]
    assert listing(root / "train" / "dark") == [f"dark-000{i}.png" for i in range(3)]


def cut_short(root):
    path = root / "train/dark/dark-0001.png"
    path.write_bytes(path.read_bytes()[:-1])


def lose_one(root):
    (root / "train/pale/pale-0000.png").unlink()


def lose_the_manifest(root):
    (root / "manifest.json").unlink()


def spoil_the_manifest(root):
    (root / "manifest.json").write_text("{")


DAMAGES = [cut_short, lose_one, lose_the_manifest, spoil_the_manifest]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_folder_is_drawn_again_with_a_sentence(damage, spots):
    root = stand_in_cache.ensure(spots, silent)
    damage(root)
    with pytest.raises(DataError):
        stand_in_cache.check(spots)
    said = []
    stand_in_cache.ensure(spots, said.append)
    assert "is drawn again" in said[0]
    stand_in_cache.check_content(spots)
    assert [n for n in listing(stand_in_folder()) if not n.endswith(".lock")] == ["spots"]


def test_a_changed_pixel_is_found_by_the_full_check(spots):
    root = stand_in_cache.ensure(spots, silent)
    path = root / "train/dark/dark-0001.png"
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    stand_in_cache.check(spots)
    with pytest.raises(DataError, match=r"train/dark/dark-0001\.png was changed"):
        stand_in_cache.check_content(spots)
    assert stand_in_cache.state(spots)[1] == "stand-in damaged"


@pytest.mark.parametrize("change", ["drawing", "counts"])
def test_another_version_is_drawn_again(change, spots):
    stand_in_cache.ensure(spots, silent)
    newer = {
        "drawing": dataclasses.replace(spots, drawing_version=5),
        "counts": replace_storage(spots, counts={"train": {"dark": 1}}),
    }[change]
    said = []
    stand_in_cache.ensure(newer, said.append)
    assert "is drawn again" in said[0]
    stand_in_cache.check(newer)


def test_a_picture_that_somebody_put_there_is_not_taken_away(spots):
    root = stand_in_cache.ensure(spots, silent)
    (root / "train/dark/mine.png").write_bytes(b"my own picture")
    with pytest.raises(DataError, match=r"train/dark/mine\.png does not belong.*Move that away"):
        stand_in_cache.ensure(spots, silent)
    assert stand_in_cache.state(spots)[2].endswith("does not belong to it; move that away")
    assert (root / "train/dark/mine.png").read_bytes() == b"my own picture"


@pytest.mark.parametrize("damage", [*DAMAGES, lambda root: None])
def test_nor_is_it_by_a_repair_or_a_newer_version(damage, spots):
    root = stand_in_cache.ensure(spots, silent)
    (root / "train/dark/mine.png").write_bytes(b"my own picture")
    damage(root)
    with pytest.raises(DataError, match=r"train/dark/mine\.png does not belong.*Move that away"):
        stand_in_cache.ensure(dataclasses.replace(spots, drawing_version=5), silent)
    assert (root / "train/dark/mine.png").read_bytes() == b"my own picture"


def test_without_locks_the_first_to_finish_is_not_replaced(spots, monkeypatch):
    """Another kernel may be training on it."""
    monkeypatch.setattr("fcntl.flock", lambda *arguments: (_ for _ in ()).throw(OSError(95)))
    first = []

    def draw(rng, label, split):
        if not first:
            first.append(stand_in_cache.ensure(spots, silent).stat().st_ino)
        return spots.draw(rng, label, split)

    root = stand_in_cache.ensure(dataclasses.replace(spots, draw=draw), silent)
    assert [root.stat().st_ino] == first
    assert listing(stand_in_folder()) == [".spots.lock", "spots"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, OSError(28, "No space left")])
def test_an_interrupted_drawing_leaves_nothing(error, spots):
    drawn = []

    def draw(rng, label, split):
        if len(drawn) == 4:
            raise error
        drawn.append(label)
        return spots.draw(rng, label, split)

    expected = DataError if isinstance(error, OSError) else error
    with pytest.raises(expected):
        stand_in_cache.ensure(dataclasses.replace(spots, draw=draw), silent)
    assert listing(stand_in_folder()) == [".spots.lock"]


def test_an_interrupted_repair_leaves_the_old_folder(spots):
    root = stand_in_cache.ensure(spots, silent)
    lose_one(root)

    def draw(rng, label, split):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stand_in_cache.ensure(dataclasses.replace(spots, draw=draw), silent)
    assert (root / "train/dark/dark-0000.png").exists()


@pytest.mark.parametrize("locks", [True, False])
def test_what_a_killed_process_left_is_swept_up(locks, spots, monkeypatch):
    if not locks:  # a file system without them: another host may still be drawing
        monkeypatch.setattr("fcntl.flock", lambda *arguments: (_ for _ in ()).throw(OSError(95)))
    old, recent = (stand_in_folder() / f".spots.{n}-ab.tmp" for n in (1, 2))
    for rest in (old, recent):
        (rest / "train").mkdir(parents=True)
    os.utime(old, (time.time() - 7200,) * 2)
    stand_in_cache.ensure(spots, silent)
    assert not old.exists()
    assert recent.exists() is not locks


def test_without_a_writable_place_a_sentence_says_what_to_do(spots, data_folder):
    (data_folder / "stand-in").write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"could not be drawn.*CNN_COURSE_DATA.*data make spots"):
        stand_in_cache.ensure(spots, silent)


def test_a_folder_that_is_a_link_is_replaced_not_followed(spots, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keep").write_text("mine")
    stand_in_folder().mkdir()
    (stand_in_folder() / "spots").symlink_to(elsewhere)
    stand_in_cache.ensure(spots, silent)
    assert (elsewhere / "keep").read_text() == "mine"
    stand_in_cache.check_content(spots)


def _ensure(barrier, dataset, counts, number):
    def draw(rng, label, split):
        counts[number] += 1
        time.sleep(0.01)
        return dataset.draw(rng, label, split)

    barrier.wait()
    stand_in_cache.ensure(dataclasses.replace(dataset, draw=draw), silent)
    stand_in_cache.check_content(dataset)


def test_of_two_processes_one_draws_and_the_other_waits(spots):
    context = multiprocessing.get_context("fork")
    barrier, counts = context.Barrier(2), context.Array("i", 2)
    makers = [
        context.Process(target=_ensure, args=(barrier, spots, counts, number)) for number in (0, 1)
    ]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(60)
    assert [maker.exitcode for maker in makers] == [0, 0]
    assert sorted(counts) == [0, 7]


def test_a_folder_drawn_again_has_the_same_content(spots):
    root = stand_in_cache.ensure(spots, silent)
    before = {path: path.read_bytes() for path in root.rglob("*.png")}
    lose_one(root)
    stand_in_cache.ensure(spots, silent)
    assert {path: path.read_bytes() for path in root.rglob("*.png")} == before


HOLD = """
import sys, time
from pathlib import Path
from cnn_datasets.stand_in_cache import alone_in
with alone_in(Path(sys.argv[1])) as alone:
    print(alone, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "lock"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def enter(tmp_path):
    code = HOLD.replace("sys.stdin.readline()", "pass")
    return subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "lock"], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("end", ["is done", "is killed"])
def test_a_second_process_waits_until_the_first(end, holder, tmp_path):
    with enter(tmp_path) as second:
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1.0)
        if end == "is killed":
            holder.kill()
        else:
            holder.stdin.write("\n")
            holder.stdin.flush()
        assert second.communicate(timeout=30)[0] == "True\n"


def test_without_locks_nobody_waits(tmp_path, holder, monkeypatch):
    def refuse(*arguments):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    with alone_in(tmp_path / "lock") as alone:
        assert alone is False


def test_an_error_inside_comes_out_unchanged(tmp_path):
    with pytest.raises(OSError, match="No space"), alone_in(tmp_path / "lock"):
        raise OSError(28, "No space left on device")
