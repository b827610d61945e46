"""The Chinese notebooks: complete, in the course's terms, and graded as the English ones."""

import tomllib
from itertools import pairwise

import nbformat
import pytest
from chinese_terms import wrong_terms
from classes import grade
from sampling import WITH_TRAINING, sampled
from wrong_answers import ASSIGNMENTS, CHECKOUT, in_one_process

from grader.assignment.percent_format import read_all_languages
from grader.checkout import installed_root
from grader.course import Course
from grader.release.build import stale_translations
from grader.release.sample_class import load_samples, solved

QUICK = "05_convolution_model_application"  # nothing is trained in it
TRANSLATED = [
    name
    for name in ASSIGNMENTS
    if 'lang="zh"' in (CHECKOUT / "solutions" / name / f"{name}.py").read_text(encoding="utf-8")
]


def pairs(source):
    """Each English cell with its Chinese one, but those of English titles."""
    for english, cell in pairwise(read_all_languages(source).cells):
        if cell.metadata.get("lang") == "zh" and " - Bibliography" not in english.source:
            yield english.source, cell.source


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_cell_and_message_is_translated_from_its_present_text(assignment):
    assert stale_translations(Course.load(installed_root()), assignment) == []


@pytest.mark.parametrize("assignment", TRANSLATED)
def test_a_term_has_one_translation(assignment):
    (source,) = CHECKOUT.glob(f"solutions/{assignment}/{assignment}.py")
    found = {
        chinese[:40]: wrong
        for english, chinese in pairs(source)
        if (wrong := list(wrong_terms(english, chinese)))
    }
    assert found == {}


def test_another_term_is_noticed():
    assert list(wrong_terms("The stride is 2.", "步长为 2。")) == [
        "'步长' stands for 'stride'; the course says '步幅'",
        "'stride' is not called '步幅'",
    ]


@pytest.mark.parametrize("assignment", TRANSLATED)
def test_the_hints_have_the_same_steps(assignment):
    english, chinese = (
        tomllib.loads((CHECKOUT / "solutions" / assignment / name).read_text(encoding="utf-8"))
        for name in ("hints.toml", "hints.zh.toml")
    )
    assert {k: len(t["steps"]) for k, t in english.items()} == {
        k: len(t["steps"]) for k, t in chinese.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "assignment", [*map(in_one_process, TRANSLATED if WITH_TRAINING else [QUICK])]
)
def test_a_class_that_submits_the_chinese_notebook_has_the_same_scores(
    course_copy, lesson_runner, assignment
):
    release = course_copy.release(assignment).parent / "zh" / assignment / f"{assignment}.ipynb"
    solution = course_copy.source(assignment) / f"{assignment}.ipynb"
    read = (nbformat.read(path, 4) for path in (release, solution))
    samples = sampled(load_samples(course_copy, assignment), 3)
    submitted = {s.student: s.content(release, solution) for s in samples}
    submitted |= {
        "untouched": release.read_bytes(),
        "solved": nbformat.writes(solved(*read)).encode(),
    }
    results = grade(course_copy, assignment, submitted, lesson_runner)
    for sample in samples:
        found = {test.grade_id: test.points for test in results[sample.student].tests}
        assert found == {test: sample.scores[test] for test in found}
    assert results["solved"].score == results["solved"].max_score
    assert results["untouched"].score == 0
    assert all(test.message.startswith("未作答") for test in results["untouched"].tests)
    assert not any("edited" in finding for finding in results["solved"].findings)
