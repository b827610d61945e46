"""A fresh task is drawn from its seed alone, looks as asked, and can be written as files."""

import dataclasses

import numpy as np
import pytest
from PIL import Image

from grader.fresh_tasks import Pose, fresh_task, patterns, seed

SMALL = {"classes": 3, "count": 60, "new": 31, "size": (20, 24)}


@pytest.fixture(autouse=True)
def own_seed():
    seed.use(5)
    yield
    seed.use(None)


def arrays(task):
    return [getattr(task, field.name) for field in dataclasses.fields(task)]


def correlation(one, other):
    return np.corrcoef(one.reshape(-1), other.reshape(-1))[0, 1]


def look(task, label):
    """The mean of a class's training pictures."""
    return task.X[np.equal(task.Y, label)].mean(0)


def test_shapes_types_values_and_balance():
    task = fresh_task("a", **SMALL)
    assert task.X.shape == (60, 20, 24, 3) and task.X_new.shape == (31, 20, 24, 3)
    assert task.X.dtype == task.X_new.dtype == np.float32
    assert task.Y.dtype == task.Y_new.dtype == np.int64
    assert 0 <= task.X.min() < 0.1 and 0.9 < task.X.max() <= 1
    assert np.bincount(task.Y).tolist() == [20, 20, 20]
    assert np.ptp(np.bincount(task.Y_new)) == 1
    assert task.Y.tolist() != sorted(task.Y)
    assert not (task.X[:31] == task.X_new).all(axis=(1, 2, 3)).any()


def test_the_same_seed_and_name_give_the_same_task():
    assert all(map(np.array_equal, *map(arrays, (fresh_task("a", **SMALL) for _ in range(2)))))


@pytest.mark.parametrize("changed", ["seed", "name"])
def test_another_seed_or_name_gives_other_classes(changed):
    still = {"place": 0.0, "scale": (0.9, 0.9), "turn": 0.0, "mirrored": 0.0}
    settings = {"classes": 2, "count": 40, "new": 2, "size": (32, 32), "pose": Pose(**still)}
    settings |= {"clutter": 0.0, "noise": 0.0}
    first = fresh_task("a", **settings)
    if changed == "seed":
        seed.use(6)
    second = fresh_task("b" if changed == "name" else "a", **settings)
    looks = [look(task, label) for task in (first, second) for label in (0, 1)]
    grey = np.mean(looks, axis=0)
    assert max(correlation(a - grey, b - grey) for a in looks[:2] for b in looks[2:]) < 0.6
    assert first.Y.tolist() != second.Y.tolist()


def test_pictures_of_a_class_are_alike_and_of_two_classes_are_not():
    still = Pose(place=0.0, scale=(0.8, 0.8), turn=0.0, mirrored=0.0)
    task = fresh_task("a", classes=2, count=40, new=40, size=(32, 32), pose=still)
    seen = [look(task, label) for label in (0, 1)]
    new = [task.X_new[task.Y_new == label].mean(0) for label in (0, 1)]
    assert correlation(seen[0], new[0]) > 0.8 and correlation(seen[1], new[1]) > 0.8
    assert correlation(seen[0], new[1]) < 0.5


def test_new_pictures_may_stand_otherwise():
    one, two = (Pose(0.0, (0.9, 0.9), 0.0, share) for share in (0.0, 1.0))
    settings = {"classes": 2, "count": 40, "new": 40, "size": (32, 32), "clutter": 0.0}
    task = fresh_task("a", pose=one, new_pose=two, **settings)
    seen, new = task.X[task.Y == 0].mean(0), task.X_new[task.Y_new == 0].mean(0)
    assert correlation(seen, new[:, ::-1]) > 0.95 > 0.6 > correlation(seen, new)


@pytest.mark.parametrize("own_colours", [True, False])
def test_patterns_are_unlike_each_other_and_their_own_mirror_image(own_colours):
    found = patterns.class_patterns(np.random.default_rng(0), 3, 3, 3.0, own_colours)
    inside = patterns.disc(patterns.SIDE)
    values = np.sort(found[:, inside], axis=1)
    assert np.allclose(found[:, ~inside], 0)
    assert np.allclose(values.mean(axis=1), 0, atol=1e-6)
    if not own_colours:  # all colours are equally often in all classes
        assert np.allclose(values, values[0])
    for i, pattern in enumerate(found):
        assert abs(correlation(pattern, pattern[:, ::-1])) < 0.31
        for other in found[:i]:
            assert abs(correlation(pattern, other)) < 0.31


def test_a_class_shows_each_of_its_patterns_equally_often():
    still = Pose(place=0.0, scale=(0.8, 0.8), turn=0, mirrored=0)
    plain = {"pose": still, "clutter": 0.0, "noise": 0.0}
    task = fresh_task(
        "a", classes=2, patterns_per_class=3, count=60, new=12, size=(16, 16), **plain
    )
    for X, Y, each in ((task.X, task.Y, 10), (task.X_new, task.Y_new, 2)):
        shown = {}
        for picture, label in zip(X, Y, strict=True):
            shown.setdefault(picture.tobytes(), []).append(int(label))
        assert sorted(map(tuple, shown.values())) == [(0,) * each] * 3 + [(1,) * each] * 3


@pytest.mark.parametrize("few", [{"patterns_per_class": 0}, {"patterns_per_class": 3, "new": 5}])
def test_patterns_that_no_picture_could_show_are_refused(few):
    with pytest.raises(ValueError, match="one pattern or more for each"):
        fresh_task("a", **SMALL | few)


def test_a_folder_holds_exactly_the_training_pictures(tmp_path):
    task = fresh_task("a", **SMALL)
    root = task.folder(tmp_path / "new", ("a", "b", "c"))
    found = {path: np.asarray(Image.open(path)) for path in sorted(root.glob("*/*.png"))}
    assert len(found) == 60
    for path, picture in found.items():
        index = int(path.stem)
        assert ("a", "b", "c")[task.Y[index]] == path.parent.name
        assert np.array_equal(picture / np.float32(255), task.X[index])


@pytest.mark.parametrize("names", [("b", "a", "c"), ("a", "b"), ("a", "a", "b")])
def test_folders_that_keras_would_number_otherwise_are_refused(tmp_path, names):
    with pytest.raises(ValueError, match="alphabetical"):
        fresh_task("a", **SMALL).folder(tmp_path, names)


@pytest.mark.parametrize("wrong", [{"classes": 1}, {"count": 2}, {"new": 2}])
def test_a_task_without_two_classes_of_pictures_is_refused(wrong):
    with pytest.raises(ValueError, match="two classes or more"):
        fresh_task("a", **SMALL | wrong)


def test_large_pictures_are_drawn_in_steps(monkeypatch):
    """Not that they are the same: each step draws its own chance."""
    from grader.fresh_tasks import pictures

    monkeypatch.setattr(pictures, "AT_ONCE", 1000)
    task = fresh_task("a", **SMALL)
    assert np.isfinite(task.X).all() and (task.X.std(axis=(1, 2, 3)) > 0.05).all()


def test_what_is_handed_tells_the_classes_apart_until_a_picture_is_mirrored():
    a, b = patterns.class_patterns(np.random.default_rng(0), 2, 2, 3.0, True, handed=0.6)
    assert correlation(a, b) < 0.4
    assert correlation(a, b[:, ::-1]) > 0.5
    assert correlation(a[:, ::-1], b) > 0.5
