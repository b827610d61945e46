"""What differs between the graphs of two models: inputs, layers, settings, wiring, outputs."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from grader.comparison.equivalent_settings import different_settings, plain, settings_of, written
from grader.comparison.graph import Call, ModelGraph, Ref
from grader.comparison.sanitize import same
from grader.language import _


def graph_differences(mine: ModelGraph, theirs: ModelGraph) -> list[str]:
    """A sentence for each difference; weights and what the models compute are not compared."""
    return [*_inputs(mine, theirs), *_calls(mine, theirs), *_outputs(mine, theirs)]


def _inputs(mine: ModelGraph, theirs: ModelGraph) -> Iterator[str]:
    if len(mine.inputs) != len(theirs.inputs):
        counts = {"found": len(mine.inputs), "expected": len(theirs.inputs)}
        yield _("The model has {found} inputs, expected {expected}.", **counts)
        return
    for a, b in zip(mine.inputs, theirs.inputs, strict=True):
        for what, x, y in zip(("shape", "dtype", "sparse"), a, b, strict=True):
            if x != y:
                yield _(
                    "The model's input has {what} {found}, expected {expected}. Begin the "
                    "model with tf.keras.Input({shape}).",
                    what=what,
                    found=repr(x),
                    expected=repr(y),
                    shape=b[0][1:],
                )
    alike = mine.inputs == theirs.inputs
    if alike and not _same_structure(mine.input_structure, theirs.input_structure):
        yield _("The model's inputs have another structure (list, dict) than expected.")


def _outputs(mine: ModelGraph, theirs: ModelGraph) -> Iterator[str]:
    comparable = len(mine.calls) == len(theirs.calls)
    if not comparable or _same_structure(mine.outputs, theirs.outputs):
        return
    a, b = (_outputs_text(graph) for graph in (mine, theirs))
    if a == b:
        yield _("The model's outputs come in another order or structure than expected.")
    else:
        sentence = "The model's output is {found}, expected {expected}. Give that to outputs=..."
        yield _(sentence, found=a, expected=b)


def _outputs_text(graph: ModelGraph) -> str:
    import keras

    return _(" and ").join(_source(ref, graph) for ref in keras.tree.flatten(graph.outputs))


def _same_structure(a, b, *, unwrap: bool = True) -> bool:
    """Whether two structures of `Ref` and settings are equal; with `unwrap`, [x] equals x."""
    if unwrap:
        a, b = (x[0] if isinstance(x, (list, tuple)) and len(x) == 1 else x for x in (a, b))
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        pairs = list(zip(a, b, strict=False)) if len(a) == len(b) else None
    elif isinstance(a, dict) and isinstance(b, dict):
        pairs = [(v, b[k]) for k, v in a.items()] if a.keys() == b.keys() else None
    elif isinstance(a, Ref) or isinstance(b, Ref):
        return a == b
    else:
        return same(plain(a), plain(b))
    return pairs is not None and all(_same_structure(x, y, unwrap=unwrap) for x, y in pairs)


def _calls(mine: ModelGraph, theirs: ModelGraph) -> Iterator[str]:
    for n, (a, b) in enumerate(zip(mine.calls, theirs.calls, strict=False)):
        if kind_of(a) != kind_of(b):
            yield _other_kind(n, mine, theirs)
            return
        yield from _settings(a, b)
        yield from _wiring(n, mine, theirs)
    extra = mine.calls[len(theirs.calls) :]
    if extra:
        names = ", ".join(_called(call) for call in extra[:4])
        yield _(
            "The model goes on after the expected {count} layers, with {names}. Take that out.",
            count=len(theirs.calls),
            names=names,
        )
    missing = theirs.calls[len(mine.calls) :]
    if missing:
        names = ", ".join(_type(call) for call in missing[:4])
        yield _(
            "The model ends after {count} layers, expected {names} after them. If these layers "
            "are there, connect them: each gets the output of the one before it.",
            count=len(mine.calls),
            names=names,
        )


def kind_of(call: Call) -> tuple:
    return _is_layer(call), type(call.operation).__name__, type(call.operation).__module__


def _is_layer(call: Call) -> bool:
    return hasattr(call.operation, "weights")


def _type(call: Call) -> str:
    kind = type(call.operation).__name__
    return kind if _is_layer(call) else _("an operation {name}", name=kind)


def _called(call: Call) -> str:
    if not _is_layer(call):
        name = type(call.operation).__name__
        given = ", ".join(written(plain(x)) for x in call.args if not isinstance(x, Ref))
        if given:
            return _("the operation {name} with {values}", name=name, values=given)
        return _("the operation {name}", name=name)
    return _("layer {number} ({name})", number=call.number, name=type(call.operation).__name__)


def _capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return f"{text[0].upper()}{text[1:]}"


def _other_kind(n: int, mine: ModelGraph, theirs: ModelGraph) -> str:
    a, b = mine.calls[n], theirs.calls[n]
    before = _called(mine.calls[n - 1]) if n else _("the input")
    text = _(
        "After {before} comes {found}, expected {expected}.",
        before=before,
        found=_called(a),
        expected=_type(b),
    )
    if not _is_layer(a):
        text += _(
            " An operation (x * y, x + y, keras.ops...) is part of the model too: take it out, or "
            "use the layer."
        )
    elif kind_of(a) in map(kind_of, theirs.calls):
        text += _(" Are the layers in the right order, and is each connected to the one before it?")
    else:
        text += _(" Put {name} there.", name=_type(b))
    return text


def _settings(a: Call, b: Call) -> Iterator[str]:
    try:
        mine = settings_of(a.operation, a.rank)
    except Exception as error:
        yield not_described(_capital(_called(a)), error)
        return
    wanted = settings_of(b.operation, b.rank)
    for key, x, y in different_settings(mine, wanted):
        yield _(
            "{layer}: {setting} is {found}, expected {expected}. {advice}",
            layer=_capital(_called(a)),
            setting=key,
            found=written(x),
            expected=written(y),
            advice=_advice(key, b, y),
        )
    matters = _is_layer(a) and a.operation.weights  # what has no weights can't be frozen
    if matters and a.trainable != b.trainable:
        state = (_("frozen (trainable=False)"), _("trainable"))
        yield _(
            "{layer} is {found}, expected {expected}.",
            layer=_capital(_called(a)),
            found=state[a.trainable],
            expected=state[b.trainable],
        )


def not_described(layer: str, error: Exception) -> str:
    """What a student is told of a layer with a setting that Keras can't write down."""
    return _(
        "{layer} can't be described by Keras ({error}). Write its settings as numbers, text such "
        "as 'relu', or functions and objects of Keras: a function of your own can't be graded.",
        layer=layer,
        error=type(error).__name__,
    )


