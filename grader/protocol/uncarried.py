"""Parts of a compiled model that stayed in the student worker: whoever uses one is told so."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, NoReturn

from grader.protocol import ModelRefused

Refuse = Callable[[str], NoReturn]


def refuse_when_used(sentence: str) -> NoReturn:
    """Raise ModelRefused in the middle of what uses the part."""
    raise ModelRefused(sentence)


def uncarried(part: str, sentence: str, refuse: Refuse) -> Any:
    """What stands in the place of an optimizer, a loss or metrics; `refuse` is called when used."""
    made = _classes()["metrics" if part.endswith("metrics") else part](sentence, refuse)
    return [made] if part.endswith("metrics") else made


@cache
def _classes() -> dict[str, type]:
    """The classes by part; made when they are needed, since Keras is slow to import."""
    import keras

    register = keras.saving.register_keras_serializable("grader")  # a model may be cloned

    class Own:
        """A part that tells of itself when it is used."""

        settings: ClassVar[dict[str, object]] = {}

        def __init__(
            self, sentence: str = "", refuse: Refuse = refuse_when_used, **_: object
        ) -> None:
            super().__init__(**self.settings)
            self._told = sentence, refuse

        def tell(self, *_: object, **__: object) -> NoReturn:
            sentence, refuse = self._told
            refuse(sentence)

    @register
    class OwnLoss(Own, keras.losses.Loss):  # type: ignore[misc]
        settings: ClassVar = {"name": "own_loss"}
        call = Own.tell

        def __eq__(self, other: object) -> bool:
            return self is other or self.call()

        __hash__ = object.__hash__

    @register
    class OwnMetric(Own, keras.metrics.Metric):  # type: ignore[misc]
        settings: ClassVar = {"name": "own_metric"}
        update_state = result = Own.tell

    @register
    class OwnOptimizer(Own, keras.optimizers.Optimizer):  # type: ignore[misc]
        settings: ClassVar = {"name": "own_optimizer", "learning_rate": 0.0}
        apply = Own.tell

    return {"loss": OwnLoss, "metrics": OwnMetric, "optimizer": OwnOptimizer}
