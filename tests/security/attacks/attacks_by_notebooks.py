"""Attacks by the submitted file itself: what it is, how it is built, what its source looks like."""

import json
import os

import nbformat
from attack import TINY, Attack

from grader.release.sample_class import cell_of

G = "notebook file"
BROKEN = {"scores": (0, 0), "verdicts": ("error", "error")}
RIGHT = "def double(values):\n    return [2 * v for v in values]\n"
FULL = {"scores": (4, 6), "verdicts": ("passed", "passed")}


def link(target):
    def make(nb, path):
        os.symlink(target(path), path)

    return make


def solution(path):
    """The author's notebook, seen from ``submitted/STUDENT/tiny/tiny.ipynb``."""
    return path.parents[3] / "source" / TINY / f"{TINY}.ipynb"


def linked_folder(nb, path):
    """The assignment's folder is a link to the author's."""
    path.parent.rmdir()
    os.symlink(solution(path).parent, path.parent)


def raw(make):
    """Edit the notebook as JSON."""

    def edited(nb, path):
        data = json.loads(nbformat.writes(nb))
        return make(data).encode()

    return edited


def many_cells(count, source, ids=False):
    def make(data):
        cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
        if ids:
            cell["metadata"] = {"nbgrader": {"grade_id": "double", "solution": True}}
        data["cells"] = [cell] * count + data["cells"]
        return json.dumps(data)

    return raw(make)


def needed_cells(nb, path):
    """The answer uses a name that a great many cells change."""
    cell_of(
        nb, "double"
    ).source = "def double(values):\n    return [2 * v for v in values if total]\n"
    change = {"cell_type": "code", "source": "total += 1", "metadata": {}, "outputs": []}
    start = {**change, "source": "total = 0"}
    return json.dumps({**nb, "cells": [start, *[change] * 1_900, *nb.cells]}).encode()


def markup(nb, path):
    """HTML and JavaScript in markdown, in outputs, in metadata, in printed text."""
    evil = "<script>alert('attack')</script><img src=x onerror=alert('attack')>"
    cell = cell_of(nb, "double")
    cell.outputs = [
        nbformat.v4.new_output(
            "display_data", {"text/html": evil, "application/javascript": "alert(1)"}
        )
    ]
    cell.source += f"\nprint({evil!r})\n"
    nb.cells.insert(0, nbformat.v4.new_markdown_cell(evil))
    nb.metadata["title"] = evil
    return nb


def surrogate_id(nb, path):
    """A cell that the answer needs has an id that is no text."""
    helper = nbformat.v4.new_code_cell("factor = 2")
    helper.metadata["nbgrader"] = {"grade_id": "\ud800", "solution": True}
    nb.cells.insert(1, helper)
    cell_of(nb, "double").source = "def double(values):\n    return [factor * v for v in values]\n"
    return json.dumps(nb).encode()


def kernel(nb, path):
    nb.metadata.kernelspec = {"name": "bash", "language": "bash", "display_name": "rm -rf"}
    nb.metadata.language_info = {"name": "bash"}
    return nb


ATTACKS = [
    Attack(G, "link to the solution", link(solution), **BROKEN, says="not a plain file"),
    Attack(
        G, "link to /dev/zero", link(lambda path: "/dev/zero"), **BROKEN, says="not a plain file"
    ),
    Attack(G, "FIFO", lambda nb, path: os.mkfifo(path), **BROKEN, says="not a plain file"),
    Attack(G, "folder", lambda nb, path: os.mkdir(path), **BROKEN, says="not a plain file"),
    Attack(G, "the assignment's folder is a link to the solution's", linked_folder, **BROKEN),
    Attack(
        G,
        "JSON nested 100,000 deep",
        lambda nb, path: b"[" * 10**5,
        **BROKEN,
        says="not a notebook",
    ),
    Attack(
        G,
        "JSON of numbers with a million digits",
        raw(lambda data: json.dumps(data).replace('"cells"', f'"x": {"9" * 10**6}, "cells"')),
        **BROKEN,
        says="not a notebook",
    ),
    Attack(
        G,
        "cells that are no cells",
        raw(
            lambda data: json.dumps(
                {
                    **data,
                    "cells": [
                        1,
                        None,
                        [],
                        {"cell_type": []},
                        {"cell_type": "code", "source": {}},
                        {"cell_type": "code", "metadata": 3},
                        *data["cells"],
                    ],
                }
            )
        ),
        **FULL,
    ),
    Attack(
        G,
        "worksheets that hold themselves in every type",
        raw(lambda data: json.dumps({"worksheets": [[], 1, {"cells": 4}, {"cells": [[]]}]})),
        scores=(0, 0),
        verdicts=("not_attempted", "not_attempted"),
    ),
    Attack(
        G, "a million cells", many_cells(10**6, "1"), **BROKEN, says="1,000,005 cells", slow=True
    ),
    Attack(
        G,
        "1,900 cells that the answer needs",
        needed_cells,
        **FULL,
    ),
    Attack(
        G,
        "1,900 cells with the id of the graded one",
        many_cells(1_900, "y = 1", ids=True),
        **FULL,
    ),
    Attack(G, "an id that is no text", surrogate_id, scores=(4, 6), verdicts=("passed", "passed")),
    Attack(G, "HTML and JavaScript in markdown and outputs", markup, **FULL),
    Attack(G, "kernelspec swapped", kernel, **FULL),
]
