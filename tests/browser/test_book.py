"""The book, opened from a disk: offline, readable by everybody, in both languages."""

from pathlib import Path

import pytest

LESSON = "lessons/05_convolution_model_application/05_convolution_model_application.html"
LANGUAGES = ["en", "zh"]
PAGES = [(one, path) for one in LANGUAGES for path in ("index.html", LESSON)]
PAGES += [(one, path) for one in LANGUAGES for path in ("grader.html", "api.html")]
PAGES += [("en", "search.html")]


@pytest.mark.parametrize(("language", "path"), PAGES)
def test_a_page_stays_on_the_machine_and_axe_finds_nothing_serious(
    book, open_page, violations, shot, language, path
):
    page = open_page((book / language / path).as_uri(), width=390, scheme="dark")
    shot(page, f"book-{language}-{Path(path).stem}-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    assert [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_formulas_are_drawn(book, open_page, language):
    page = open_page((book / language / LESSON).as_uri())
    page.wait_for_selector("mjx-container svg")
    assert page.locator("mjx-container svg").count() == page.locator(".math").count() > 10


@pytest.mark.parametrize(
    ("language", "words"), [("en", "batch normalization"), ("zh", "批归一化"), ("zh", "卷积 步幅")]
)
def test_the_search_finds_the_lesson(book, open_page, language, words):
    page = open_page((book / language / "search.html").as_uri() + f"?q={words}")
    page.wait_for_selector("#search-results li a")
    assert page.locator("#search-results li a[href*='05_conv']").first.is_visible()


def test_the_language_switch_stays_on_the_page(book, open_page):
    page = open_page((book / "en" / LESSON).as_uri())
    page.click(".language-switch")
    page.wait_for_url((book / "zh" / LESSON).as_uri())
    assert page.get_by_role("heading", name="卷积网络：模型应用").count() == 1


def test_ticks_are_kept_counted_and_removed(book, open_page):
    page = open_page((book / "en" / LESSON).as_uri())
    page.locator(".done-tick").nth(1).check()
    page.reload()
    assert page.locator(".done-tick").nth(1).is_checked()
    assert not page.locator(".done-tick").nth(0).is_checked()
    counts = page.locator(".bd-sidebar-primary .done-count")
    assert "1/6" in counts.all_inner_texts()
    page.goto((book / "zh" / "index.html").as_uri())  # the same ticks in both languages
    assert "1/6" in counts.all_inner_texts()
    page.click(".remove-ticks")
    assert "1/6" not in counts.all_inner_texts()


def test_solutions_are_folded(book, open_page):
    page = open_page((book / "en" / LESSON).as_uri())
    solution = page.locator("details:has-text('Show a solution') pre").first
    assert not solution.is_visible()
    page.locator("summary:has-text('Show a solution')").first.click()
    assert "filters=32" in solution.inner_text()


def test_what_needs_the_web_is_hidden_on_a_disk(book, open_page):
    page = open_page((book / "en" / LESSON).as_uri())
    assert page.evaluate("document.documentElement.classList.contains('on-disk')")
