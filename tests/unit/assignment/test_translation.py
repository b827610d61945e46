"""Cells in other languages, in the place of the English ones they stand below."""

import pytest

from grader.assignment.percent_format import read_all_languages, read_source
from grader.assignment.translation import fingerprint, languages, untranslated
from grader.errors import AuthoringError

CAT, DOG = fingerprint("a cat"), fingerprint("a dog,\nin two lines")
SOURCE = f"""\
# %% [markdown]
# a cat

# %% [markdown] lang="de" of="{CAT}"
# eine Katze

# %% [markdown] lang="zh" of="{CAT}"
# 一只猫

# %% [markdown]
# a dog,
# in two lines

# %% [markdown] lang="zh" of="{DOG}"
# 一只狗

# %%
x = 1
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "source.py"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["a cat", "a dog,\nin two lines", "x = 1"]),
        ("zh", ["一只猫", "一只狗", "x = 1"]),
        ("de", ["eine Katze", "a dog,\nin two lines", "x = 1"]),  # what is missing stays English
        ("fr", ["a cat", "a dog,\nin two lines", "x = 1"]),
    ],
)
def test_a_translation_takes_the_place_of_the_cell_above_it(written, language, texts):
    nb = read_source(written(SOURCE), language)
    assert [cell.source for cell in nb.cells] == texts
    assert nb.metadata.generated.language == language
    assert not any({"lang", "of"} & set(cell.metadata) for cell in nb.cells)


def test_the_cells_have_the_same_ids_in_every_language(written):
    path = written(SOURCE)
    ids = [[cell.id for cell in read_source(path, one).cells] for one in ("en", "zh")]
    assert ids[0] == ids[1]


def test_a_translated_answer_keeps_its_grade_id(written):
    graded = 'nbgrader={"grade_id": "why", "grade": true, "solution": true, "points": 2}'
    path = written(
        f"# %% [markdown] {graded}\n# Why?\n\n"
        f'# %% [markdown] lang="zh" of="{fingerprint("Why?")}"\n# 为什么？\n'
    )
    (cell,) = read_source(path, "zh").cells
    assert cell.source == "为什么？"
    assert cell.metadata.nbgrader.grade_id == "why"


def test_what_is_missing_is_told(written):
    cells = read_all_languages(written(SOURCE)).cells
    assert languages(cells) == ["de", "zh"]
    assert untranslated(cells) == ["The cell 'a dog, in two lines' has no lang=\"de\" below it."]


def test_a_changed_english_cell_is_told_with_its_new_fingerprint(written):
    cells = read_all_languages(written(SOURCE.replace("# a cat", "# two cats"))).cells
    stale = [sentence for sentence in untranslated(cells) if "two cats" in sentence]
    now = fingerprint("two cats")
    assert [f'(of="{CAT}")' in s and f'of="{now}"' in s for s in stale] == [True, True]


def test_other_line_breaks_are_no_change(written):
    cells = read_all_languages(written(SOURCE.replace("a dog,\n# in", "a dog, in"))).cells
    assert len(untranslated(cells)) == 1


@pytest.mark.parametrize("above", ["", "# %%\nx = 1\n\n"])
def test_a_translation_of_nothing_is_refused(written, above):
    path = written(f'{above}# %% [markdown] lang="zh" of="0"\n# 猫\n')
    with pytest.raises(AuthoringError, match="no cell of its type stands above it"):
        read_source(path)
