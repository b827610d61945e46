"""Why a name is not defined: it is spelled otherwise elsewhere, or Keras has it in a module."""

from __future__ import annotations

import contextlib
import dis
import re
import traceback
import types
from collections.abc import Sequence

from grader.language import _
from grader.runner.keras_names import nearest, place_of

NAME = re.compile(r"name '(\w+)' is not defined")
ALIKE = 0.7  # of `modle` and `model` 0.8, of `Z1` and `P1` 0.5
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
VERY_ALIKE = 0.8  # among many names, of which most have nothing to do with it
USUAL = {
    "keras": "from tensorflow import keras",
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
    "tf": "import tensorflow as tf",
    "tfl": "import tensorflow.keras.layers as tfl",
}


def missing_name(error: BaseException) -> str:
    """The name of which a NameError tells, "" if it tells of none."""
    found = NAME.search(str(error)) if isinstance(error, NameError) else None
    return found[1] if found else ""


def meant_by(error: BaseException) -> str:
    """A sentence on what was meant by a name that is not defined; "" if nobody can tell."""
    frames = [frame for frame, _line in traceback.walk_tb(error.__traceback__)]
    name = missing_name(error)
    with contextlib.suppress(Exception):  # a student's objects may refuse to be looked at
        return _meant(name, frames[-1]) if name and frames else ""
    return ""


def _meant(name: str, frame: types.FrameType) -> str:
    while frame.f_code.co_name in COMPREHENSIONS and frame.f_back:
        frame = frame.f_back
    code, names = frame.f_code, frame.f_globals
    if hasattr(frame.f_locals.get("self"), name):
        return _("Write `{name}`.", name=f"self.{name}")
    if name in USUAL:
        return _("Put `{line}` into a cell above, and run it.", line=USUAL[name])
    of_keras = _of_keras(name, names)
    if of_keras and name[0].isupper():  # `Dense` is not meant to be the `dense1` of a line above
        return of_keras
    lines = _binding_lines(code)
    if near := nearest(name, lines, ALIKE):
        return _(
            "In line {line} you wrote `{near}`: spell the name the same in both places.",
            line=lines[near],
            near=near,
        )
    own = [key for key in names if not key.startswith("_") and key != code.co_name]
    near = nearest(name, [*_parameters(code), *own], VERY_ALIKE)
    return of_keras or (_("Did you mean `{name}`?", name=near) if near else "")


def _of_keras(name: str, names: dict[str, object]) -> str:
    place = place_of(name)
    return place and _("Write `{name}`, or import it.", name=_as_imported(place, names))


def _as_imported(place: str, names: dict[str, object]) -> str:
    """A place in Keras with the name that the notebook has for the module."""
    module, _dot, name = place.rpartition(".")
    for own, value in names.items():
        if isinstance(value, types.ModuleType) and own.isidentifier():
            path = value.__name__.replace("tensorflow", "tf").replace("tf._api.v2.", "tf.")
            path = re.sub(r"^(?:keras\._tf_keras\.)?keras", "tf.keras", path)
            if path == module:
                return f"{own}.{name}"
    return place


def _binding_lines(code: types.CodeType) -> dict[str, int]:
    """The names that some code binds, each with the line where it does so first."""
    lines: dict[str, int] = {}
    for step in dis.get_instructions(code):
        if step.opname.startswith("STORE_") and step.argval and step.positions:
            lines.setdefault(str(step.argval), step.positions.lineno or 0)
    return lines


def _parameters(code: types.CodeType) -> Sequence[str]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
