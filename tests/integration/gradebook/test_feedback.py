"""The page of feedback, made by nbgrader from submissions that were really graded."""

import html.parser
import itertools
import json
import shutil

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from grader.course import Course
from grader.gradebook.grading_run import grade_assignment
from grader.gradebook.safe_converters import generate_feedback

pytestmark = pytest.mark.slow
TINY = "01_tiny"
EVIL = (
    "<script>alert(1)</script><iframe src='https://evil.example'></iframe>"
    "<img src=https://evil.example/x.png onerror=alert(1)>"
    "<svg><script>alert(2)</script></svg><style>@import url(https://evil.example/x.css);</style>"
    '<a href="javascript:alert(3)">x</a>[y](javascript:alert(4))</pre></details>'
)
LIVE = {"script", "iframe", "object", "embed", "img", "svg", "math", "link", "base", "form"}
FOLD = "def fold(values):\n    return math.prod(values)"
DOUBLE = "def double(x):\n    return 2 * x"


def hostile(nb):
    """HTML wherever a notebook can hold it."""
    nb.cells.insert(0, nbformat.v4.new_markdown_cell(f"# mine\n{EVIL}\n![p](attachment:p.svg)"))
    nb.cells[0]["attachments"] = {"p.svg": {"image/svg+xml": EVIL}}
    nb.cells.append(nbformat.v4.new_raw_cell(EVIL, metadata={"format": "text/html"}))
    nb.metadata["title"] = EVIL
    for cell in nb.cells:
        cell.metadata["grader"] = {"verdict": EVIL, "message": EVIL, "findings": [EVIL]}
        if cell.cell_type == "code":
            data = {"text/html": EVIL, "image/svg+xml": EVIL, "application/javascript": "alert(5)"}
            cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    return [f'def double(x):\n    """{EVIL}"""\n    raise ValueError({EVIL!r})', FOLD]


def broken(nb):
    return b"no notebook <script>alert(1)</script>"


def renamed(nb):
    """The ids are gone, the answers are not."""
    for cell in nb.cells:
        cell.metadata = {}
    return [DOUBLE, "def fold(values):\n    return sum(values)"]


def large(nb):
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="x" * 2_000_000)]
    nb.cells += [nbformat.v4.new_code_cell("y = 1  # " + "<&>" * 20_000) for _ in range(15)]
    return [DOUBLE, FOLD]


CLASS = {
    "ada": lambda nb: [DOUBLE, FOLD],
    "bo": lambda nb: [DOUBLE, "def fold(values):\n    return math.prod(values or [0])"],
    "cy": lambda nb: [],
    "evil": hostile,
    "gus": broken,
    "lea": large,
    "ren": renamed,
}


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    released = request.getfixturevalue("_registered")
    course = Course.load(shutil.copytree(released, tmp_path_factory.mktemp("feedback") / "course"))
    for student, make in CLASS.items():
        nb = nbformat.read(course.release(TINY) / f"{TINY}.ipynb", 4)
        cells = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("solution")]
        made = make(nb)
        for cell, source in zip(cells, made if type(made) is list else [], strict=False):
            cell.source = source
        folder = course.submitted_root / student / TINY
        folder.mkdir(parents=True)
        content = made if type(made) is bytes else json.dumps(nb).encode()
        (folder / f"{TINY}.ipynb").write_bytes(content)
    assert len(list(grade_assignment(course, TINY, workers=1).results())) == len(CLASS)
    with Gradebook(course.db_url, course.directory.course_id) as gradebook:
        for student in ("bo", "gus", "ren"):
            comment = gradebook.find_comment("fold", TINY, TINY, student)
            comment.manual_comment = (
                "Look at the *empty* list. <script>alert(1)</script>"
                "[x](javascript:alert(1)) ![p](https://evil.example/p.png)"
            )
        mark = gradebook.find_grade("test_double", TINY, TINY, "ada")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    generate_feedback(course, TINY)
    return course


@pytest.fixture
def page(graded):
    return lambda student: Page((graded.feedback(student, TINY) / f"{TINY}.html").read_text())


