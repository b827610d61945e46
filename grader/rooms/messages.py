"""What a student is told of a failure: everything of a visible check, nothing of a hidden one."""

from __future__ import annotations

import ast
import contextlib
import re
import traceback
from collections.abc import Collection
from types import FrameType

from grader.rooms.asserts import CheckFailed
from grader.rooms.client import RoomClient
from grader.rooms.execution import FILE
from grader.rooms.hidden import first_hidden_line, has_hidden_part, is_hidden
from grader.rooms.masking import masked_message, may_show_values
from grader.wire.kinds import Raised

STACK_LINE = re.compile(r'^\s*File ".*", line \d+')
TRY_OTHERS = "Call it with other inputs than those of the visible test to see it."
HIDDEN = "A hidden check failed. It checks what the visible test does not: {}."


def failure_message(
    error: BaseException, source: str, room: RoomClient, safe: Collection[str] = ()
) -> str:
    """What the student is told: never the code or the values of a hidden test.

    The message of a hidden assertion is shown, since its author wrote it for the student; values
    in it that student code chose only where the author allows it, see `grader.rooms.masking`.
    `safe` are names of the author's.
    """
    lines = _lines(error)
    line = lines[-1] if lines else 0
    hidden = any(is_hidden(number, source) for number in lines)
    raised = room.raised if room.raised_here(error) else None
    if raised is not None:
        return _raised_message(raised, hidden, _may_know(lines, source))
    if isinstance(error, AssertionError) and str(error):
        if may_show_values(source) or not _may_know(lines, source):
            return str(error)
        if told := masked_message(source, line, _frame(error), safe):
            return told
    if isinstance(error, NameError) and room.cell_errors:
        return room.cell_errors[0]
    if isinstance(error, NameError) and not hidden:
        return f"{error}. Define it in a cell above the test."
    if hidden:
        return HIDDEN.format(_checked(line, source))
    if isinstance(error, CheckFailed):
        return error.found
    if isinstance(error, AssertionError):
        return f"This check failed: {_source_line(line, source)}"
    return f"{type(error).__name__}: {error}"


def refusal_message(refused: str, error: BaseException | None, source: str) -> str:
    """What the student is told of a value that can't cross; `error` is what the test came to."""
    if error is None or _may_know(_lines(error), source):
        return (
            "Your code returned something that a hidden check can't look at. Return the same kind "
            "of value as the visible test needs, for every input."
        )
    return f"{refused}."


def _raised_message(raised: Raised, hidden: bool, may_know: bool) -> str:
    """Once hidden checks have called it, student code could tell what they called it with.

    It chooses the type, the line and the text of what it raises; all three could be the message.
    """
    if may_know:
        when = "While a hidden check ran, your" if hidden else "After hidden checks, your"
        return f"{when} code raised an exception. {TRY_OTHERS}"
    where = f" ({raised.traceback})" if raised.traceback else ""
    return f"Your code raised {raised.type_name}{where}: {_without_stack(raised.message)}"


def _without_stack(message: str) -> str:
    """TensorFlow puts the calls inside its own files into some messages; they help nobody."""
    kept, skip = [], False
    for line in message.splitlines():
        if STACK_LINE.match(line):
            skip = True  # the code of the call stands on the next line
        elif skip:
            skip = False
        else:
            kept.append(line)
    return "\n".join(kept)


def _may_know(lines: list[int], source: str) -> bool:
    """Whether the lines that were running are hidden, or below hidden ones, or unknown."""
    return has_hidden_part(source) and (not lines or max(lines) > first_hidden_line(source))


def _lines(error: BaseException) -> list[int]:
    """The lines of the test that were running, outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame.lineno or 0 for frame in frames if frame.filename == FILE]


def _frame(error: BaseException) -> FrameType:
    """The innermost frame of the test that was running."""
    found = [f for f, _ in traceback.walk_tb(error.__traceback__) if f.f_code.co_filename == FILE]
    return found[-1]


def _source_line(line: int, source: str) -> str:
    lines = source.splitlines()
    return lines[line - 1].strip() if 0 < line <= len(lines) else source.strip()


def _checked(line: int, source: str) -> str:
    """The names that a hidden line calls, which tell what it is about and give nothing away."""
    with contextlib.suppress(SyntaxError):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
                calls = [n.func.id for n in ast.walk(node) if _is_plain_call(n)]
                if calls and not isinstance(node, ast.FunctionDef | ast.With | ast.For | ast.Try):
                    return ", ".join(f"`{name}`" for name in dict.fromkeys(calls))
    return "your answer"


def _is_plain_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
