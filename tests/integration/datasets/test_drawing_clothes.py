"""The drawn clothes: what each piece shows, that they overlap, and that they stay as they are."""

import numpy as np
import pytest
from cnn_datasets.drawing.batch import Styles, cloth, segment
from cnn_datasets.drawing.canvas import downsample
from cnn_datasets.drawing.clothes import draw_clothes_batch
from cnn_datasets.pixel_linear import pixel_linear_accuracy

T_SHIRT, TROUSER, PULLOVER, DRESS, COAT, SANDAL, SHIRT, SNEAKER, BAG, BOOT = range(10)


def drawn(label, count=200, seed=3):
    labels = np.full(count, label)
    return draw_clothes_batch(np.random.default_rng(seed), labels, "train").astype(np.float32)


def inked(images):
    return (images > 0).astype(np.float32)


def test_a_picture_for_each_label_grey_on_black():
    labels = np.arange(30) % 10
    images = draw_clothes_batch(np.random.default_rng(0), labels, "test")
    assert images.shape == (30, 28, 28)
    assert images.dtype == np.uint8
    assert (images.max(axis=(1, 2)) > 40).all()
    assert ((images == 0).mean(axis=(1, 2)) > 0.1).all()


def test_the_same_generator_draws_the_same_pictures():
    labels = np.arange(700) % 10
    first, again = (draw_clothes_batch(np.random.default_rng(5), labels, "train") for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_no_labels_give_no_pictures():
    assert draw_clothes_batch(np.random.default_rng(0), np.array([], int), "train").shape[0] == 0


@pytest.mark.parametrize("label", [-1, 10])
def test_a_label_that_does_not_exist_is_refused(label):
    with pytest.raises(ValueError, match="labels are 0"):
        draw_clothes_batch(np.random.default_rng(0), np.array([3, label]), "train")


@pytest.mark.parametrize("label", range(10))
def test_things_nearly_fill_the_frame_and_lie_in_its_middle(label):
    images = inked(drawn(label))
    wide = images.any(axis=1).sum(axis=1)
    high = images.any(axis=2).sum(axis=1)
    assert np.mean(np.maximum(wide, high) >= 23) > 0.9
    across = (images * np.arange(28)).sum(axis=(1, 2)) / images.sum(axis=(1, 2)) - 13.5
    assert abs(across.mean()) < 4.5  # a boot's shaft is on the right


def test_trousers_have_two_legs():
    row = inked(drawn(TROUSER))[:, 22]
    legs = (np.diff(np.pad(row, ((0, 0), (1, 1))), axis=1) == 1).sum(axis=1)
    assert np.mean(legs == 2) > 0.5


def test_long_sleeves_reach_where_a_t_shirt_has_none():
    beside = (slice(None), slice(18, 23), slice(3, 8))
    assert inked(drawn(PULLOVER))[beside].mean() > 1.5 * inked(drawn(T_SHIRT))[beside].mean()


def test_dresses_are_slimmer_than_coats():
    assert inked(drawn(DRESS)).mean() < 0.8 * inked(drawn(COAT)).mean()


def test_boots_are_higher_than_sneakers_and_sandals_let_the_foot_show():
    boot, sneaker, sandal = (inked(drawn(label)) for label in (BOOT, SNEAKER, SANDAL))
    assert boot.any(axis=2).sum(axis=1).mean() > 1.4 * sneaker.any(axis=2).sum(axis=1).mean()
    assert sandal.mean() < 0.75 * sneaker.mean()


def test_bags_have_handles():
    upper = inked(drawn(BAG))[:, 5]
    assert 0.3 < np.mean(upper.any(axis=1) & (upper[:, 13:15].min(axis=1) == 0)) < 0.95


def features(images):
    return downsample(np.moveaxis(images, 0, -1), 2).reshape(14 * 14, -1).T


@pytest.mark.parametrize(
    ("pair", "low", "high"),
    [((SHIRT, COAT), 0.6, 0.95), ((SHIRT, T_SHIRT), 0.6, 0.95), ((TROUSER, BAG), 0.97, 1.0)],
)
def test_shirts_are_mistaken_for_other_tops_and_trousers_for_nothing(pair, low, high):
    X = np.concatenate([features(drawn(label, 400)) for label in pair])
    Y = np.repeat([0, 1], 400)
    order = np.random.default_rng(0).permutation(800)
    train, test = order[:560], order[560:]
    assert low < pixel_linear_accuracy(X[train], Y[train], X[test], Y[test], (1e3,)) <= high


def test_a_style_with_an_unknown_quantity_is_refused():
    with pytest.raises(ValueError, match="sleve"):
        Styles({"sleeve": (1, 2)}, {0: [(1, {"sleve": (3, 4)})]})


def test_styles_come_as_often_as_their_weights_say():
    styles = Styles({"a": (0, 1)}, {4: [(3, {}), (1, {"a": (5, 6)})], 7: [(1, {"a": (9, 9)})]})
    values = styles.draw(np.random.default_rng(1), np.repeat([4, 7], 2000))["a"].reshape(2, -1)
    assert np.mean(values[0] > 2) == pytest.approx(0.25, abs=0.04)
    assert (values[1] == 9).all()


def test_a_limb_is_round_at_its_start_and_cut_straight_at_its_end():
    y, x = np.mgrid[:28, :28].astype(np.float32)[:, None]
    limb = segment(x, y, (8.0, 14.0), (20.0, 14.0), 4.0, 4.0)[0]
    assert limb[14, 5] == 1
    assert limb[11, 5] < 1
    assert limb[11, 19] == 1
    assert limb[14, 21] == 0


def test_folds_are_smooth():
    folds = cloth(np.random.default_rng(0), 50)
    assert folds.std() > 0.2
    assert np.abs(np.diff(folds, axis=2)).max() < 0.4


# One row a class, means of the blocks.
FINGERPRINT = [
    22, 155, 138, 9, 42, 173, 167, 23, 17, 148, 148, 2, 15, 91, 87, 5,
    0, 70, 80, 0, 0, 95, 93, 0, 0, 96, 109, 0, 0, 112, 134, 0,
    25, 155, 174, 3, 63, 233, 220, 44, 100, 201, 191, 73, 55, 192, 176, 41,
    0, 35, 45, 0, 0, 59, 81, 0, 0, 60, 81, 0, 0, 69, 88, 0,
    23, 131, 127, 2, 58, 175, 170, 28, 110, 188, 175, 56, 76, 140, 146, 36,
    0, 0, 0, 1, 0, 2, 29, 28, 10, 25, 12, 19, 5, 0, 0, 1,
    6, 83, 88, 6, 16, 87, 93, 19, 24, 87, 90, 25, 25, 57, 59, 28,
    0, 0, 0, 0, 12, 79, 178, 123, 111, 128, 133, 97, 0, 0, 0, 0,
    0, 95, 77, 0, 69, 173, 173, 48, 122, 235, 250, 109, 123, 198, 212, 109,
    0, 0, 43, 78, 0, 25, 189, 191, 78, 158, 165, 155, 15, 12, 2, 15,
]  # fmt: skip


def test_the_drawing_is_the_recorded_one():
    """A changed drawing needs a new `drawing_version`: change both together."""
    images = draw_clothes_batch(np.random.default_rng(8), np.arange(10), "train")
    found = np.concatenate([downsample(image, 7).reshape(-1) for image in images])
    assert np.abs(found - FINGERPRINT).max() < 1.5, np.rint(found).astype(int).tolist()
