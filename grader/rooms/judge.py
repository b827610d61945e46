"""Running one test in the examiner, and what its outcome is worth."""

from __future__ import annotations

import ast
import contextlib
import io
import math
import numbers
import traceback
from dataclasses import dataclass

from grader.rooms.names import CannotCross, OutOfTime, RoomLost, StudentRoomClient, TestNames
from grader.verdicts.verdict import Verdict

FILE = "<test>"
BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
MAX_PRINTED = 20_000
HIDDEN = "A hidden check failed. It checks what the visible test does not: {}."


@dataclass(frozen=True)
class Outcome:
    """How a test ended. `remark` is for the instructor; `lost` says the room is of no more use."""

    verdict: Verdict
    message: str = ""
    points: float = 0.0
    printed: str = ""
    remark: str = ""
    lost: bool = False


def judge(source: str, points: float, names: TestNames, room: StudentRoomClient) -> Outcome:
    """Run a test cell. Points only if it ran to its end; its last expression may be a part."""
    printed = _Printed()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            value = _run(source, names)
    except OutOfTime:
        return Outcome(Verdict.TIMEOUT, printed=printed.text(), lost=True)
    except RoomLost as error:
        return Outcome(Verdict.ERROR, f"The code ended its own process: {error}", lost=True)
    except AssertionError as error:
        if room.uncrossable:
            return Outcome(Verdict.ERROR, room.uncrossable[-1], printed=printed.text())
        verdict = Verdict.ERROR if room.raised_here(error) else Verdict.FAILED
        return Outcome(verdict, _message(error, source, room), printed=printed.text())
    except BaseException as error:
        message = room.uncrossable[-1] if room.uncrossable else _message(error, source, room)
        return Outcome(Verdict.ERROR, message, printed=printed.text())
    worth, remark = score(value, points)
    return Outcome(Verdict.PASSED, "", worth, printed.text(), remark)


def score(value: object, points: float) -> tuple[float, str]:
    """The points for a test whose last expression has `value`, and a remark if it is odd.

    Nothing or anything that is no number earns `points`; a number in [0, points] earns itself.
    """
    if value is None or not isinstance(value, numbers.Number | bool):
        return points, ""
    if type(value).__name__ in ("bool", "bool_"):
        return 0.0, f"The test's last expression is {value!r}, no number of points: 0 given."
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if math.isnan(number) or not 0 <= number <= points:
        return 0.0, f"The test's last expression is {value!r}, not in [0, {points:g}]: 0 given."
    return number, ""


def _run(source: str, names: TestNames) -> object:
    """Execute a cell; return the value of its last expression, as IPython would show it."""
    tree = ast.parse(source, FILE)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, FILE, "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), FILE, "eval"), names)


def _message(error: BaseException, source: str, room: StudentRoomClient) -> str:
    """What the student is told: never the code or the values of a hidden test.

    The message of a hidden assertion is shown, since its author wrote it for the student.
    """
    line = _line(error)
    hidden = _is_hidden(line, source)
    raised = room.raised if room.raised_here(error) else None
    if raised is not None:
        where = f" ({raised.traceback})" if raised.traceback else ""
        said = "" if hidden else f": {raised.message}"
        when = "While a hidden check ran, your" if hidden else "Your"
        return f"{when} code raised {raised.type_name}{where}{said}"
    if isinstance(error, AssertionError) and str(error):
        return str(error)
    if isinstance(error, CannotCross):
        return str(error)
    if isinstance(error, NameError) and room.cell_errors:
        return room.cell_errors[0]
    if isinstance(error, NameError) and not hidden:
        return f"{error}. Define it in a cell above the test."
    if hidden:
        return HIDDEN.format(_checked(line, source))
    if isinstance(error, AssertionError):
        return f"This check failed: {_source_line(line, source)}"
    return f"{type(error).__name__}: {error}"


def _line(error: BaseException) -> int:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == FILE]
    return lines[-1] if lines else 0


def _source_line(line: int, source: str) -> str:
    lines = source.splitlines()
    return lines[line - 1].strip() if 0 < line <= len(lines) else source.strip()


def _is_hidden(line: int, source: str) -> bool:
    inside = False
    for number, text in enumerate(source.splitlines(), start=1):
        inside = (inside or BEGIN_HIDDEN in text) and END_HIDDEN not in text
        if number == line:
            return inside
    return False


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


class _Printed(io.StringIO):
    """Keeps the first part of what is printed."""

    def write(self, text: str) -> int:
        if self.tell() < MAX_PRINTED:
            super().write(text[: MAX_PRINTED - self.tell()])
        return len(text)

    def text(self) -> str:
        return self.getvalue()
