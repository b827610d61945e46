"""Bones, figures and the camera."""

import numpy as np
import pytest
from cnn_datasets.drawing.posing import Camera, Figure, looking, reach, turned


def test_a_bone_hangs_down_and_swings_forward_and_aside():
    assert reach((0, 1, 0), 1, 0) == pytest.approx([0, 0, 0])
    assert reach((0, 1, 0), 1, 90) == pytest.approx([1, 1, 0])
    assert reach((0, 1, 0), 1, 0, 90) == pytest.approx([0, 1, 1])


def test_a_bone_keeps_its_length():
    for swing, spread in ((30, 10), (120, -40), (-75, 5)):
        assert np.linalg.norm(reach((0, 0, 0), 0.4, swing, spread)) == pytest.approx(0.4)


def test_turning_lifts_what_is_in_front():
    assert turned((1, 0, 0), (0, 0, 0), 90) == pytest.approx([0, 1, 0])


def test_looking_right_turns_ahead_to_the_right():
    assert looking(90) @ [1, 0, 0] == pytest.approx([0, 0, 1])


def test_a_figure_faces_right_the_viewer_or_left_by_its_yaw():
    def ahead(yaw):
        return Camera(yaw, 0, 5, (0, 0, 0)).see((0.5, 0, 0))[0]

    assert ahead(0)[0] > 0.4
    assert ahead(180)[0] < -0.4
    assert ahead(90)[2] > 0.4  # towards the viewer


def test_the_right_hand_of_who_faces_the_viewer_is_on_the_left():
    assert Camera(90, 0, 5, (0, 0, 0)).see((0, 0, 1))[0][0] < 0


def test_what_is_nearer_is_larger():
    camera = Camera(0, 0, 3, (0, 0, 0))
    assert camera.see((0, 0, 0.5))[1] > camera.see((0, 0, -0.5))[1]


def test_a_figure_is_put_on_the_ground():
    figure = Figure()
    figure.add((0, 3, 0), (0, 5, 0), 0.5, 0.2, (0, 0, 0))
    figure.stand()
    assert figure.limbs[0].a[1] == pytest.approx(0.5)
    figure.stand(above=0.25)
    assert figure.limbs[0].a[1] == pytest.approx(0.75)


def test_limbs_do_not_share_their_points():
    """Or moving one limb would move its neighbour twice."""
    joint, figure = np.zeros(3), Figure()
    figure.add(joint, (1, 0, 0), 0.1, 0.1, (0, 0, 0))
    figure.add(joint, (0, 1, 0), 0.1, 0.1, (0, 0, 0))
    figure.move(lambda point: point + 1, range(2))
    assert figure.limbs[0].a.tolist() == figure.limbs[1].a.tolist() == [1, 1, 1]


def test_the_box_of_a_ball_is_its_diameter():
    figure = Figure()
    figure.ball((0, 0, 0), 0.5, (0, 0, 0))
    left, top, right, bottom = Camera(0, 0, 5, (0, 0, 0), 100, 50, 60).box(figure)
    assert (left, top, right, bottom) == pytest.approx((0, 10, 100, 110))
