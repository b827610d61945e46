"""The book: whole, offline, and without hidden tests. `tests/browser` opens it."""

import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]


class Links(HTMLParser):
    """What a page refers to, and what it can be referred to by."""

    def __init__(self, path):
        super().__init__()
        self.targets, self.loaded, self.ids = [], [], {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.ids.add(named.get("id") or "")
        if tag == "a" and "href" in named:
            self.targets.append(named["href"] or "")
        for name in ("src", "data", *(["href"] if tag == "link" else [])):
            if named.get(name):
                self.loaded.append(named[name])


def test_every_link_inside_the_book_has_a_target(book):
    own = (path for path in book.rglob("*.html") if "_static" not in path.parts)
    pages = {path: Links(path) for path in own}
    broken = []
    for path, page in pages.items():
        for target in [*page.targets, *page.loaded]:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages.get(file)
            if not file.is_file() or (known and unquote(parts.fragment) not in known.ids):
                broken.append((path.relative_to(book).as_posix(), target))
    assert len(pages) > 25
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(book):
    loaded = {
        address
        for path in book.rglob("*.html")
        for address in Links(path).loaded
        if urlsplit(address).scheme in ("http", "https") or address.startswith("//")
    }
    assert loaded == set()


def test_hidden_tests_are_not_printed(book):
    assert not [p for p in book.rglob("*.html") if "BEGIN HIDDEN TESTS" in p.read_text("utf-8")]


def test_no_folder_that_is_no_book_is_replaced(repository, tmp_path):
    for option, name in (("--output", "en"), ("--work", "pages")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes.txt").write_text("mine")
        command = [sys.executable, "docs/build_book.py", "--no-run", option, str(tmp_path)]
        done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert f"{tmp_path / name} would be replaced" in done.stderr
        assert (tmp_path / name / "notes.txt").exists()
