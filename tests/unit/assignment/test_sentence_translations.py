"""The sentences of tests in other languages."""

import ast

import pytest

from grader.assignment.sentence_translations import messages, read_translations, translate
from grader.errors import AuthoringError

SOURCE = '''\
def check(x, name="two kinds"):
    """Check that x is right."""
    assert x == 3, (
        f"x is {x!r}, expected {3:>{len(name)}} "
        "and nothing else."
    )
    print("All tests passed!")
    return {"a column": x, "width": f"{x} px"}
'''
X_IS = "x is {x!r}, expected {3:>{len(name)}} and nothing else."
CHINESE = {
    X_IS: "应为 {3:>{len(name)}}，得到的 x 是 {x!r}，别的都不行。",
    "All tests passed!": "全部通过！",
}


def test_sentences_are_found_with_their_placeholders_and_docstrings_are_not():
    assert messages(SOURCE) == ["two kinds", X_IS, "All tests passed!", "a column", "{x} px"]


def test_a_translated_cell_runs_and_speaks_the_language(capsys):
    names = {}
    exec(translate(SOURCE, CHINESE), names)
    with pytest.raises(AssertionError, match=r"^应为         3，得到的 x 是 '4'，别的都不行。$"):
        names["check"]("4")
    assert names["check"](3) == {"a column": 3, "width": "3 px"}
    assert capsys.readouterr().out == "全部通过！\n"


def test_only_the_texts_change():
    def without_texts(source):
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                node.values = []
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = ""
        return ast.dump(tree)

    assert without_texts(translate(SOURCE, CHINESE)) == without_texts(SOURCE)


def test_a_cell_without_translations_is_as_it_was():
    assert translate(SOURCE, {}) == SOURCE


def test_a_long_translation_is_wrapped_for_the_page():
    long = {X_IS: "很长的句子，" * 30 + "{x!r} {3:>{len(name)}}"}
    lines = translate(SOURCE, long).split("\n")
    assert max(len(line) + sum(ord(char) > 255 for char in line) for line in lines) <= 72


@pytest.mark.parametrize("text", ["x 是 {x!r}", "x 是 {x!r}，{3:>{len(name)}}，{y}"])
def test_other_placeholders_are_refused(text):
    with pytest.raises(AuthoringError, match="has the placeholders"):
        translate(SOURCE, {X_IS: text})


@pytest.mark.parametrize(
    "text", ['引号 " 和 \\ 和 {{x}}', "换行\n和\t制表符", "\033[32m绿色\033[0m", "末尾的反斜杠\\"]
)
def test_quotes_backslashes_and_colours_are_kept(text):
    source = 'print("a plain text")\n'
    out = []
    exec(translate(source, {"a plain text": text}), {"print": out.append})
    assert out == [text]


def test_what_is_no_python_stays_as_it_is():
    source = "%%bash\necho a b\n"
    assert translate(source, {"a b": "x"}) == source
    assert messages(source) == []


def test_a_table_of_something_else_is_refused(tmp_path):
    (tmp_path / "translations.toml").write_text('[zh]\n"a b" = 3\n')
    with pytest.raises(AuthoringError, match=r"\[zh\] must map English texts"):
        read_translations(tmp_path)
