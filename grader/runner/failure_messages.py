"""What a student is told of a failure: everything of a visible check, nothing of a hidden one."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import site
import sys
import sysconfig
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from types import FrameType

from grader.analysis.definitions_and_uses import calls_by_name
from grader.assignment.hidden_parts import first_hidden_line, has_hidden_part, is_hidden
from grader.checkout import installed_root
from grader.language import ENGLISH, _, speak
from grader.protocol.value_types import Raised
from grader.runner.assertions import CheckFailed
from grader.runner.called_values import not_a_function
from grader.runner.cell_errors import CellError, NotRun, anywhere, cause_of
from grader.runner.cell_execution import FILE
from grader.runner.keras_errors import advice_for, shortened
from grader.runner.masking import masked_message, may_show_values
from grader.runner.missing_names import missing_name
from grader.runner.worker_client import WorkerClient
from grader.submissions.notebook_reader import called

STACK_LINE = re.compile(r'^\s*File ".*", line \d+')
TRY_OTHERS = "Call it with other inputs than those of the visible test to see it."
# Where files of Python's packages, of this project and of a submission lie; the innermost first.
FOLDERS = sorted(
    {
        *site.getsitepackages(),
        sysconfig.get_path("stdlib"),
        str(installed_root()),
        os.path.realpath(sys.prefix),
    },
    key=len,
    reverse=True,
)
MOST_NOTED = 2_000  # characters of what a test notes on an exception
SCRATCH = re.compile(r"/scratch/\d+/|/tmp/grader-scratch-\w+/\d+/")
HIDDEN = "A hidden check failed. It checks what the visible test does not: {what}."
RAISED_HIDDEN = "While a hidden check ran, your code raised an exception."
RAISED_AFTER = "After hidden checks, your code raised an exception."


@dataclass(frozen=True)
class Failure:
    """A test that did not pass, as data; its message is made from this.

    Attributes
    ----------
    error:
        What ended the test.
    source:
        The test.
    raised:
        The exception of student code that `error` stands for, if it does.
    not_run:
        What the student's cells did not run: they stopped, gave it to a magic, or are no Python.
    last_call:
        How student code was called last.
    safe:
        Names of the author's.
    """

    error: BaseException
    source: str
    raised: Raised | None = None
    not_run: tuple[NotRun, ...] = ()
    last_call: str = ""
    safe: Collection[str] = ()

    @classmethod
    def met(
        cls, error: BaseException, source: str, worker: WorkerClient, safe: Collection[str] = ()
    ) -> Failure:
        """The failure of a test that has used a student worker."""
        raised = worker.raised_by(error)
        not_run = (*worker.cell_errors, *worker.unread)
        return cls(error, source, raised, not_run, worker.last_call, safe)

    def anywhere(self) -> Failure:
        """The same failure without the numbers of cells and lines, which differ by student."""
        return replace(
            self,
            raised=self.raised and anywhere(self.raised),
            not_run=tuple(code.anywhere() for code in self.not_run),
        )


def mistake_of(failure: Failure, tell: Callable[[Failure], str]) -> str:
    """Return the first line of what `tell` says, without what differs between students.

    It is in English whatever the student's language: reports for the instructor count by it.
    An empty text stands for a message that names no place in the student's code; such a message
    is not made a second time, since that would run the test's own expressions again.
    """
    if failure.raised is None and not isinstance(failure.error, NameError):
        return ""
    with speak(ENGLISH):
        return tell(failure.anywhere()).strip().partition("\n")[0]


def failure_message(failure: Failure) -> str:
    """What the student is told: never the code or the values of a hidden test.

    The message of a hidden assertion is shown, since its author wrote it for the student; values
    in it that student code chose only where the author allows it, see `grader.runner.masking`.
    """
    error, source = failure.error, failure.source
    lines = _lines(error)
    line = lines[-1] if lines else 0
    hidden = any(is_hidden(number, source) for number in lines)
    if failure.raised is not None:
        if _may_know(lines, source):
            told = _(RAISED_HIDDEN if hidden else RAISED_AFTER)
            if may_show_values(source):
                told += _(" It was called as {call}.", call=failure.last_call)
            return f"{told} {_(TRY_OTHERS)}"
        return told_of(failure.raised, failure)
    if isinstance(error, AssertionError) and str(error):
        if may_show_values(source) or not _may_know(lines, source):
            return str(error)
        if told := masked_message(source, line, _frame(error), failure.safe):
            return told
    if why := cause_of(missing_name(error), failure.not_run):
        return why
    if isinstance(error, NameError) and not hidden:
        return _("{error}. Define it in a cell above the test.", error=error)
    if hidden:
        return _(HIDDEN, what=_checked(line, source))
    if isinstance(error, CheckFailed):
        return error.found
    if isinstance(error, AssertionError):
        return _("This check failed: {check}", check=_source_line(line, source))
    names = _frame(error).f_globals if lines else {}
    return not_a_function(error, source, line, names) or f"{type(error).__name__}: {error}"


def refusal_message(refused: str, error: BaseException | None, source: str) -> str:
    """What the student is told of a value that can't cross; `error` is what the test came to."""
    if error is None or _may_know(_lines(error), source):
        return _(
            "Your code returned something that a hidden check can't look at. Return the same kind "
            "of value as the visible test needs, for every input."
        )
    return _("{refused}.", refused=refused.removesuffix(".").removesuffix("。"))


def told_of(raised: Raised, failure: Failure) -> str:
    """What a visible check tells of an exception that student code raised.

    Once hidden checks have called it, nothing of it is told: student code chooses the type, the
    line and the text of what it raises; all three could be what it was called with.
    """
    if raised.type_name == "NotImplementedError" and not raised.message and raised.cell:
        return CellError(raised.cell, raised).sentence()
    message = without_paths(_without_stack(shortened(raised.message)))
    name = missing_name(failure.error)
    why = cause_of(name, failure.not_run)
    first, _newline, notes = message.partition("\n")
    told = [_raised_text(raised, first if why else message)]
    if advice := advice_for(raised.type_name, message):
        told.append(advice)
    if name and not notes:
        told.append(_("Define `{name}` in this cell, or in a cell above it.", name=name))
    if why:
        told[1:] = [why]
    return "\n".join([*told, *_notes(failure.error)])


def _raised_text(raised: Raised, text: str) -> str:
    """An exception of student code in a sentence: its type, its place and `text`."""
    what = {"error": raised.type_name, "text": text}
    if raised.cell:
        where = {"cell": called(raised.cell), "line": raised.line or "#"}
        told = _("Your code raised {error} ({cell}, line {line}): {text}", **what, **where)
    else:
        told = _("Your code raised {error}: {text}", **what)
    return told if text else told.rstrip(" :：") + _(".")


def _notes(error: BaseException) -> list[str]:
    """What the test has noted on an exception, such as the small case in which it was raised."""
    notes = "\n".join(getattr(error, "__notes__", ()))
    return [notes if len(notes) <= MOST_NOTED else f"{notes[:MOST_NOTED]} …"] if notes else []


def without_paths(text: str) -> str:
    """The text without the folders of the machine that grades: they help nobody."""
    for folder in FOLDERS:
        text = text.replace(f"{folder}{os.sep}", "")
    return SCRATCH.sub("", text)


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
                names = dict.fromkeys(name for name, _call in calls_by_name(node))
                if names and not isinstance(node, ast.FunctionDef | ast.With | ast.For | ast.Try):
                    return ", ".join(f"`{name}`" for name in names)
    return _("your answer")
