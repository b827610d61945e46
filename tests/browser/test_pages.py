"""The course's own pages: readable by everybody, with a keyboard, enlarged, in the dark."""

import pytest
from commands import ASSIGNMENT

FEEDBACK = ["chen", "dora", "fatima", "jun"]


@pytest.fixture(params=["report", *FEEDBACK])
def url(request, course):
    """The address of a page as a file; it needs no server."""
    if request.param == "report":
        return (course / "reports" / f"{ASSIGNMENT}.html").as_uri()
    return (course / "feedback" / request.param / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri()


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(open_page, url, violations, shot, scheme):
    page = open_page(url, scheme=scheme)
    shot(page, f"{_name(url)}-{scheme}", full_page=True)
    unfold(page)
    assert violations(page) == []


@pytest.mark.parametrize("width", [640, 320], ids=["at 200 %", "on a phone"])
def test_a_narrow_window_scrolls_only_inside_its_regions(open_page, url, violations, shot, width):
    page = open_page(url, width)
    shot(page, f"{_name(url)}-{width}")
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []  # what scrolls can be reached with the keyboard


def test_a_page_loads_nothing_else(open_page, url):
    assert open_page(url).requests == [url]


def test_everything_can_be_opened_with_the_keyboard(open_page, url):
    page = open_page(url)
    summaries = page.locator("summary").count()
    opened = page.locator("details[open]").count()
    seen = set()
    for _ in range(1000):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "e => (e = document.activeElement) && e !== document.body && "
            "[[...document.querySelectorAll('*')].indexOf(e), e.tagName, "
            "getComputedStyle(e).outlineStyle !== 'none', e.parentElement.open === true]"
        )
        if not here or here[0] in seen:
            break
        seen.add(here[0])
        assert here[2], "the focus can't be seen"
        if here[1] == "SUMMARY" and not here[3]:
            page.keyboard.press("Enter")
            opened += 1
    assert opened == page.locator("details[open]").count() == summaries


def _name(url):
    *_, who, _, last = url.split("/")
    return who if last.startswith(ASSIGNMENT) and who != "demo" else "report"
