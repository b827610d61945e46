"""Whether a function makes a new model each time it is called."""

from __future__ import annotations

from collections.abc import Callable

from grader.comparison.check_failure import Explained
from grader.language import _
from grader.protocol.object_refs import ObjectRefs


class NotFresh(Explained):
    """Two calls of a function gave the same model, or the same weights."""


def fresh_each_call(build: Callable, *args, first: object = None, **kwargs) -> None:
    """Check, in a hidden test, that a function that builds a model builds a new one at each call.

    One that keeps its model gives a trained one the next time. Neither the model nor a weight may
    be the same; layers without weights may.

    Parameters
    ----------
    build : callable
        The student's function, or its proxy: then both models stay with it, and only their
        numbers cross.
    args, kwargs
        What it is called with: once if `first` is there, else twice.
    first : keras.Model, optional
        What the same call gave before in this test. Building a model takes most of a test's time.

    Raises
    ------
    NotFresh
        An AssertionError, if the two calls have anything in common.
    """
    __tracebackhide__ = True  # in IPython
    refs = ObjectRefs()  # of both models, or the second could get the number of the first
    of = getattr(build, "identities_of", lambda made: identities(made, refs.refer))
    of_call = getattr(build, "identities", lambda *args, **kwargs: of(build(*args, **kwargs)))
    before = of_call(*args, **kwargs) if first is None else of(first)
    if {*before} & {*of_call(*args, **kwargs)}:
        raise NotFresh(
            _(
                "Two calls of {name} give the same model, or models that share weights: what one "
                "has learned, the other knows. Make the model and all its layers inside of the "
                "function, and keep none of them for the next call.",
                name=getattr(build, "__name__", _("the function")),
            )
        )


def identities(made: object, number_of: Callable[[object], int]) -> list[int]:
    """The numbers of the models in a result, and of their weights; none for other results."""
    if isinstance(made, (list, tuple)):
        return [number for part in made for number in identities(part, number_of)]
    if not hasattr(made, "get_weights"):
        return []
    return [number_of(part) for part in (made, *made.weights)]
