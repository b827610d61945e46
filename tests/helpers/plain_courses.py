"""Courses of plain nbgrader: a config and source notebooks, no percent format, not this engine."""

import copy
import textwrap
from pathlib import Path

import nbformat

from grader.course import Course

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}

# What nbgrader needs to turn ### AUTOTEST lines into tests, as autotests.yml.
AUTOTESTS = """\
python3:
    setup: "import math, hashlib"
    hash: 'hashlib.sha1({{snippet}}.encode() + b"{{salt}}").hexdigest()'
    dispatch: "type({{snippet}})"
    normalize: "str({{snippet}})"
    check: 'assert {{snippet}} == \"\"\"{{value}}\"\"\", \"\"\"{{message}}\"\"\"'
    templates:
        default:
            - test: "{{snippet}}"
              fail: "{{snippet}} is not right"
"""


def solution(grade_id, source):
    return cell(source, grade_id=grade_id, solution=True)


def graded(grade_id, source, points=1.0):
    return cell(source, grade_id=grade_id, grade=True, locked=True, points=points)


def cell(source, **about):
    made = nbformat.v4.new_code_cell(textwrap.dedent(source).strip("\n"))
    if about:
        flags = {"grade": False, "locked": False, "solution": False, "task": False}
        made.metadata.nbgrader = nbformat.from_dict({"schema_version": 3} | flags | about)
    return made


def notebook(cells, metadata=KERNEL):
    return nbformat.v4.new_notebook(cells=list(cells), metadata=nbformat.from_dict(metadata))


def write_course(root, cells, config="", metadata=KERNEL, files=()):
    """Write a course with the assignment ps1, the notebook p1 and other `files` (path, content)."""
    folder = Path(root) / "source" / "ps1"
    folder.mkdir(parents=True)
    nbformat.write(notebook(cells, metadata), folder / "p1.ipynb")
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{textwrap.dedent(config)}")
    for name, content in dict(files).items():
        text = content if isinstance(content, str) else nbformat.writes(notebook(content))
        (root / name).write_text(text)
    return Course.load(root)


def submit(course, student, answers, cells):
    """Submit the released notebook of `cells` with other sources for some of its grade_ids."""
    nb = notebook(map(copy.deepcopy, cells))
    for one in nb.cells:
        one.source = answers.get(one.metadata.get("nbgrader", {}).get("grade_id"), one.source)
    folder = course.submitted_root / student / "ps1"
    folder.mkdir(parents=True)
    nbformat.write(nb, folder / "p1.ipynb")
