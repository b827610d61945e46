"""What is run of a cell below the statement that stopped it.

Below an error that is the imports, since the answers may need them. Where an import itself failed,
because the student's machine has what the grader lacks (``google.colab``, say), the cell goes on
without what needs it.
"""

from __future__ import annotations

import ast
import linecache
import traceback
from collections.abc import Callable

from grader.analysis.definitions_and_uses import names_of
from grader.language import _
from grader.runner.missing_names import missing_name

IMPORTS = ast.Import | ast.ImportFrom


def run_below(
    label: str, error: BaseException, execute: Callable[[ast.stmt], None]
) -> tuple[BaseException, str]:
    """Run what is to be run below the line of the cell `label` that raised `error`.

    Returns
    -------
    BaseException
        What stopped the cell in the end.
    str
        A sentence on what was run, or on what was left out; "" if there is nothing to tell.
    """
    walked = traceback.walk_tb(error.__traceback__)
    stopped = [line for frame, line in walked if frame.f_code.co_filename == label]
    if not stopped:
        return error, ""  # it did not even begin
    body = ast.parse("".join(linecache.getlines(label))).body
    below = [node for node in body if (node.end_lineno or 0) >= stopped[0]]
    goes_on = bool(below) and isinstance(below[0], IMPORTS) and isinstance(error, ImportError)
    absent = names_of(below[0]).bound if goes_on else set()
    failed = [ast.unparse(below[0])] if goes_on else []
    done = []
    for node in below[1:]:
        is_import = isinstance(node, IMPORTS)
        if not (goes_on or is_import):
            continue
        try:
            execute(node)
        except Exception as caught:
            if goes_on and is_import and isinstance(caught, ImportError):
                absent |= names_of(node).bound
                failed.append(ast.unparse(node))
            elif goes_on and missing_name(caught) in absent:
                absent |= names_of(node).bound
            elif goes_on:
                goes_on, error = False, caught
        else:
            done += [ast.unparse(node)] if is_import else []
    return error, _told(failed, done)


def _told(failed: list[str], done: list[str]) -> str:
    if failed:
        return _(
            "The grader can't run `{what}`, so what needs it was left out of the cell.",
            what="; ".join(failed),
        )
    what = "; ".join(done)
    return what and _("Its imports below were run all the same: {what}.", what=what)
