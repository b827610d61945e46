"""The student worker: runs cells, then answers what the test runner asks about their names.

Everything here shares its process with student code, so nothing it says is trusted: the test runner
takes its answers for values and nothing more.
"""

from __future__ import annotations

import builtins
import gc
import itertools
import os
import socket
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from grader.comparison.fresh_models import identities
from grader.language import VARIABLE, _
from grader.protocol import ProtocolError
from grader.protocol.codec import decode, encode
from grader.protocol.frames import read_frame, write_frame
from grader.protocol.message_limits import LIMITS
from grader.protocol.object_refs import ObjectRefs
from grader.protocol.serialize import serialize
from grader.protocol.training_state import WatchedModel
from grader.protocol.value_types import (
    MISSING,
    OPEN,
    VALUE,
    Raised,
    TrainingState,
    Uncrossable,
)
from grader.runner import notebook_shell
from grader.runner.cell_execution import FILE, run_cell
from grader.runner.missing_names import meant_by
from grader.runner.notebook_shell import enter_notebook
from grader.runner.received_values import Received
from grader.runner.refusals import explanation
from grader.runner.used_tensorflow import renew_context, use_tensorflow
from grader.sandbox.restrictions import Allowance, enter_scratch, silence
from grader.sandbox.working_folder import write_own

if TYPE_CHECKING:
    import keras

NOT_FOLLOWED = (
    "compiles its model again or freezes layers, which a test can't follow; it may change the "
    "weights, the learning rate and stop_training"
)
SEED = 1  # a notebook that sets its own has that


def warm_up(*, for_many: bool) -> list[str]:
    """Make what forks need: the shell that runs notebooks, and for many of them a used TensorFlow.

    Returns what the instructor should know of it, as sentences.
    """
    notebook_shell.draw_inline(notebook_shell.notebook_shell())
    return use_tensorflow() if for_many else []


def enter(sock: socket.socket, scratch: str, options: dict) -> None:
    """Confine this process for good, then serve the test runner until it hangs up."""
    os.environ["MPLCONFIGDIR"] = scratch  # that of the fork server is not seen from here
    os.setsid()  # where the kernel shares processor time by session, each worker has its part
    silence()
    own = os.dup2(sock.detach(), 3)
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    allowance = Allowance(
        options["memory_bytes"], options["cpu_seconds"], threads=options["threads"]
    )
    enter_scratch(scratch, allowance, options)
    renew_context()
    _seed()
    StudentWorker(socket.socket(fileno=own)).serve()


def _seed() -> None:
    """Begin all random numbers alike, so that equal answers are trained alike."""
    if "keras" in sys.modules:
        import keras

        keras.utils.set_random_seed(SEED)


