"""The book's pages on the grader and on what notebooks import: their Chinese is complete."""

import html
import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from chinese_terms import wrong_terms

sys.path.append(str(Path(__file__).resolve().parents[2] / "docs"))
from reference_pages import PAGES, catalogue, complaints, templates

pytestmark = pytest.mark.xdist_group("book")
ENGLISH = "**size** (*int*) -- Height of `X`, see [Keras](https://keras.io)."
CHINESE = "**size** (*int*) -- `X` 的高，见 [Keras](https://keras.io)。"


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    """What Sphinx finds to translate on each page."""
    return templates(tmp_path_factory.mktemp("reference"))


def catalog(*messages):
    made = Catalog(locale="zh_CN")
    for text, chinese, *flags in messages:
        made.add(text, chinese, flags=flags)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_every_text_is_translated_from_its_present_english(english, page):
    assert list(complaints(english[page], catalogue(page))) == []


def test_docstrings_types_tables_pictures_and_blocks_are_among_the_texts(english):
    texts = {page: [message.id for message in english[page] if message.id] for page in PAGES}
    assert any(text.startswith("**Y** (*array of m labels") for text in texts["api"])
    assert "check this machine" in texts["grader"]
    assert any(text.startswith("The class report: a histogram") for text in texts["grader"])
    assert any("┌───" in text for text in texts["grader"])


@pytest.mark.parametrize("page", PAGES)
def test_a_term_has_one_translation(page):
    messages = [message for message in catalogue(page) if message.id]
    assert len(messages) > 100
    assert [w for message in messages for w in wrong_terms(message.id, message.string)] == []


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_chinese_book_shows_the_translations(book, page):
    source = (book / "zh" / f"{page}.html").read_text(encoding="utf-8")
    shown = html.unescape(source + re.sub(r"<[^>]+>", "", source))  # code has spans of colour
    plain = [m.string for m in catalogue(page) if m.id and not set("`*[\"'") & set(m.string)]
    assert len(plain) > 30
    assert [text for text in plain if text.strip() not in shown] == []


def test_what_is_translated_well_is_not_complained_of():
    assert list(complaints(catalog((ENGLISH, "")), catalog((ENGLISH, CHINESE)))) == []


@pytest.mark.parametrize(
    ("chinese", "said"),
    [
        (catalog(), "has no Chinese"),
        (catalog((ENGLISH, "")), "has no Chinese"),
        (catalog((ENGLISH, CHINESE, "fuzzy")), "has changed since"),
        (catalog((ENGLISH, CHINESE), ("An old text.", "旧文字。")), "is on no page any more"),
        (catalog((ENGLISH, CHINESE.replace("`X`", "`x`"))), "has other code or names"),
        (catalog((ENGLISH, CHINESE.replace("**size**", "**大小**"))), "has other code or names"),
        (catalog((ENGLISH, CHINESE.replace(".io", ".com"))), "has other code or names"),
    ],
)
def test_what_is_missing_stale_or_has_other_code_is_told(chinese, said):
    (sentence,) = complaints(catalog((ENGLISH, "")), chinese)
    assert said in sentence


def test_a_changed_text_keeps_its_chinese_as_a_draft():
    chinese = catalog(("The share of right answers.", "答对的比例。"))
    changed = catalog(("The share of right answers, from 0 to 1.", ""))
    chinese.update(changed)
    (sentence,) = complaints(changed, chinese)
    assert "has changed since" in sentence
    assert chinese["The share of right answers, from 0 to 1."].string == "答对的比例。"
