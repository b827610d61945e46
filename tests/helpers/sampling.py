"""Of what is many and alike `make test` takes a sample, and `make test-training` all."""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
WITH_TRAINING = bool(os.environ.get("TEST_TRAINING"))


def sampled(items: Sequence[T], every: int) -> Sequence[T]:
    """Take the first of each `every` items."""
    return items if WITH_TRAINING else items[::every]


def examples(count: int) -> int:
    """How many examples Hypothesis is to try where it tries `count` in `make test-training`."""
    return count if WITH_TRAINING else max(count // 4, 25)
