"""Drawings: the same every time, of the right shape, and only the object tells the class."""

import numpy as np
import pytest
from cnn_datasets import hdf5, held_out
from cnn_datasets.catalog import DATASETS
from cnn_datasets.drawing.camera import blur, downsample, expose
from cnn_datasets.drawing.cats_and_dogs import HABITS, draw_pet, pose_of
from cnn_datasets.drawing.fashion_mnist import draw_clothes_batch
from cnn_datasets.drawing.happy_house import draw_visitor
from cnn_datasets.drawing.happy_or_sad import draw_smiley
from cnn_datasets.drawing.horse_or_human import draw_figure
from cnn_datasets.drawing.horse_or_human_places import FAMILIAR, PLACES
from cnn_datasets.drawing.signs import raised_fingers
from cnn_datasets.pixel_linear import pixel_linear_accuracy
from PIL import Image

MOUTH = (slice(22, 64), slice(10, 54))
"""Where eyes, cheeks and mouth can be, however a visitor stands."""
ONE_PENALTY = (1e3,)  # the best of several would beat a coin by chance
T_SHIRT, TROUSER, PULLOVER, DRESS, COAT, SANDAL, SHIRT, SNEAKER, BAG, BOOT = range(10)
CAT, DOG = 0, 1
KINDS = ("horse", "human")
SPLITS = ("train", "validation")
SHAPES = {
    "happy": (64, 64, 3), "signs": (64, 64, 3), "horse_or_human": (300, 300, 3),
    "happy_or_sad": (150, 150, 3),
}  # fmt: skip
"""Of datasets whose images have one size."""
SPLITS_DRAWN_APART = {
    "happy": ("train", "test"), "horse_or_human": SPLITS, "cats_and_dogs": SPLITS,
}  # fmt: skip
ONE_BY_ONE = sorted(set(DATASETS) - {"fashion_mnist"})


def rng(*words):
    return np.random.default_rng([4711, *words])


@pytest.fixture(scope="module")
def pictures():
    """100 pictures of cats and of dogs: pictures[label] is a list."""
    return [[draw_pet(rng(label, i), label, "train") for i in range(100)] for label in (CAT, DOG)]


@pytest.fixture(scope="module")
def flowers():
    """20 pictures of each flower: flowers[label] is a list."""
    draw = DATASETS["flowers"].draw
    return [[draw(rng(11, label, i), label, "") for i in range(20)] for label in range(5)]


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_the_same_generator_draws_the_same_picture(name):
    dataset = DATASETS[name]
    for split in SPLITS_DRAWN_APART.get(name, ("train",)):
        for label in range(len(dataset.class_names)):
            first, again = (dataset.draw(rng(5), label, split) for _ in range(2))
            assert np.array_equal(first, again)
            assert first.dtype == np.uint8
            assert first.shape[2:] == (3,)
            assert name not in SHAPES or first.shape == SHAPES[name]


def test_the_same_generator_draws_the_same_clothes():
    labels = np.arange(700) % 10
    first, again = (draw_clothes_batch(np.random.default_rng(5), labels, "train") for _ in range(2))
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_a_stand_in_has_the_shapes_types_and_balance_of_the_original(name, drawn):
    for file in DATASETS[name].storage.files:
        images, labels = drawn[name][file.split]
        assert images.shape == file.shape
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert tuple(np.bincount(labels)) == file.per_class


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_any_single_image_can_be_drawn_again_byte_for_byte(name, drawn):
    dataset = DATASETS[name]
    for file in dataset.storage.files:
        images, labels = drawn[name][file.split]
        for index in (0, 7, len(labels) - 1):
            again = hdf5.draw_image(dataset, file, index, int(labels[index]))
            assert np.array_equal(again, images[index])


@pytest.mark.parametrize("name", ["happy", "signs"])
def test_no_image_is_in_both_sets(name, drawn):
    train, test = (drawn[name][split][0] for split in ("train", "test"))
    assert not {image.tobytes() for image in train} & {image.tobytes() for image in test}


def outside_the_face(images):
    hidden = images.astype(np.float32)
    hidden[:, MOUTH[0], MOUTH[1]] = 0
    return hidden[:, ::2, ::2].reshape(len(images), -1)


def test_without_the_face_nothing_tells_who_smiles(drawn):
    (train, train_labels), (test, test_labels) = drawn["happy"]["train"], drawn["happy"]["test"]
    accuracy = pixel_linear_accuracy(
        outside_the_face(train), train_labels, outside_the_face(test), test_labels, ONE_PENALTY
    )
    # 150 fair coins leave 0.5 by more than 0.13 once in a thousand tries.
    assert abs(accuracy - 0.5) < 0.13


def test_brightness_and_colour_of_the_picture_do_not_tell_who_smiles(drawn):
    def means(images):
        corners = np.concatenate([images[:, :20, :8], images[:, :20, -8:]], axis=2)
        return np.concatenate([corners.mean(axis=(1, 2)), corners.std(axis=(1, 2))], axis=1)

    (train, train_labels), (test, test_labels) = drawn["happy"]["train"], drawn["happy"]["test"]
    accuracy = pixel_linear_accuracy(
        means(train), train_labels, means(test), test_labels, ONE_PENALTY
    )
    assert abs(accuracy - 0.5) < 0.13


