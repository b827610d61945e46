"""A real browser, a real Jupyter server, and a class that was graded with the course's commands.

The browser is the machine's own Chromium or Chrome: nothing is downloaded. Where there is none, or
Playwright is not installed, these tests are skipped.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from free_ports import free_ports

sys.path.insert(0, str(Path(__file__).parent))  # for the module that these tests share

from commands import ASSIGNMENT, environment, grader

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERIOUS = ("serious", "critical")
SLOW_MACHINE = 240_000  # milliseconds; a limit against waiting for ever, no measure of speed


@dataclass(frozen=True)
class Server:
    """A running Jupyter server."""

    url: str
    token: str

    def address(self, path):
        """The address that logs in and goes on to `path`."""
        return f"{self.url}/login?token={self.token}&next={urllib.parse.quote('/' + path)}"


@pytest.hookimpl(tryfirst=True)  # before each file would get a group of its own
def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            # the book needs no Jupyter server, so it may be tried beside the others
            group = "book" if item.path.stem == "test_book" else "browser"
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def program():
    """Where the machine's browser lies; without one, or without Playwright, tests are skipped."""
    pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install playwright"
    )
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("There is no Chromium or Chrome on this machine (apt install chromium).")
    return found


@pytest.fixture(scope="module")  # while it is open, an event loop runs in this thread
def browser(program):
    """The machine's browser, driven by Playwright."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        except Error as error:
            pytest.skip(f"{program} can't be started here: {str(error).splitlines()[0]}")
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, request):
    """Open a page in a window of its own: open_page(url, width, scheme)."""
    contexts = []

    def open_at(url, width=1280, scheme="light", height=900):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SLOW_MACHINE)
        page.requests = requests = []
        page.on("request", lambda sent: requests.append(sent.url))
        page.goto(url, timeout=SLOW_MACHINE)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture
def shot(request):
    """Keep a picture of a page for whoever wants to look: SHOTS=folder pytest ..."""

    def take(page, name, **options):
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}.png", **options)

    return take


@pytest.fixture
def clock(capsys):
    """Print how long a step took, from the click to what it shows."""

    @contextlib.contextmanager
    def measure(what):
        started = time.monotonic()
        yield
        with capsys.disabled():
            print(f"\n    {what}: {time.monotonic() - started:.1f} s", end="")

    return measure


@pytest.fixture
def violations():
    """What axe finds serious or critical, in words: violations(page, context)."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python"
    )

    def find(page, context=None):
        found = axe.Axe().run(page, context).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
            for rule in found
            if rule["impact"] in SERIOUS
            for node in rule["nodes"]
        ]

    return find


@pytest.fixture(scope="package")
def course(program, repository, tmp_path_factory):
    """The sample class of assignment 05, graded, with its pages; nora's work is not graded yet."""
    root = tmp_path_factory.mktemp("browser") / "demo"
    grader(repository, "demo", ASSIGNMENT, "--folder", str(root))
    grader(root, "report", ASSIGNMENT, "--course-dir", ".")
    shutil.copytree(root / "submitted" / "dora", root / "submitted" / "nora")
    short = root / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    solved = nbformat.read(root / "submitted" / "ada" / ASSIGNMENT / short.name, 4)
    nb = nbformat.read(short, 4)
    for cell, answered in zip(nb.cells, solved.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "convolutional_model":
            cell.source = answered.source  # the student has come as far as happyModel
        for some in ("epochs=10,", "epochs=20,"):  # Validate runs the whole notebook
            cell.source = cell.source.replace(some, "epochs=1,")
    nbformat.write(nb, short)
    return root


@pytest.fixture(scope="package")
def server(course, tmp_path_factory):
    """JupyterLab with nbgrader's extensions in the course, on a free port."""
    own = tmp_path_factory.mktemp("jupyter")
    for name, setting in (
        # all cells are in the page, also those that are scrolled out of view
        ("notebook-extension/tracker", '{"windowingMode": "none"}'),
        ("apputils-extension/notification", '{"fetchNews": "false", "checkForUpdates": false}'),
    ):
        file = own / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(setting)
    [port] = free_ports(1)
    token = secrets.token_hex(16)
    log = (own / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
         "--ServerApp.port_retries=0", f"--ServerApp.root_dir={course}",
         f"--LabApp.user_settings_dir={own / 'settings'}",
         f"--LabApp.workspaces_dir={own / 'workspaces'}"],
        cwd=course,
        env=environment() | {"JUPYTER_TOKEN": token} | {
            f"JUPYTER_{name}_DIR": str(own / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")
        },
        stdout=log,
        stderr=log,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + SLOW_MACHINE / 1000
        while not _answers(f"{url}/api?token={token}"):
            assert process.poll() is None, (own / "log").read_text()
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.5)
        yield Server(url, token)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:  # it waits for a kernel that is busy
            process.kill()
            process.wait()


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False
