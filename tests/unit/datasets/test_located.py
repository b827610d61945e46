"""Which environment forces stand-ins."""

import pytest
from cnn_datasets import located


@pytest.mark.parametrize(
    ("value", "forced"), [("1", True), ("yes", True), ("0", False), ("", False)]
)
def test_the_variable_forces_stand_ins_unless_it_is_zero_or_empty(value, forced, monkeypatch):
    monkeypatch.setenv("CNN_COURSE_STAND_IN", value)
    assert located.stand_in_is_forced() is forced


def test_without_the_variable_originals_are_used(monkeypatch):
    monkeypatch.delenv("CNN_COURSE_STAND_IN", raising=False)
    assert not located.stand_in_is_forced()
