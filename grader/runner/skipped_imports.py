"""The imports below a line at which a cell has stopped.

The first cell of a notebook often begins with something that works on its author's computer only,
such as ``os.chdir("/content/drive")``, and goes on with the imports that all its answers need. An
import answers nothing, so none is lost to that line.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import traceback
from types import FrameType


def import_below(label: str, error: BaseException, names: dict[str, object]) -> list[str]:
    """Run the imports that stand below the line of the cell `label` that raised `error`.

    Returns
    -------
    list of str
        Those that could be run; one that fails is left out.
    """
    stopped = [line for frame, line in traceback.walk_tb(error.__traceback__) if _is(frame, label)]
    if not stopped:
        return []  # it did not even begin
    done = []
    for node in ast.parse("".join(linecache.getlines(label))).body:
        if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno > stopped[0]:
            with contextlib.suppress(Exception):
                exec(compile(ast.Module([node], []), label, "exec"), names)
                done.append(ast.unparse(node))
    return done


def _is(frame: FrameType, label: str) -> bool:
    return frame.f_code.co_filename == label
