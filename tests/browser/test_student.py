"""A student in JupyterLab: a wrong answer, what it shows, the right one, Validate; by keyboard."""

import contextlib
import json
import re

import nbformat
import pytest
from commands import ASSIGNMENT, grader
from sampling import WITH_TRAINING

WRONG = """\
def happyModel():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(64, 64, 3)),
        tfl.ZeroPadding2D(padding=3),
        tfl.Conv2D(32, 7, strides=2),
        tfl.BatchNormalization(axis=3),
        tfl.ReLU(),
        tfl.MaxPool2D(),
        tfl.Flatten(),
        tfl.Dense(1, activation="sigmoid"),
    ])"""
RIGHT = WRONG.replace("strides=2", "strides=1")
LANDMARKS = (
    "from test_utils import",
    "GRADED FUNCTION: happyModel",
    "happy_model = happyModel()",
)


class Notebook:
    """The notebook's cells, reached as a keyboard reaches them."""

    def __init__(self, page):
        self.page = page
        self.cells = page.locator(".jp-Notebook .jp-Cell")

    def go_to(self, place):
        """Select the cell in command mode, with the arrow keys from where the focus is."""
        self.page.keyboard.press("Escape")
        for _ in range(2 * self.cells.count()):
            here = self.cells.evaluate_all(
                "cells => cells.findIndex(c => c.classList.contains('jp-mod-active'))"
            )
            if here == place:
                return
            self.page.keyboard.press("ArrowDown" if here < place else "ArrowUp")
        raise AssertionError(f"cell {place} can't be reached")

    def write(self, place, source):
        self.go_to(place)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Escape")

    def run(self, place):
        self.go_to(place)
        self.page.keyboard.press("Control+Enter")

    def run_first(self, place):
        """Run a cell until it has a number: JupyterLab may lose a key while the kernel starts."""
        from playwright.sync_api import TimeoutError

        prompt = self.cells.nth(place).locator(".jp-InputPrompt")
        for _ in range(4):
            self.run(place)
            with contextlib.suppress(TimeoutError):
                prompt.filter(has_text=re.compile(r"[*\d]")).wait_for(timeout=30_000)
                break
        prompt.filter(has_text=re.compile(r"\d")).wait_for()

    def output(self, place):
        return self.cells.nth(place).locator(".jp-OutputArea")


@pytest.fixture
def file(course):
    """The notebook; its own trainings take one epoch, if not all is to be trained."""
    file = course / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(file, 4)
    for cell in nb.cells:
        if not (WITH_TRAINING or cell.metadata.get("nbgrader")):
            cell.source = re.sub(r"\bepochs=\d+", "epochs=1", cell.source)
    nbformat.write(nb, file)
    return file


@pytest.fixture
def places(file):
    """Where the imports, the answer and its test stand."""
    sources = [cell.source for cell in nbformat.read(file, 4).cells]
    return [next(n for n, s in enumerate(sources) if text in s) for text in LANDMARKS]


@pytest.fixture
def page(server, file, open_page):
    path = f"notebooks/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    page = open_page(server.address(f"lab/tree/{path}"), scheme="dark")
    last = len(nbformat.read(file, 4).cells) - 1
    page.locator(".jp-Notebook .jp-Cell").nth(last).wait_for(state="attached")
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    return page


def test_a_student_finds_mends_and_validates(page, course, file, places, clock, shot, violations):
    notebook = Notebook(page)
    imports, answer, test = places
    with clock("imports"):
        notebook.run_first(imports)

    notebook.write(answer, WRONG)
    notebook.run(answer)
    with clock("wrong answer, from the key to the comparison"):
        notebook.run(test)
        diff = notebook.output(test).locator(".model-diff")
        diff.wait_for()
    assert "in layer 2 (Conv2D), use strides=1" in diff.inner_text()
    assert diff.locator("tr.different mark").count() == 2
    assert "Traceback" not in notebook.output(test).inner_text()
    for theme in ("Light", "Dark"):
        in_theme(page, theme)
        diff.scroll_into_view_if_needed()
        shot(page, f"lab-wrong-{theme.lower()}")
        red, plain = (background(diff, row) for row in ("tr.different", "tr.same"))
        assert red != plain
        assert violations(page, ".model-diff") == []
    save(page)
    assert verdict(course, file) == "failed"
    if WITH_TRAINING:
        with clock("Validate on the wrong answer, which runs the whole notebook"):
            said = validate(page)
        assert "The following cell failed" in said.inner_text()
        assert "in layer 2 (Conv2D), use strides=1" in said.inner_text()
        shot(page, "lab-validated-wrong")
        said.get_by_role("button", name="OK").click()
        said.wait_for(state="detached")
        back_to_the_cells(page)

    notebook.write(answer, RIGHT)
    notebook.run(answer)
    with clock("right answer, from the key to the result"):
        notebook.run(test)
        notebook.output(test).get_by_text("All tests passed!").wait_for()
    assert notebook.output(test).locator(".model-diff").count() == 0
    shot(page, "lab-right")

    save(page)
    with clock("Validate, which runs the whole notebook"):
        said = validate(page)
    assert "Success" in said.inner_text()
    shot(page, "lab-validated")
    assert verdict(course, file) == "passed"


def save(page):
    """Save the notebook, and wait until it is saved."""
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty, .jp-DirtyIndicator").first.wait_for(state="detached")


def validate(page):
    """The dialog that Validate ends in, whatever it says.

    Validate keeps the server from answering anything else, which JupyterLab may report first.
    """
    page.get_by_role("button", name="Validate").click()
    said = page.get_by_role("dialog")
    for _ in range(4):
        said.wait_for()
        if "Validation" in said.inner_text():
            break
        print("before Validate's own dialog:", said.inner_text())
        said.get_by_role("button").last.click()
        page.wait_for_timeout(1000)
    return said


def in_theme(page, theme):
    page.locator(".lm-MenuBar-itemLabel:text-is('Settings')").click()
    page.locator(".lm-Menu-itemLabel:text-is('Theme')").hover()
    page.locator(f".lm-Menu-itemLabel:text-is('JupyterLab {theme}')").click()
    page.locator(f"body[data-jp-theme-name='JupyterLab {theme}']").wait_for(state="attached")
    page.locator(".lm-Menu").first.wait_for(state="detached")
    back_to_the_cells(page)


def back_to_the_cells(page):
    """Put the focus where a menu or a dialog has taken it away."""
    page.locator(".jp-Notebook .jp-Cell.jp-mod-active").focus()


def background(diff, row):
    """The colour behind a row, which JupyterLab's own rules for tables must not replace."""
    row = diff.locator(row).first
    return row.evaluate("row => getComputedStyle(row).backgroundColor")


def verdict(course, file):
    """What ``grader check`` says of happyModel's test."""
    done = grader(course, "check", str(file), "--json", fails=True)
    tests = json.loads(done.stdout.splitlines()[-1])["tests"]
    return next(test["verdict"] for test in tests if test["grade_id"] == "test_happyModel")
