"""Keras's own callbacks as settings: described on one side, made again on the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from grader.protocol.protocol_errors import ModelRefused
from grader.protocol.value_types import SettingsValue

if TYPE_CHECKING:
    import keras

# class: the settings of its constructor, which are attributes of the same names
SETTINGS = {
    "EarlyStopping": (
        "monitor",
        "min_delta",
        "patience",
        "verbose",
        "mode",
        "baseline",
        "restore_best_weights",
        "start_from_epoch",
    ),
    "ReduceLROnPlateau": (
        "monitor",
        "factor",
        "patience",
        "verbose",
        "mode",
        "min_delta",
        "cooldown",
        "min_lr",
    ),
    "TerminateOnNaN": (),
}
_MAX_TEXT = 200


def describe_callback(callback: keras.callbacks.Callback) -> SettingsValue | None:
    """The settings of one of Keras's own callbacks; None for a class that is not listed here."""
    import keras

    name = type(callback).__name__
    if name not in SETTINGS or type(callback) is not getattr(keras.callbacks, name):
        return None
    settings = {key: getattr(callback, key) for key in SETTINGS[name]}
    if type(settings.get("min_delta")) in (int, float):
        settings["min_delta"] = abs(settings["min_delta"])  # Keras turns its sign with the mode
    return SettingsValue(name, settings)


def make_callback(value: SettingsValue) -> keras.callbacks.Callback:
    """The callback that `value` describes. Raises ModelRefused, with a sentence for the student."""
    import keras

    known = SETTINGS.get(value.class_name)
    if known is None or set(value.settings) != set(known):
        raise ModelRefused(f"The callback {value.class_name} is not one that a test can look at.")
    for key, setting in value.settings.items():
        plain = setting is None or type(setting) in (bool, int, float, str)
        if not plain or len(str(setting)) > _MAX_TEXT or setting != setting:
            raise ModelRefused(f"The setting {key} of {value.class_name} can't be looked at.")
        if type(setting) is float and math.isinf(setting):
            raise ModelRefused(f"The setting {key} of {value.class_name} is infinite.")
    try:
        return getattr(keras.callbacks, value.class_name)(**value.settings)
    except Exception as error:
        raise ModelRefused(f"Keras can't make this {value.class_name} again: {error}") from None
