"""A lesson's solved notebook as a page of the book.

What a reader sees of it: the exercise as released, the solution folded under it, tests folded and
without their hidden parts, and the outputs of a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode, v4

from grader.assignment.hidden_parts import BEGIN, END, lines_outside
from grader.assignment.model import grade_id_of

WORDS = {
    "en": {
        "solution": "Show a solution",
        "test": "Show the test",
        "helper": "Show what the tests use",
        "minutes": "Running all cells takes about {minutes} on two processor cores.",
        "minute": "one minute",
        "many": "{n} minutes",
        "notebook": "Download the notebook with the exercises",
    },
    "zh": {
        "solution": "显示参考答案",
        "test": "显示测试",
        "helper": "显示测试用到的代码",
        "minutes": "在两个处理器核心上，运行全部单元格大约需要 {minutes}。",
        "minute": "1 分钟",
        "many": "{n} 分钟",
        "notebook": "下载带练习的 notebook",
    },
}
ANCHOR = re.compile(r'<a id="([\w-]+)"></a>\n?')
TO_ANCHOR = re.compile(r"\]\((\.\./(\d+)[^()\s]*\.ipynb)?#([\w-]+)\)")


def lesson_page(
    solved: NotebookNode,
    released: NotebookNode,
    executed: NotebookNode,
    *,
    number: str,
    language: str,
    seconds: float | None,
    links: dict[str, str],
) -> NotebookNode:
    """Make the page of a lesson.

    Parameters
    ----------
    number : str
        The lesson's, such as "05".
    solved : NotebookNode
        The author's notebook in the page's language.
    released : NotebookNode
        The notebook that students open.
    executed : NotebookNode
        The author's notebook, in any language, after a run. Its code is that of `solved`, but for
        the language of the tests' messages.
    seconds : float, optional
        How long the run took.
    links : dict
        Where the notebook can be opened: "notebook" and, on the web, "Binder" and "Colab".

    Raises
    ------
    ValueError
        The two notebooks have other cells.
    """
    words = WORDS[language]
    blanks = {grade_id_of(cell): cell.source for cell in released.cells}
    outputs = _outputs(solved, executed)
    cells: list[NotebookNode] = []
    for cell in solved.cells:
        if cell.cell_type == "markdown":
            cells.append(v4.new_markdown_cell(_with_targets(cell.source, number)))
            continue
        marks = cell.metadata.get("nbgrader", {})
        shown = v4.new_code_cell(cell.source, outputs=next(outputs))
        if marks.get("solution"):
            cells.append(v4.new_code_cell(blanks[grade_id_of(cell)]))
            _fold(shown, words["solution"])
        elif marks.get("grade"):
            shown.source = "\n".join(lines_outside(cell.source, BEGIN, END)).rstrip()
            _fold(shown, words["test"])
        elif marks.get("locked"):
            _fold(shown, words["helper"])
        cells.append(shown)
    cells.insert(1, v4.new_markdown_cell(_about(words, seconds, links)))
    page = v4.new_notebook(cells=cells, metadata={"kernelspec": solved.metadata.kernelspec})
    for position, cell in enumerate(page.cells):
        cell.id = f"cell-{position:03d}"
    return page


def _outputs(solved: NotebookNode, executed: NotebookNode) -> Iterator[list]:
    """The outputs of the run, code cell by code cell."""
    ours, run = (
        [cell for cell in nb.cells if cell.cell_type == "code"] for nb in (solved, executed)
    )
    if list(map(grade_id_of, ours)) != list(map(grade_id_of, run)):
        raise ValueError("the executed notebook has other cells than the page")
    return (
        [out for out in cell.outputs if out.get("name") != "stderr"]  # TensorFlow's log
        for cell in run
    )


def _fold(cell: NotebookNode, prompt: str) -> None:
    """Hide a cell's source behind a line that opens it; its outputs stay in sight."""
    cell.metadata["tags"] = ["hide-input"]
    cell.metadata["mystnb"] = {"code_prompt_show": prompt, "code_prompt_hide": prompt}


def _with_targets(text: str, number: str) -> str:
    """HTML anchors and the links to them as MyST's targets, which Sphinx checks.

    A target's name has its lesson's number, as it is one name in the whole book.
    """
    text = ANCHOR.sub(rf"(at-{number}-\1)=\n", text)
    return TO_ANCHOR.sub(
        lambda found: f"]({found[1] or ''}#at-{found[2] or number}-{found[3]})", text
    )


def _about(words: dict[str, str], seconds: float | None, links: dict[str, str]) -> str:
    """Where to open the notebook, and how long it runs."""
    text = f'<a href="{links["notebook"]}" download>{words["notebook"]}</a>'
    text += "".join(
        f' · <a class="on-the-web" href="{links[name]}">{name}</a>'
        for name in ("Binder", "Colab")
        if name in links
    )
    if seconds is not None:
        n = max(1, round(seconds / 60))
        minutes = words["minute"] if n == 1 else words["many"].format(n=n)
        text += "  \n" + words["minutes"].format(minutes=minutes)
    return f":::{{div}} about-lesson\n{text}\n:::"