class StudentWorker:
    """The notebook's namespace, and what the test runner asks about it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._refs = ObjectRefs()
        self._received = Received(self._refs)
        self._shell = enter_notebook()
        self._labels = {FILE}
        self._watched: dict[int, WatchedModel] = {}  # by the numbers of callbacks
        self._passes: set[int] = set()  # the numbers of iterators that the test runner began

    def serve(self) -> None:
        """Say that the worker is ready, then answer until the test runner hangs up."""
        write_frame(self._sock, encode(OPEN), LIMITS.message_bytes)
        while True:
            try:
                request = cast(tuple, decode(read_frame(self._sock, LIMITS.message_bytes, None)))
            except ProtocolError:
                return
            number, what, *rest = request
            answer = getattr(self, f"_do_{what}")(*rest)
            write_frame(self._sock, self._encoded(number, answer), LIMITS.message_bytes)

    def _encoded(self, number: int, answer: object) -> bytes:
        try:
            return encode((number, answer))
        except ProtocolError as error:
            why = _(
                "a value that is too large: {error} Return less at once, or numbers of a smaller "
                "type, such as np.float32",
                error=error,
            )
            return encode((number, (VALUE, Uncrossable("value", why))))

    def _do_put(self, files: Sequence[tuple[str, bytes]]) -> None:
        write_own(files, os.getcwd())

    def _do_speak(self, language: str) -> None:
        os.environ[VARIABLE] = language  # for all threads

    def _do_run(
        self, cells: Sequence[tuple[str, str]], numbers: Sequence[int]
    ) -> list[Raised | None]:
        """Run cells as a notebook does: after an error the cells below still get their turn."""
        numbered = itertools.zip_longest(cells, numbers[: len(cells)])
        return [self._run(label, code, number) for (label, code), number in numbered]

    def _run(self, label: str, code: str, number: int | None) -> Raised | None:
        self._labels.add(label)
        if number is not None:
            self._shell.execution_count = number
        self._shell.refusals.notes.clear()
        try:
            error = self._shell.run(label, code)
        except BaseException as caught:  # the shell is student code's to change, or to break
            error = caught
        return None if error is None else self._raised(error)

    @property
    def _names(self) -> dict[str, object]:
        """The notebook's namespace."""
        return self._shell.user_ns

    def _do_get(self, name: str) -> object:
        return (MISSING,) if name not in self._names else self._value(lambda: self._names[name])

    def _do_call(
        self, ref: int, args: Sequence[object], kwargs: dict[str, object], method: str = ""
    ) -> object:
        """Call an object, or a method of it; the models among the arguments go back as well."""
        try:
            result = self._called(ref, args, kwargs, method)
            models = [serialize(model, self._refs) for model in self._received.models]
            return (VALUE, serialize(result, self._refs), models)
        except BaseException as error:
            return self._raised(error)

    def _called(
        self, ref: int, args: Sequence[object], kwargs: dict[str, object], method: str = ""
    ) -> object:
        self._received.models.clear()
        self._shell.refusals.notes.clear()
        function = self._refs.find(ref)
        function = getattr(function, method) if method else function
        live = self._received.live
        return function(*map(live, args), **{key: live(kwargs[key]) for key in kwargs})

    def _do_identities(self, ref: int, args: Sequence[object], kwargs: dict[str, object]) -> object:
        """Call a function; the numbers of the models that it makes and of their weights."""
        return self._value(lambda: identities(self._called(ref, args, kwargs), self._refs.refer))

    def _do_identities_of(self, made: object) -> object:
        """The numbers of a model that a call has made, and of its weights."""
        return self._value(lambda: identities(self._received.live(made), self._refs.refer))

    def _do_hook(
        self, ref: int, name: str, args: Sequence[object], state: TrainingState | None
    ) -> object:
        """Call a method of a callback, whose model gets `state`; answers what it changed of it."""
        return self._value(lambda: self._hooked(ref, name, args, state))

    def _hooked(
        self, ref: int, name: str, args: Sequence[object], state: TrainingState | None
    ) -> TrainingState | Uncrossable | None:
        given = [self._received.live(arg) for arg in args]
        if name == "set_model":
            self._watched[ref] = WatchedModel(cast("keras.Model", given[0]))
        watched = self._watched.get(ref)
        if watched is not None and state is not None:
            watched.take(state)
        self._shell.refusals.notes.clear()
        getattr(self._refs.find(ref), name)(*given)
        if watched is None:
            return None
        if watched.is_compiled_anew():
            return Uncrossable("Callback", _(NOT_FOLLOWED))
        return watched.changes()

    def _do_iter(self, ref: int, ended: Sequence[int]) -> object:
        """Begin a pass through an iterable; those of `ended` are over.

        Each pass through a pipeline of tf.data has threads of its own while its iterator lives.
        """
        for number in self._passes.intersection(ended):
            self._passes.remove(number)
            self._refs.release(number)
        return self._value(lambda: self._begin_pass(self._refs.find(ref)))

    def _begin_pass(self, iterable: Iterable) -> int:
        iterator = iter(iterable)
        known = self._refs.knows(iterator)  # such as a generator, which is its own iterator
        number = self._refs.refer(iterator)
        if not known:
            self._passes.add(number)
        return number

    def _do_next(self, ref: int) -> object:
        """The next item of an iterator, in a list; an empty list is its end."""
        return self._value(lambda: _one(self._refs.find(ref)))

    def _do_release(self, refs: Sequence[int]) -> None:
        """Forget objects that the test has dropped; models hold themselves until a collection."""
        self._received.models.clear()
        for ref in refs:
            self._refs.release(ref)
        gc.collect()

    def _do_test(self, source: str) -> object:
        """Run a whole test here, where a course allows it; the test runner labels the outcome."""
        return self._value(lambda: run_cell(source, self._names))

    def _do_set(self, name: str, value: object) -> None:
        self._names[name] = self._received.live(value)

    def _do_delete(self, name: str) -> None:
        self._names.pop(name, None)

    def _raised(self, error: BaseException) -> Raised:
        """An exception as plain text, with the line of the student's own code it came from."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename in self._labels]
        cell, line = (own[-1].filename, own[-1].lineno or 0) if own else ("", 0)
        message = _message(error)[:4000]
        notes = [explanation(error, message), meant_by(error), *self._shell.refusals.notes]
        told = "\n".join([message, *filter(None, notes)])
        kind, base = type(error), _built_in(type(error))
        return Raised(kind.__name__[:300], told[:8000], cell, line, base.__name__)

    def _value(self, make: Callable[[], object]) -> object:
        """What `make` returns, as it crosses, or what it raises."""
        try:
            return (VALUE, serialize(make(), self._refs))
        except BaseException as error:  # an object may refuse to be looked at, with any error
            return self._raised(error)


def _one(iterator: Iterator) -> list[object]:
    """The next item, if there is one."""
    try:
        return [next(iterator)]
    except StopIteration:
        return []


def _built_in(kind: type) -> type:
    """The nearest class of Python's own that an exception is of."""
    return next(base for base in kind.__mro__ if getattr(builtins, base.__name__, None) is base)


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return _("(its message could not be read)")