class Page(html.parser.HTMLParser):
    """A page's tags, attributes and text; complains of tags that are not closed in order."""

    VOID = frozenset({"meta", "br", "img", "hr"})

    def __init__(self, source):
        super().__init__()
        self.source, self.open, self.tags, self.texts = source, [], [], []
        self.feed(source)
        assert self.open == []
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_every_student_has_one_page_even_one_whose_file_is_no_notebook(graded):
    pages = graded.root.glob(f"feedback/*/{TINY}/*")
    assert {path.parent.parent.name for path in pages if path.suffix == ".html"} == set(CLASS)


def test_scores_are_told_item_by_item_and_in_all(page):
    text = page("bo").text
    assert "Score: 2 / 5" in text
    assert "test_double ✓ passed 2 / 2 test_fold ✗ not right yet 0 / 3 total 2 / 5" in text
    assert "fold([]) should be 1" in text


def test_not_attempted_reads_otherwise_than_wrong(page):
    text = page("cy").text
    assert text.count("– not attempted") == 4 and "not right yet" not in text
    assert "Not attempted: double is still blank." in text and "No response." in text


def test_a_score_that_a_person_gave_is_said_to_be_one(page):
    assert "test_double graded by a person 1.5 / 2" in page("ada").text


def test_a_comment_is_shown_and_its_html_is_not_live(page):
    found = page("bo")
    assert "Comment on fold Look at the empty list. <script>alert(1)</script>" in found.text
    assert ("em", {}) in found.tags


@pytest.mark.parametrize("student", ["ren", "gus"])
def test_a_comment_reaches_students_whose_cell_lost_its_id_or_is_gone(page, student):
    assert "Comment on fold Look at the empty list." in page(student).text


def test_a_file_that_is_no_notebook_is_told(page):
    found = page("gus")
    assert f"{TINY}.ipynb is not a notebook" in found.text and "Score: 0 / 5" in found.text


@pytest.mark.parametrize("student", CLASS)
def test_nothing_is_run_or_loaded(page, student):
    found = page(student)
    assert not {tag for tag, _ in found.tags} & LIVE
    for tag, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "src"], tag
        assert attributes.get("href", "#").startswith("#")
    style = found.source.split("</style>")[0]
    assert [tag for tag, _ in found.tags].count("style") == 1 and "@import" not in style
    [policy] = [a["content"] for t, a in found.tags if a.get("http-equiv")]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_what_a_student_wrote_is_shown_as_text(page):
    found = page("evil")
    assert "<script>alert(1)</script>" in found.text and "@import url" in found.text


def test_hidden_checks_are_not_shown(page):
    for student in CLASS:
        assert "HIDDEN" not in page(student).source and "-3.5" not in page(student).source


def test_hidden_checks_are_shown_where_the_course_allows_it(graded, tmp_path):
    course = Course.load(shutil.copytree(graded.root, tmp_path / "open"))
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Grades.show_hidden_tests = True\n")
    generate_feedback(Course.load(course.root), TINY)
    text = (course.feedback("ada", TINY) / f"{TINY}.html").read_text()
    assert "assert double(-3.5) == -7.0" in text


def test_a_page_stays_small_whatever_is_submitted(graded):
    sizes = {s: (graded.feedback(s, TINY) / f"{TINY}.html").stat().st_size for s in CLASS}
    assert sizes["ada"] < 20_000 and max(sizes.values()) < 500_000


def test_the_page_has_a_language_landmarks_headings_in_order_and_captions(page):
    found = page("bo")
    names = [tag for tag, _ in found.tags]
    assert ("html", {"lang": "en"}) in found.tags
    assert {"header", "main", "h1"} <= set(names) and names.count("h1") == 1
    assert names.count("table") == names.count("caption") == 1
    levels = [int(name[1]) for name in names if name in ("h1", "h2", "h3")]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert all(a.get("scope") for t, a in found.tags if t == "th")


def test_formgrader_makes_the_same_page(graded, page, monkeypatch):
    before = page("bo").source
    monkeypatch.chdir(graded.root)
    api = NbGraderAPI(CourseDirectory(config=graded.config), config=graded.config)
    answer = api.generate_feedback(TINY, "bo")
    assert answer["success"], answer["error"]
    assert page("bo").source == before
