"""Nothing that a hidden check was called with is shown to a student, by whatever way."""

import pytest
from leaking import shown
from leaks import LEAKS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("leak", [pytest.param(leak, id=leak.channel) for leak in LEAKS])
def test_a_hidden_input_reaches_nobody(leak, tmp_path):
    found = shown(leak, tmp_path / "course")
    assert found.told(leak) == []
    for points, deserved in zip(found.points, leak.points, strict=True):
        assert deserved or not points
