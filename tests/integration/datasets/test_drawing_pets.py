"""The drawn cats and dogs: shape tells them, nothing else does, and they stay as they are."""

import dataclasses
import io
import math

import numpy as np
import pytest
from cnn_datasets.cats_and_dogs import CATS_AND_DOGS
from cnn_datasets.drawing.canvas import downsample
from cnn_datasets.drawing.cats import cat
from cnn_datasets.drawing.dogs import dog
from cnn_datasets.drawing.fur import fray, shade
from cnn_datasets.drawing.pet_builds import Part
from cnn_datasets.drawing.pet_coats import coat
from cnn_datasets.drawing.pet_habits import HABITS, pose_of
from cnn_datasets.drawing.pet_heads import head_figure
from cnn_datasets.drawing.pet_poses import body_figure
from cnn_datasets.drawing.pets import draw_pet
from cnn_datasets.drawing.solids import DepthBuffer, Ellipsoid, Limb, rotation
from cnn_datasets.pixel_linear import pixel_linear_accuracy
from PIL import Image

CAT, DOG = 0, 1
SPLITS = ("train", "validation")


def rng(*words):
    return np.random.default_rng([4711, *words])


@pytest.fixture(scope="module")
def pictures():
    """200 pictures of each class: pictures[label] is a list."""
    return [[draw_pet(rng(label, i), label, "train") for i in range(200)] for label in (CAT, DOG)]


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("label", [CAT, DOG])
def test_the_same_generator_draws_the_same_picture(label, split):
    first, again = (draw_pet(rng(5), label, split) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_pictures_have_many_sizes_portrait_and_landscape(pictures):
    shapes = {picture.shape for picture in pictures[CAT]}
    assert all(picture.dtype == np.uint8 for picture in pictures[CAT])
    assert all(120 <= side <= 400 for shape in shapes for side in shape[:2])
    assert {shape[2] for shape in shapes} == {3}
    assert len(shapes) > 150
    assert 0.15 < np.mean([height > width for height, width, _ in shapes]) < 0.45


def test_a_picture_survives_being_a_jpeg(pictures):
    for picture in pictures[DOG][:20]:
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=90)
        read = np.asarray(Image.open(file))
        assert read.shape == picture.shape
        assert np.abs(read.astype(int) - picture).mean() < 6


