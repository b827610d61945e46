"""What is kept of a submitted cell's outputs and attachments."""

import base64

import pytest

from grader.submissions import cell_outputs
from grader.submissions.cell_outputs import NOTHING, Viewer

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and more").decode()
JPEG = base64.b64encode(b"\xff\xd8\xff and more").decode()
HTML = base64.b64encode(b"<script>alert(1)</script>").decode()


def look(**cell):
    return Viewer().look(cell)


def outputs(*made):
    return list(look(outputs=list(made)).outputs)


def display(**data):
    named = {name.replace("_", "/"): content for name, content in data.items()}
    return {"output_type": "display_data", "data": named}


def test_pictures_that_are_attached_stay():
    assert look(attachments={"a.png": {"image/png": PNG}, "b.jpg": {"image/jpeg": JPEG}}) == (
        cell_outputs.Shown(
            (("a.png", (("image/png", PNG),)), ("b.jpg", (("image/jpeg", JPEG),))),
        )
    )


def test_text_without_end_is_not_read_to_its_end(monkeypatch):
    looked_at = []
    clean = cell_outputs._clean
    monkeypatch.setattr(cell_outputs, "_clean", lambda text: looked_at.append(text) or clean(text))
    for text in ("x" * 1_000_000, ["x" * 999] * 1_000):
        [shown] = outputs({"output_type": "stream", "name": "stdout", "text": text})
        assert shown["text"].endswith(cell_outputs.CUT)
    assert max(map(len, looked_at)) <= cell_outputs.MAX_RAW


def test_plots_and_text_stay():
    [plot, text] = outputs(
        display(image_png=PNG, text_plain="<Figure>", text_html="<b>"),
        {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
    )
    assert plot["data"] == {"image/png": PNG, "text/plain": "<Figure>"}
    assert text == {"output_type": "stream", "name": "stdout", "text": "a\nb"}


@pytest.mark.parametrize(
    "bundle",
    [
        {"image/png": HTML},
        {"image/png": "no base64!"},
        {"image/png": 7},
        {"image/svg+xml": "<svg onload='alert(1)'/>"},
        {"text/html": "<script>"},
        {"application/javascript": "alert(1)"},
        {"text/markdown": "[x](javascript:alert(1))"},
        [],
        None,
    ],
)
def test_what_is_no_picture_is_left_out(bundle):
    assert look(attachments={"x": bundle}) is NOTHING
    assert outputs({"output_type": "display_data", "data": bundle}) == []


@pytest.mark.parametrize("odd", [None, 3, "text", [3], [None], [{}], [{"output_type": []}]])
def test_odd_outputs_and_attachments_are_nothing(odd):
    assert look(outputs=odd, attachments=odd) is NOTHING


def test_control_codes_are_left_out_and_much_text_is_cut():
    [one] = outputs({"output_type": "stream", "text": "\x1b[31mred\x1b]0;title\x07" + "x" * 10**6})
    assert "\x1b" not in one["text"]
    assert len(one["text"]) < cell_outputs.MAX_TEXT + 100
    assert one["text"].endswith(cell_outputs.CUT)


def test_the_pictures_of_a_notebook_share_their_room(monkeypatch):
    monkeypatch.setattr(cell_outputs, "MAX_PICTURES", 2 * len(PNG))
    viewer = Viewer()
    found = [viewer.look({"outputs": [display(image_png=PNG)]}) for _ in range(3)]
    assert [len(one.outputs) for one in found] == [1, 1, 0]
