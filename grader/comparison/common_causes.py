"""One mistake that shows as several differences.

A layer that is extra in one place and missing in another was moved. ``Conv2D(activation="relu")``
where a ReLU layer is expected is one mistake. A functional model in place of a Sequential one, a
model in place of its layers, or an input variable that was overwritten, can't be fixed layer by
layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.comparison.difference_report import Difference, Kind, Report
from grader.comparison.row_schema import layer_type, output_shape
from grader.comparison.sanitize import Opaque, name_text, same
from grader.language import _

ACTIVATION_LAYERS = {"ReLU": "relu", "Softmax": "softmax", "ELU": "elu"}
MAX_DISTANCE = 2  # between a layer and its activation layer: BatchNormalization may stand between

MODELS = ("Sequential", "Functional")  # the types of a model in the place of a layer

SEQUENTIAL_ASKED = (
    "Your model is a functional one, as Model(inputs=…, outputs=…) makes it; a Sequential model is "
    "asked for"
)
FUNCTIONAL_ASKED = "Your model is a Sequential one; a functional model is asked for"
MAKE_SEQUENTIAL = "put the layers into one list, tf.keras.Sequential([…])"
MAKE_FUNCTIONAL = (
    "write x = Input(shape=…) first, call each layer on what the one before returned, and make the "
    "model of both ends with Model(inputs=…, outputs=…)"
)


def join_moves(report: Report) -> dict[int, int]:
    """Join an extra and a missing layer that are the same one into a single "moved".

    Returns
    -------
    dict
        The new index of every difference, by its old one.
    """
    found = list(enumerate(report.differences))
    extras = [(a, extra) for a, extra in found if extra.kind == Kind.EXTRA]
    missing = [(b, lack) for b, lack in found if lack.kind == Kind.MISSING]
    joined: dict[int, int] = {}  # index of the second of two -> index of the first
    for a, extra in extras:
        for b, lack in missing:
            row, wanted = report.yours[extra.yours - 1], report.expected[lack.expected - 1]
            if _same_layer(row, wanted):
                joined[max(a, b)] = min(a, b)
                report.differences[min(a, b)] = replace(
                    extra,
                    kind=Kind.MOVED,
                    expected=lack.expected,
                    effect=extra.effect or lack.effect,
                )
                missing.remove((b, lack))
                break
    return _without_joined(report, joined)


def join_activations(report: Report) -> dict[int, int]:
    """Join a layer with an activation too many and the missing activation layer.

    Returns
    -------
    dict
        The new index of every difference, by its old one.
    """
    joined: dict[int, int] = {}
    for a, layer in enumerate(report.differences):
        for b, lack in enumerate(report.differences):
            if b not in joined.values() and b not in joined and _belong_together(layer, lack):
                joined[b] = a
                report.differences[a] = replace(layer, advice=_advice(layer, lack))
                break
    return _without_joined(report, joined)


def common_cause(report: Report) -> tuple[str, str] | None:
    """What is wrong and what to do, without full stops; None if no single mistake explains it."""
    if not report.yours or not report.expected:
        return None
    mine, wanted = (layer_type(rows[0]) == "InputLayer" for rows in (report.yours, report.expected))
    if mine and not wanted:  # a Sequential model does not list its input
        return _(SEQUENTIAL_ASKED), _(MAKE_SEQUENTIAL)
    if wanted and not mine:
        return _(FUNCTIONAL_ASKED), _(MAKE_FUNCTIONAL)
    return _model_for_layers(report) or (_late_input(report) if mine else None)


def _without_joined(report: Report, joined: Mapping[int, int]) -> dict[int, int]:
    """Remove the differences that were joined to another; the new index of every one."""
    kept = [a for a in range(len(report.differences)) if a not in joined]
    report.differences = [report.differences[a] for a in kept]
    new = {a: n for n, a in enumerate(kept)}
    return new | {b: new[a] for b, a in joined.items()}


def _same_layer(row, wanted) -> bool:
    """Whether two rows can be one layer in two places: the shapes may differ."""
    if type(row) is Opaque or type(wanted) is Opaque or not same(row[0], wanted[0]):
        return False
    if row[0] in ("Conv2D", "Dense"):
        a, b = output_shape(row), output_shape(wanted)
        if a is None or b is None or a[-1] != b[-1]:
            return False
    return same(row[3:], wanted[3:])


def _belong_together(layer: Difference, lack: Difference) -> bool:
    if (
        layer.kind != Kind.DIFFERENT
        or lack.kind != Kind.MISSING
        or lack.layer not in ACTIVATION_LAYERS
    ):
        return False
    activation = [(i.yours, i.expected) for i in layer.items if i.attribute == "activation"]
    if activation != [(ACTIVATION_LAYERS[lack.layer], "linear")] or len(layer.items) > 1:
        return False
    return layer.expected < lack.expected <= layer.expected + MAX_DISTANCE


def _advice(layer: Difference, lack: Difference) -> str:
    return _(
        "take activation={activation} out of it, and add {layer}() as a layer of its own, layer "
        "{number} of the expected model",
        activation=repr(layer.items[0].yours),
        layer=lack.layer,
        number=lack.expected,
    )


def _model_for_layers(report: Report) -> tuple[str, str] | None:
    """A model stands where its layers are expected."""
    if any(layer_type(row) in MODELS for row in report.expected):
        return None
    missing = any(found.kind == Kind.MISSING for found in report.differences)
    for found in report.differences:
        if found.layer in MODELS and (missing or found.kind == Kind.DIFFERENT):
            what = _(
                "Layer {number} of your model is itself a model ({name}), and its layers are "
                "expected in its place",
                number=found.yours,
                name=found.layer,
            )
            return what, _(
                "put the layers of the inner model directly into the outer one, in its place"
            )
    return None


def _late_input(report: Report) -> tuple[str, str] | None:
    """The model starts in the middle: its input is the output of a layer."""
    yours, expected = report.yours, report.expected
    start = output_shape(yours[0])
    if same(start, output_shape(expected[0])) or len(yours) < 2:
        return None
    for number, row in enumerate(expected[1:-1], start=1):
        next_type = layer_type(expected[number + 1])
        if same(output_shape(row), start) and next_type == layer_type(yours[1]):
            what = _(
                "The model's input is not what Input() returned but what {name} did: the variable "
                "that inputs= names was used again",
                name=name_text(layer_type(row)),
            )
            return what, _(
                "keep the result of Input() under a name of its own, such as inputs, and give the "
                "results of the layers another one"
            )
    return None
