"""Honest configs with parts exchanged: a model or a ModelRefused comes out, nothing else."""

import contextlib
import copy
import json
import random

import pytest

keras = pytest.importorskip("keras")

import honest_models  # noqa: E402
from honest_models import BUILT, UNBUILT  # noqa: E402
from sampling import WITH_TRAINING  # noqa: E402

from grader.protocol import ModelRefused  # noqa: E402
from grader.protocol.model_config import read_config  # noqa: E402
from grader.protocol.rebuild_model import rebuild_model  # noqa: E402
from grader.protocol.value_types import ModelValue  # noqa: E402

ODD = [
    *(None, True, -1, 0, 2, 999_999, 10**30, -0.5, 1e308, float("nan"), float("inf")),
    *("", "x", "relu", "Lambda", "Sequential", "Functional", "TimeDistributed", "keras.src.ops.nn"),
    *([], {}, [1], [[]], [None], [-1, 0], {"class_name": "Dense"}, {"class_name": []}),
    *({"class_name": "Dense", "config": {}, "module": "keras.layers"}, {"config": {"name": []}}),
]


def places(value, found):
    """All (container, key) in `value`."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in pairs:
        found.append((value, key))
        if isinstance(item, (dict, list)):
            places(item, found)
    return found


def changed(config, rng):
    config = copy.deepcopy(config)
    for _ in range(rng.choice([1, 1, 2, 4])):
        spots = places(config, [])
        if not spots:
            break
        container, key = rng.choice(spots)
        other, other_key = rng.choice(spots)
        action = rng.choice(["odd", "odd", "copy", "delete", "rename"])
        if action == "odd":
            container[key] = copy.deepcopy(rng.choice(ODD))
        elif action == "copy":
            container[key] = copy.deepcopy(other[other_key])
        elif action == "delete":
            del container[key]
        elif isinstance(container, dict):
            container[str(other_key)] = container.pop(key)
    return config


@pytest.fixture(scope="module")
def texts():
    return {f.__name__: f().to_json() for f in [*BUILT, *UNBUILT, honest_models.shared_in_and_out]}


def test_a_changed_config_is_read_or_refused(texts):
    rng, refused = random.Random(1), 0
    for text in texts.values():
        config = json.loads(text)
        for _ in range(100):
            try:
                read_config(json.dumps(changed(config, rng)))
            except ModelRefused as error:
                refused += 1
                assert str(error)
    assert refused > 500


def test_a_changed_config_is_rebuilt_or_refused(texts):
    rng = random.Random(2)
    for text in texts.values():
        for _ in range(3 if WITH_TRAINING else 1):
            config = json.dumps(changed(json.loads(text), rng))
            with contextlib.suppress(ModelRefused):
                rebuild_model(ModelValue(0, config, (), None))
