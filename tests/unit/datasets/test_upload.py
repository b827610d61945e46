"""What a button to choose pictures with does, without a browser (see `tests/browser` for one)."""

import io
import sys
from datetime import UTC, datetime

import numpy as np
import pytest
from cnn_datasets.own_image import read_uploads, upload_pictures
from PIL import Image


def upload(name, picture=None, content=b"", form="PNG"):
    if picture is not None:
        stream = io.BytesIO()
        picture.save(stream, form)
        content = stream.getvalue()
    sent = {"name": name, "type": "", "size": len(content), "content": memoryview(content)}
    return sent | {"last_modified": datetime.now(UTC)}


RED = Image.new("RGB", (80, 60), "red")


def test_several_pictures_of_all_kinds_are_read_at_once():
    files = [
        upload("a.png", RED),
        upload("cmyk.jpg", RED.convert("CMYK"), form="JPEG"),
        upload("alpha.png", Image.new("RGBA", (9, 9), (255, 0, 0, 0))),
        upload("grey.png", Image.new("L", (9, 9), 80)),
    ]
    pictures, problems = read_uploads(files, (20, 30))
    assert problems == []
    assert [*pictures] == ["a.png", "cmyk.jpg", "alpha.png", "grey.png"]
    assert {(p.shape, p.dtype.name) for p in pictures.values()} == {((20, 30, 3), "uint8")}
    assert np.abs(pictures["cmyk.jpg"][10, 15].astype(int) - [255, 0, 0]).max() < 40
    assert pictures["alpha.png"].min() == 255


def test_a_file_that_is_no_picture_keeps_no_other_from_being_read():
    files = [upload("notes.txt", content=b"hello"), upload("a.png", RED)]
    pictures, [problem] = read_uploads(files, (8, 8))
    assert [*pictures] == ["a.png"]
    assert problem.startswith("notes.txt: the picture is not a picture of a format")


def test_two_files_of_one_name_are_both_shown():
    pictures, _ = read_uploads([upload("a.png", RED)] * 3, (8, 8))
    assert [*pictures] == ["a.png", "a.png (2)", "a.png (3)"]


def test_the_widget_shows_what_was_chosen(monkeypatch):
    import ipywidgets

    made = []
    monkeypatch.setattr("IPython.display.display", lambda *widgets: made.extend(widgets))
    shown = []
    upload_pictures((8, 8), shown.append)
    button, _ = made
    assert isinstance(button, ipywidgets.FileUpload) and button.multiple
    button.value = (upload("a.png", RED), upload("b.png", RED))
    assert [sorted(pictures) for pictures in shown] == [["a.png", "b.png"]]
    button.value = (upload("c.txt", content=b"no"),)
    assert len(shown) == 1


def test_without_ipywidgets_there_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    upload_pictures((8, 8), pytest.fail)
    assert "Use load_own_image" in capsys.readouterr().out
