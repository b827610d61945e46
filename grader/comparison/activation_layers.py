"""``Conv2D(…, activation="relu")`` where ReLU is a layer of its own is one mistake, not two."""

from __future__ import annotations

from dataclasses import replace

from grader.comparison.difference_report import DIFFERENT, MISSING, Difference, Report

LAYERS = {"ReLU": "relu", "Softmax": "softmax", "ELU": "elu"}
NEAR = 2  # layers that may stand between the two, such as BatchNormalization


def join_activations(report: Report) -> dict[int, int]:
    """Turn a layer with an activation too many, and the missing layer, into one difference.

    Returns the new index of every difference.
    """
    joined: dict[int, int] = {}
    for a, layer in enumerate(report.differences):
        for b, lack in enumerate(report.differences):
            if b not in joined.values() and b not in joined and _belong_together(layer, lack):
                joined[b] = a
                report.differences[a] = replace(layer, advice=_advice(layer, lack))
                break
    kept = [a for a in range(len(report.differences)) if a not in joined]
    report.differences = [report.differences[a] for a in kept]
    new = {a: n for n, a in enumerate(kept)}
    return new | {b: new[a] for b, a in joined.items()}


def _belong_together(layer: Difference, lack: Difference) -> bool:
    if layer.kind != DIFFERENT or lack.kind != MISSING or lack.layer not in LAYERS:
        return False
    activation = [(i.yours, i.expected) for i in layer.items if i.attribute == "activation"]
    if activation != [(LAYERS[lack.layer], "linear")] or len(layer.items) > 1:
        return False
    return layer.expected < lack.expected <= layer.expected + NEAR


def _advice(layer: Difference, lack: Difference) -> str:
    return (
        f"take activation={layer.items[0].yours!r} out of it, and add {lack.layer}() as a layer of "
        f"its own, layer {lack.expected} of the expected model"
    )
