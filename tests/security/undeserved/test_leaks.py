"""Nothing that a hidden check was called with is shown to a student, by whatever way."""

import pytest
from leaking import shown
from leaks import LEAKS
from sampling import sampled

pytestmark = pytest.mark.slow


# Each is a course of its own; `make test-training` tries all.
CHOSEN = sampled(LEAKS, 10)


@pytest.mark.parametrize("leak", [pytest.param(leak, id=leak.channel) for leak in CHOSEN])
def test_a_hidden_input_reaches_nobody(leak, tmp_path):
    found = shown(leak, tmp_path / "course")
    assert found.told(leak) == []
    for points, deserved in zip(found.points, leak.points, strict=True):
        assert deserved or not points