@pytest.mark.parametrize("seed", range(5))
def test_a_smile_changes_the_face_and_nothing_else(seed):
    serious, smiling = (
        draw_visitor(np.random.default_rng(seed), smiling=s).astype(int) for s in (False, True)
    )
    changed = np.abs(serious - smiling).max(axis=-1)
    inside = np.zeros((64, 64), bool)
    inside[MOUTH] = True
    assert changed[inside].max() > 20
    assert changed[~inside].max() == 0


@pytest.mark.parametrize("number", range(6))
def test_a_hand_shows_as_many_fingers_as_its_number(number):
    for seed in range(20):
        assert len(raised_fingers(np.random.default_rng(seed), number)) == number


def test_more_fingers_cover_more_of_the_wall(drawn):
    images, labels = drawn["signs"]["train"]
    wall = images[:, :8].reshape(len(images), -1, 3).astype(np.float32)
    middle = np.median(wall, axis=1)[:, None, None]
    covered = (np.abs(images - middle).max(axis=-1) > 45)[:, :50].mean(axis=(1, 2))
    by_class = [covered[labels == label].mean() for label in range(6)]
    assert by_class[5] > by_class[4] > by_class[2] > by_class[1]


def test_a_picture_for_each_label_grey_on_black():
    labels = np.arange(30) % 10
    images = draw_clothes_batch(np.random.default_rng(0), labels, "test")
    assert images.shape == (30, 28, 28)
    assert images.dtype == np.uint8
    assert (images.max(axis=(1, 2)) > 40).all()
    assert ((images == 0).mean(axis=(1, 2)) > 0.1).all()


def test_no_labels_give_no_pictures():
    assert draw_clothes_batch(np.random.default_rng(0), np.array([], int), "train").shape[0] == 0


@pytest.mark.parametrize("label", [-1, 10])
def test_a_label_that_does_not_exist_is_refused(label):
    with pytest.raises(ValueError, match="labels are 0"):
        draw_clothes_batch(np.random.default_rng(0), np.array([3, label]), "train")


def clothes(label, count):
    labels = np.full(count, label)
    return draw_clothes_batch(np.random.default_rng(3), labels, "train").astype(np.float32)


def features(images):
    return downsample(np.moveaxis(images, 0, -1), 2).reshape(14 * 14, -1).T


@pytest.mark.parametrize(
    ("pair", "low", "high"),
    [((SHIRT, COAT), 0.6, 0.95), ((SHIRT, T_SHIRT), 0.6, 0.95), ((TROUSER, BAG), 0.97, 1.0)],
)
def test_shirts_are_mistaken_for_other_tops_and_trousers_for_nothing(pair, low, high):
    X = np.concatenate([features(clothes(label, 400)) for label in pair])
    Y = np.repeat([0, 1], 400)
    order = np.random.default_rng(0).permutation(800)
    train, test = order[:560], order[560:]
    assert low < pixel_linear_accuracy(X[train], Y[train], X[test], Y[test], (1e3,)) <= high


@pytest.mark.parametrize("seed", range(6))
def test_the_mood_changes_the_face_and_nothing_else(seed):
    happy, sad = (
        draw_smiley(np.random.default_rng(seed), happy).astype(int) for happy in (True, False)
    )
    changed = np.abs(happy - sad).max(axis=-1)
    assert (changed > 20).mean() > 0.005
    rows, columns = np.nonzero(changed)
    assert np.hypot(rows - rows.mean(), columns - columns.mean()).max() < 68  # within the ball
    assert changed[:2].max() == changed[:, :2].max() == 0


def test_a_horse_and_a_human_of_one_seed_stand_in_the_same_place():
    """What differs is the figure and its shadow: most corners of the picture are alike."""
    pairs = np.array(
        [
            [draw_figure(np.random.default_rng([7, seed]), kind, "train") for kind in KINDS]
            for seed in range(20)
        ]
    )
    corners = np.concatenate([pairs[:, :, :20, :20], pairs[:, :, :20, -20:]], axis=3).astype(int)
    apart = np.abs(corners[:, 0] - corners[:, 1]).mean(axis=(1, 2, 3))
    assert np.median(apart) < 1
    assert np.abs(pairs[:, 0].astype(int) - pairs[:, 1]).mean(axis=(1, 2, 3)).min() > 2


