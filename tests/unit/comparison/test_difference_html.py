import html.parser

import pytest
from wrong_models import HAPPY

from grader.comparison.difference_html import page
from grader.comparison.difference_text import message
from grader.comparison.differences import compare
from grader.comparison.sanitize import plain_rows


def html_for(yours, expected=HAPPY):
    return page(compare(plain_rows(yours), plain_rows(expected)))


class Reader(html.parser.HTMLParser):
    """The text of a page, and its tags; complains of tags that are not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def wrong_stride():
    yours = [list(row) for row in HAPPY]
    yours[1][1] = (None, 32, 32, 32)
    return yours


def test_the_page_is_well_formed_and_says_what_the_text_says():
    yours = wrong_stride()
    report = compare(plain_rows(yours), plain_rows(HAPPY))
    text = " ".join(Reader(page(report)).texts)
    for line in message(report).splitlines():
        if "yours" in line and ":" in line and "expected (" in line:
            assert line.strip() in text
    assert "⌊(70 − 7 + 2·0)/2⌋ + 1" in text
    assert message(report).splitlines()[-1] in text


def test_every_row_says_by_a_sign_what_its_colour_says():
    rows = [attrs for tag, attrs in Reader(html_for(wrong_stride())).tags if tag == "tr"]
    marked = [row for row in rows if row.get("class")]
    assert len(marked) == len(HAPPY)
    assert "✗" in html_for(wrong_stride())


def test_only_what_differs_is_marked():
    tags = [tag for tag, _ in Reader(html_for([*HAPPY[:-1], [*HAPPY[-1][:3], "relu"]])).tags]
    assert tags.count("mark") == 2  # 'relu' on the one side, 'sigmoid' on the other


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=a()>', "&"])
def test_what_a_learner_wrote_is_text(hostile):
    yours = [[hostile, (None, 1), 0, hostile], *HAPPY]
    reader = Reader(html_for(yours))
    assert {tag for tag, _ in reader.tags} <= {
        "style", "div", "p", "strong", "table", "caption", "thead", "tbody", "tr", "th", "td",
        "small", "mark", "ol", "li", "span",
    }  # fmt: skip


def test_an_empty_model_has_a_page():
    assert "its list of layers is empty" in html_for([])


def test_a_very_long_model_is_cut():
    assert len(html_for([["Dense", (None, i), i, "relu"] for i in range(1, 10_001)])) < 60_000