def _advice(key: str, wanted: Call, value) -> str:
    default = _default(type(wanted.operation), key)
    if default is not None and same(plain(default), value):
        return _("Leave {setting} out; that is the default.", setting=key)
    if value is None:
        return _("Leave {setting} out.", setting=key)
    return _("Use {setting}.", setting=f"{key}={written(value)}")


def _default(kind: type, key: str):
    parameter = inspect.signature(kind.__init__).parameters.get(key)
    if parameter is None or parameter.default is inspect.Parameter.empty:
        return None
    return parameter.default


def _wiring(n: int, mine: ModelGraph, theirs: ModelGraph) -> Iterator[str]:
    a, b = mine.calls[n], theirs.calls[n]
    if a.layer != b.layer:
        first = next(i for i, call in enumerate(mine.calls) if call.layer == a.layer)
        if first < n:
            sentence = "{layer} is {earlier}, called again; expected a layer of its own."
        else:
            sentence = "{layer} is a new layer; expected an earlier layer, called again."
        earlier = _called(mine.calls[first])
        yield _(sentence, layer=_capital(_called(a)), earlier=earlier)
    if not _same_structure((a.args, a.kwargs), (b.args, b.kwargs), unwrap=False):
        yield _(
            "{layer} gets {found}, expected {expected}. Connect it to that.",
            layer=_capital(_called(a)),
            found=_arguments(a, mine),
            expected=_arguments(b, theirs),
        )


def _arguments(call: Call, graph: ModelGraph) -> str:
    import keras

    named = [("", x) for x in keras.tree.flatten(list(call.args))]
    named += [(f"{key}=", x) for key, x in call.kwargs.items()]
    return _(" and ").join(
        name + (_source(x, graph) if isinstance(x, Ref) else written(plain(x))) for name, x in named
    )


def _source(ref: Ref, graph: ModelGraph) -> str:
    if ref.call < 0:
        return _("the model's input")
    return _("the output of {layer}", layer=_called(graph.calls[ref.call]))
