"""Keras's own callbacks, described as plain data and made again, by the names listed here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from grader.language import _
from grader.protocol import ModelRefused
from grader.protocol.layer_config import names_in
from grader.protocol.value_types import CallbackConfig

if TYPE_CHECKING:
    import keras

_MAX_TEXT = 200
# class: the arguments of its constructor, which are attributes of the same names
CALLBACKS = {
    "EarlyStopping": "monitor min_delta patience verbose mode baseline restore_best_weights "
    "start_from_epoch",
    "ReduceLROnPlateau": "monitor factor patience verbose mode min_delta cooldown min_lr",
    "TerminateOnNaN": "",
}


def describe_callback(callback: keras.callbacks.Callback) -> CallbackConfig | None:
    """Describe one of Keras's own callbacks; None for a class that is not listed here."""
    import keras

    name = type(callback).__name__
    if name not in CALLBACKS or type(callback) is not getattr(keras.callbacks, name):
        return None
    config = {key: getattr(callback, key) for key in CALLBACKS[name].split()}
    if type(config.get("min_delta")) in (int, float):
        config["min_delta"] = abs(config["min_delta"])  # Keras turns its sign with the mode
    return CallbackConfig(name, config)


def make_callback(value: CallbackConfig) -> keras.callbacks.Callback:
    """Make the callback that `value` describes.

    Raises
    ------
    ModelRefused
        With a sentence for the student, if it is not one of Keras's own.
    """
    import keras

    known = CALLBACKS.get(value.class_name)
    if known is None or set(value.config) != names_in(known):
        raise ModelRefused(
            _("The callback {name} is not one that a test can look at.", name=value.class_name)
        )
    for key, argument in value.config.items():
        plain = argument is None or type(argument) in (bool, int, float, str)
        if not plain or len(str(argument)) > _MAX_TEXT or argument != argument:
            raise ModelRefused(
                _("The setting {key} of {name} can't be looked at.", key=key, name=value.class_name)
            )
        if type(argument) is float and math.isinf(argument):
            raise ModelRefused(
                _("The setting {key} of {name} is infinite.", key=key, name=value.class_name)
            )
    try:
        return getattr(keras.callbacks, value.class_name)(**value.config)
    except Exception as error:
        raise ModelRefused(
            _("Keras can't make this {name} again: {error}", name=value.class_name, error=error)
        ) from None
