"""Own pictures in JupyterLab: the button, several files at once, and one that is no picture."""

import contextlib

import nbformat
import pytest
from PIL import Image

playwright = pytest.importorskip("playwright.sync_api")

ANSWER = """\
from cnn_utils import upload_pictures

def show(pictures):
    for name, picture in pictures.items():
        print(name, picture.shape, picture.dtype, picture[20, 32].tolist())

upload_pictures((64, 64), show)
"""


@pytest.fixture
def files(tmp_path):
    """A photograph on its side, one for printing, one with nothing in it, a huge one, a text."""
    half = Image.new("RGB", (80, 80), "blue")
    half.paste("red", (0, 0, 40, 80))  # red left; upright it is above
    turned = Image.Exif()
    turned[0x0112] = 6
    half.save(tmp_path / "turned.jpg", exif=turned)
    Image.new("CMYK", (50, 70), (0, 255, 255, 0)).save(tmp_path / "cmyk.jpg")
    Image.new("RGBA", (90, 20), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    Image.new("L", (9000, 8000), 90).save(tmp_path / "huge.png")
    (tmp_path / "notes.txt").write_text("hello")
    return {path.name: path for path in tmp_path.iterdir()}


def test_pictures_of_ones_own_are_read_in_the_notebook(server, course, files, open_page, shot):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ANSWER)])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nb, course / "upload.ipynb")
    page = open_page(server.address("lab/workspaces/upload/tree/upload.ipynb"))
    cell = page.locator(".jp-Notebook .jp-CodeCell").first
    cell.wait_for(state="attached")
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    button = cell.get_by_text("Your pictures")
    while not button.count():  # a key pressed while the page still loads is lost
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        with contextlib.suppress(playwright.TimeoutError):
            button.wait_for(timeout=20_000)

    with page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files([files[name] for name in ("turned.jpg", "cmyk.jpg", "clear.png")])
    below = cell.locator(".jp-OutputArea").first
    for line in ("turned.jpg (64, 64, 3) uint8 [254, 0, 0]", "cmyk.jpg (64, 64, 3)",
                 "clear.png (64, 64, 3) uint8 [255, 255, 255]"):  # fmt: skip
        below.get_by_text(line).wait_for()
    shot(page, "lab-upload")

    with page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files([files["huge.png"], files["notes.txt"]])
    below.get_by_text("notes.txt: the picture is not a picture of a format").wait_for()
    below.get_by_text("huge.png (64, 64, 3) uint8 [90, 90, 90]").wait_for()
    assert below.get_by_text("turned.jpg").count() == 0