def statistics(picture):
    """Mean and spread of every colour, in the middle and all over."""
    height, width, _ = picture.shape
    middle = picture[height // 4 : -height // 4, width // 4 : -width // 4]
    parts = [part.reshape(-1, 3) for part in (picture, middle)]
    return np.concatenate([f(part, axis=0) for part in parts for f in (np.mean, np.std)])


def test_brightness_colour_and_size_do_not_tell_the_class(pictures):
    X = np.array([[*statistics(p), *p.shape[:2]] for both in pictures for p in both])
    Y = np.repeat([CAT, DOG], 100)
    test = np.arange(200) % 100 >= 50
    accuracy = pixel_linear_accuracy(X[~test], Y[~test], X[test], Y[test], (1e3,))
    # 100 fair coins leave 0.5 by more than 0.165 once in a thousand tries.
    assert abs(accuracy - 0.5) < 0.165


@pytest.mark.parametrize("seed", range(8))
def test_a_dog_in_place_of_a_cat_leaves_the_rest_of_the_picture(seed):
    both = [draw_pet(rng(seed), label, "train").astype(int) for label in (CAT, DOG)]
    assert both[CAT].shape == both[DOG].shape
    differ = np.abs(both[CAT] - both[DOG]).max(axis=-1)
    row = differ[:3].reshape(-1)
    assert np.median(row) < 3
    assert (differ > 20).mean() > 0.03


def test_training_pets_are_upright_and_look_left_others_lean_and_look_either_way():
    poses = {split: [pose_of(rng(i), HABITS[split]) for i in range(400)] for split in SPLITS}
    lean = {s: np.degrees([abs(pose.tilt) for pose in poses[s]]) for s in SPLITS}
    right = {s: np.mean([pose.body[0] > 0 for pose in poses[s]]) for s in SPLITS}
    assert lean["train"].max() < 4
    assert 30 < lean["validation"].max() < 34
    assert right["train"] < 0.15
    assert 0.4 < right["validation"] < 0.6


def test_pictures_have_many_sizes_portrait_and_landscape(pictures):
    shapes = {picture.shape for picture in pictures[CAT]}
    assert all(picture.dtype == np.uint8 for picture in pictures[CAT])
    assert all(120 <= side <= 400 for shape in shapes for side in shape[:2])
    assert {shape[2] for shape in shapes} == {3}
    assert len(shapes) > 75
    assert 0.15 < np.mean([height > width for height, width, _ in shapes]) < 0.45


@pytest.mark.parametrize("name", ["horse_or_human", "happy_or_sad"])
def test_brightness_and_colours_tell_little(name):
    images, labels = held_out(name, 160, 11, (75, 75))
    features = np.concatenate([images.mean(axis=(1, 2)), images.std(axis=(1, 2))], axis=1)
    accuracy = pixel_linear_accuracy(
        features[:80], labels[:80], features[80:], labels[80:], ONE_PENALTY
    )
    # 80 fair coins leave 0.5 by more than 0.18 once in a thousand tries.
    assert abs(accuracy - 0.5) < 0.18


def test_validation_shows_places_that_training_does_not():
    assert set(PLACES) - set(FAMILIAR) == {"city", "room", "studio"}


def flower_accuracy(flowers, features):
    """Of a linear model: the first 15 pictures of each flower train, the last 5 test."""
    X = np.array([[features(image) for image in images] for images in flowers])
    Y = np.repeat(np.arange(5)[:, None], 20, axis=1)
    train, test = (slice(None), slice(15)), (slice(None), slice(15, None))
    sets = (X[train], Y[train], X[test], Y[test])
    return pixel_linear_accuracy(*(s.reshape(-1, *s.shape[2:]) for s in sets), ONE_PENALTY)


def test_flowers_have_many_shapes_and_the_originals_size(flowers):
    shapes = {image.shape for images in flowers for image in images}
    assert len(shapes) > 5
    assert all(min(shape[:2]) >= 180 and 240 <= max(shape[:2]) <= 320 for shape in shapes)


def test_the_colours_of_a_picture_do_not_settle_which_flower_it_is(flowers):
    def histogram(image):
        bins = (image.astype(int) // 64) @ (16, 4, 1)
        return np.sqrt(np.bincount(bins.ravel(), minlength=64) / bins.size)

    # One in five is chance; 25 pictures leave the truth by more than 0.3 once in 600 tries.
    assert flower_accuracy(flowers, histogram) < 0.7


def test_a_linear_model_on_the_pixels_of_flowers_stays_weak(flowers):
    def pixels(image):
        return np.asarray(Image.fromarray(image).resize((32, 32), Image.Resampling.BILINEAR))

    assert flower_accuracy(flowers, pixels) < 0.7


def test_a_linear_model_tells_smiles_better_than_chance(drawn):
    (train, train_labels), (test, test_labels) = drawn["happy"]["train"], drawn["happy"]["test"]
    accuracy = pixel_linear_accuracy(
        train[:, ::2, ::2], train_labels, test[:, ::2, ::2], test_labels
    )
    assert accuracy > 0.75


def test_noise_has_the_strength_asked_for():
    image = expose(np.random.default_rng(0), np.full((64, 64, 3), 0.5, np.float32), 4.0)
    assert image.std() == pytest.approx(4.0, rel=0.05)
    assert image.mean() == pytest.approx(127.5, abs=0.2)


def test_blur_keeps_the_mean_and_spreads_a_point():
    point = np.zeros((21, 21, 1), np.float32)
    point[10, 10] = 1
    blurred = blur(point, 2)
    assert blurred.sum() == pytest.approx(1, rel=1e-5)
    assert blurred[10, 10] == blurred.max() < 0.1
