"""What a test gives after its slice of a notebook, beside what it gives after the whole of it."""

import contextlib
import io
import itertools
import math
import random
import re
import resource
import signal
import types
from pathlib import Path

from hypothesis import reject

from grader.submissions.notebook_reader import Cell
from grader.submissions.slicing import slice_for


def cells_of(*sources):
    return [Cell(number, None, source) for number, source in enumerate(sources, start=1)]


class Endless(BaseException):
    """Some random cells never end; nothing can be learnt from those."""


@contextlib.contextmanager
def limits(seconds=0.5, memory=1 << 30):
    """Give up on an example that takes too much processor time, in seconds, or memory, in bytes."""

    def stop(*_):
        raise Endless

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = signal.signal(signal.SIGPROF, stop), resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory, before[1][1]))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    except (Endless, MemoryError):
        reject()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before[0])
        resource.setrlimit(resource.RLIMIT_AS, before[1])


@contextlib.contextmanager
def modules_as_before():
    """The random cells write into modules; what one run leaves there is not for the next."""
    before = [(vars(module), dict(vars(module))) for module in (contextlib, math, random)]
    try:
        yield
    finally:
        for names, own in before:
            names.clear()
            names.update(own)


def outcome(cells, expression):
    """What `expression` gives after the cells; a cell that raises does not stop the next one."""
    names = {}
    with contextlib.redirect_stdout(io.StringIO()), modules_as_before():
        for cell in cells:
            try:
                exec(compile(cell.source, "cell", "exec", dont_inherit=True), names)
            except MemoryError:
                raise
            except Exception:
                continue
        try:
            return shown(eval(expression, names))
        except MemoryError:
            raise
        except Exception as error:
            return type(error).__name__


def shown(value, depth=0):
    """The value as text that two runs agree on: no addresses."""
    if depth > 8:
        return "…"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({', '.join(shown(v, depth + 1) for v in value)})"
    if isinstance(value, dict):
        return f"dict({', '.join(f'{k}: {shown(v, depth + 1)}' for k, v in value.items())})"
    if isinstance(value, types.FunctionType | type | types.ModuleType):
        own = {k: v for k, v in vars(value).items() if k in ("x", "y", "kept", "made")}
        return f"{type(value).__name__} {value.__name__} {shown(own, depth + 1)}"
    if type(value).__name__ == "Box":
        return f"Box({shown(value.x, depth + 1)}, {shown(value.y, depth + 1)})"
    if isinstance(value, types.GeneratorType) or hasattr(value, "__next__"):
        try:
            first = itertools.islice(value, 5)
            return f"iterator({', '.join(shown(item, depth + 1) for item in first)})"
        except Exception as error:
            return f"iterator {type(error).__name__}"
    if isinstance(value, int | float | str):
        return re.sub("0x[0-9a-f]+", "address", repr(value))
    return type(value).__name__


def agree(sources, expression):
    cells = cells_of(*sources)
    with limits():
        whole = outcome(cells, expression)
        part = outcome(slice_for(expression, cells).cells, expression)
    assert part == whole