def statistics(picture):
    """Mean and spread of every colour, in the middle and all over."""
    height, width, _ = picture.shape
    middle = picture[height // 4 : -height // 4, width // 4 : -width // 4]
    parts = [part.reshape(-1, 3) for part in (picture, middle)]
    return np.concatenate([f(part, axis=0) for part in parts for f in (np.mean, np.std)])


def test_brightness_colour_and_size_do_not_tell_the_class(pictures):
    X = np.array([[*statistics(p), *p.shape[:2]] for both in pictures for p in both])
    Y = np.repeat([CAT, DOG], 200)
    test = np.arange(400) % 200 >= 100
    accuracy = pixel_linear_accuracy(X[~test], Y[~test], X[test], Y[test], (1e3,))
    # 200 fair coins leave 0.5 by more than 0.117 once in a thousand tries.
    assert abs(accuracy - 0.5) < 0.117


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


def test_cats_have_shorter_muzzles_and_larger_eyes_than_any_dog():
    cats, dogs = ([build(rng(i)) for i in range(300)] for build in (cat, dog))
    assert max(c.muzzle[0] for c in cats) < min(d.muzzle[0] for d in dogs)
    assert min(c.eye[0] for c in cats) > max(d.eye[0] for d in dogs)


def test_pointed_ears_alone_do_not_make_a_cat():
    ears = [dog(rng(i)).ears for i in range(300)]
    assert {cat(rng(i)).ears for i in range(300)} == {"upright"}
    assert 0.08 < ears.count("upright") / 300 < 0.3
    assert ears.count("hanging") > 120


@pytest.mark.parametrize("build", [cat, dog])
@pytest.mark.parametrize("kind", ["sitting", "standing", "lying"])
def test_an_animal_has_four_paws_on_the_ground_and_its_head_above(build, kind):
    animal = build(rng(1))
    pose = dataclasses.replace(pose_of(rng(1), HABITS["train"]), kind=kind)
    figure, head = body_figure(animal, pose)
    paws = np.array([solid.centre for solid in figure.solids if solid.part == Part.PAW])
    assert len(paws) == 4
    assert np.ptp(paws[:, 1]) < 0.2
    assert head[1] < paws[:, 1].min() - 0.5


def test_hanging_ears_reach_lower_than_pointed_ones():
    def lowest(kind):
        animal = next(b for b in (dog(rng(i)) for i in range(99)) if b.ears == kind)
        return max(s.box()[3] for s in head_figure(animal).solids if s.part == Part.EAR)

    assert lowest("hanging") > 0.3 > -0.2 > lowest("upright")


def test_a_ball_is_as_deep_as_pythagoras_says():
    buffer = DepthBuffer(40, 60)
    buffer.add(Ellipsoid(np.array([30.0, 20, 5]), 10 * np.eye(3), Part.SKULL))
    assert buffer.depth[20, 30] == pytest.approx(15)
    assert buffer.depth[20, 36] == pytest.approx(13)
    assert buffer.part[20, 41] == 0
    assert buffer.cover[20, 30] == 1


def test_a_turned_ellipsoid_leans():
    buffer = DepthBuffer(40, 40)
    axes = rotation(0, 0, math.pi / 4) @ np.diag([15.0, 4, 4])
    buffer.add(Ellipsoid(np.array([20.0, 20, 0]), axes, Part.SKULL))
    assert buffer.part[28, 28] == Part.SKULL
    assert buffer.part[28, 12] == 0


def test_a_limb_tapers_and_what_is_nearer_hides_what_is_behind():
    buffer = DepthBuffer(40, 40)
    buffer.add(Limb(np.array([5.0, 20, 0]), np.array([35.0, 20, 0]), 6, 2, Part.TORSO))
    assert (buffer.part[:, 8] > 0).sum() > 2 * (buffer.part[:, 33] > 0).sum()
    buffer.add(Ellipsoid(np.array([20.0, 20, -20]), 3 * np.eye(3), Part.NOSE))
    assert not (buffer.part == Part.NOSE).any()
    buffer.add(Ellipsoid(np.array([20.0, 20, 20]), 3 * np.eye(3), Part.NOSE))
    assert buffer.part[20, 20] == Part.NOSE


def test_what_lies_outside_the_picture_is_left_out():
    buffer = DepthBuffer(10, 10)
    buffer.add(Ellipsoid(np.array([-40.0, 5, 0]), 8 * np.eye(3), Part.SKULL))
    buffer.add(Limb(np.array([5.0, 90, 0]), np.array([9.0, 99, 0]), 3, 3, Part.SKULL))
    assert not buffer.part.any()


def test_a_yaw_turns_to_the_viewers_right_and_a_pitch_looks_down():
    forward = np.array([0, 0, 1.0])
    assert rotation(0.5, 0, 0)[0] @ forward > 0.4
    assert rotation(0, 0.5, 0)[1] @ forward > 0.4
    np.testing.assert_allclose(
        rotation(0.3, 0.4, 0.5) @ rotation(0.3, 0.4, 0.5).T, np.eye(3), atol=1e-12
    )


def test_moving_a_limb_scales_its_radii():
    limb = Limb(np.zeros(3), np.array([0, 1.0, 0]), 0.5, 0.25, Part.TORSO)
    moved = limb.moved(20 * rotation(0, 0, 0.1), np.array([50.0, 50, 0]))
    assert (moved.start, moved.end) == pytest.approx((10, 5))
    assert np.linalg.norm(moved.b - moved.a) == pytest.approx(20)


def test_coats_vary_and_a_plain_one_has_one_colour():
    coats = [coat(rng(i)) for i in range(200)]
    bases = np.array([c.base.mean() for c in coats])
    assert bases.min() < 0.2 < 0.7 < bases.max()
    assert len({c.pattern for c in coats}) == 7
    plain = next(c for c in coats if c.pattern == "solid" and not c.white)
    place = rng(0).uniform(-1, 1, (500, 3))
    painted = plain.paint(np.full(500, Part.CHEST), place)
    assert (painted.std(axis=0) / painted.mean(axis=0)).max() < 0.1


def test_light_falls_on_the_side_of_the_lamp():
    buffer = DepthBuffer(60, 60)
    buffer.add(Ellipsoid(np.array([30.0, 30, 0]), 20 * np.eye(3), Part.SKULL))
    light = shade(buffer, np.array([-0.6, 0, 0.8]), 0.3, 20)
    assert light[30, 20] > light[30, 40] + 0.1


def test_fraying_moves_pixels_no_farther_than_the_hair_is_long():
    image = np.zeros((40, 40, 1), np.float32)
    image[:, 20:] = 1
    frayed = fray(rng(0), image, 3.0)[..., 0]
    assert 0 < frayed[:, 16:20].mean() < 1
    assert not frayed[:, :16].any()
    assert fray(rng(0), image, 0.2) is image


def test_files_are_called_as_in_the_original():
    names = [CATS_AND_DOGS.file_name(*place) for place in
             (("train", "cats", 0), ("train", "dogs", 999), ("validation", "cats", 0),
              ("validation", "dogs", 499))]  # fmt: skip
    assert names == ["cat.0.jpg", "dog.999.jpg", "cat.2000.jpg", "dog.2499.jpg"]


# Means of the blocks, one row a picture.
FINGERPRINT = [
    109, 135, 135, 145, 99, 202, 189, 115, 62, 163, 146, 80, 85, 138, 186, 190,
    110, 82, 73, 103, 64, 135, 41, 74, 74, 140, 39, 63, 67, 104, 30, 53,
    140, 146, 120, 164, 120, 67, 87, 160, 126, 101, 98, 170, 94, 53, 59, 183,
    113, 97, 94, 95, 167, 148, 141, 118, 166, 161, 138, 153, 202, 168, 161, 171,
]  # fmt: skip


def test_the_drawing_is_the_one_of_the_recorded_version():
    """A changed drawing needs a new `drawing_version`, or old stand-ins go on being used.

    Means over blocks instead of a digest: another release of Pillow may round an edge otherwise,
    and that is no other drawing.
    """
    images = [draw_pet(rng(i), i % 2, SPLITS[i // 2]) for i in range(4)]
    small = [
        np.asarray(Image.fromarray(image).resize((64, 64), Image.Resampling.BOX))
        for image in images
    ]
    found = downsample(np.concatenate(small).mean(axis=-1), 16).reshape(-1)
    assert CATS_AND_DOGS.drawing_version == 2
    assert np.abs(found - FINGERPRINT).max() < 2, np.rint(found).astype(int).tolist()
