"""What students are told, in the language of the moment."""

import ast
import json
import re
import string
import tomllib

import pytest

from grader import language
from grader.comparison import difference_text
from grader.comparison.difference_html import element
from grader.comparison.differences import compare
from grader.comparison.row_schema import COMMON, SETTINGS
from grader.language import FOLDER, VARIABLE, _, speak
from grader.student import hints

GRADER = FOLDER.parent
SPEAKING = [*GRADER.glob("*/*.py"), GRADER.parent / "test_utils.py"]
CONV = ["Conv2D", [None, 64, 64, 32], 4736, "valid", "linear", "GlorotUniform"]
PAD = ["ZeroPadding2D", [None, 70, 70, 3], 0, [[3, 3], [3, 3]]]
RELU = ["ReLU", [None, 64, 64, 32], 0]
POOL = ["MaxPooling2D", [None, 32, 32, 32], 0, [2, 2], [2, 2], "valid"]
FLAT = ["Flatten", [None, 32768], 0]
DENSE = ["Dense", [None, 1], 32769, "sigmoid"]
EXPECTED = [PAD, CONV, RELU, POOL, FLAT, DENSE]


def texts():
    """Every text that is looked up: in place, by the name of a constant, or in a template."""
    for path in SPEAKING:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            target.id: statement.value
            for statement in tree.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_":
                yield from strings(call.args[0], named)
    for path in GRADER.glob("gradebook/*.j2"):
        yield from re.findall(r'_\("([^"]*)"', path.read_text(encoding="utf-8"))
    yield from {name for names in (COMMON, *SETTINGS.values()) for name in names}


def strings(node, named):
    """The texts that an expression may be; those of a dict are its values."""
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.Name) and isinstance(named.get(node.id), ast.Constant | ast.Dict):
        yield from strings(named[node.id], named)
    elif isinstance(node, ast.Dict):
        yield from (value.value for value in node.values)
    elif isinstance(node, ast.Subscript):
        yield from strings(node.value, named)
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body, named)
        yield from strings(node.orelse, named)


@pytest.mark.parametrize("path", FOLDER.glob("*.toml"), ids=lambda path: path.stem)
def test_every_text_is_translated_with_its_placeholders(path):
    translated = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(texts()) - set(translated) == set()

    def placeholders(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    assert [t for t, new in translated.items() if placeholders(t) != placeholders(new)] == []


WRONG = {
    "a missing layer": [CONV, RELU, POOL, FLAT, DENSE],
    "other strides": [PAD, ["Conv2D", [None, 32, 32, 32], *CONV[2:]], *EXPECTED[2:]],
    "an activation inside": [PAD, [*CONV[:4], "relu", CONV[5]], POOL, FLAT, DENSE],
    "two in the wrong order": [PAD, CONV, POOL, RELU, FLAT, DENSE],
    "one too many, another type": [PAD, CONV, RELU, RELU, POOL, DENSE],
    "no layers": [],
    "functional": [["InputLayer", [[None, 64, 64, 3]], 0], *EXPECTED],
}


@pytest.mark.parametrize("rows", WRONG.values(), ids=WRONG)
def test_a_comparison_is_wholly_in_chinese(rows):
    with speak("zh"):
        report = compare(rows, EXPECTED)
        told = difference_text.message(report) + element(report)
    code = re.compile(
        r"<[^>]*>|&\w+;|tf\.keras\.\w+|\w+\([^()]*\)|\w+=[^，。；）]*|\b[A-Z]\w*"
        r"|\b(valid|same|lin\w*|relu|sigmoid)\b"
    )
    assert re.findall(r"[a-z]{3,}", code.sub("", told)) == []
    assert "与预期不符" in told


def test_a_hint_is_in_the_language_of_its_frame(tmp_path, capsys):
    (tmp_path / "hints.toml").write_text('[f]\nsteps = ["{一}", "二"]\n', encoding="utf-8")
    with speak("zh"):
        hints.hint("f", tmp_path)
        hints.hint("f", tmp_path)
        hints.hint("g", tmp_path)
    assert capsys.readouterr().out.splitlines() == [
        "提示 1/2：{一} 再调用一次 hint，看下一条提示。",
        "提示 2/2：二",
        '这些练习有提示：hint("f")。',
    ]


def test_english_is_what_it_was():
    with speak("en"):
        assert _("layer {number}", number=3) == "layer 3"
    with speak("fr"):  # not known here
        assert _("layer {number}", number=3) == "layer 3"


def test_a_language_holds_for_its_block():
    with speak("zh"):
        assert _("missing") == "缺少"
        with speak("en"):
            assert _("missing") == "missing"
        assert _("missing") == "缺少"


def test_the_environment_chooses(monkeypatch):
    monkeypatch.setenv(VARIABLE, "zh")
    assert language.language() == "zh"


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ({"metadata": {"generated": {"language": "zh"}}}, "zh"),
        ({"metadata": {"generated": {"language": "en"}}}, "en"),
        ({"metadata": {"generated": {"language": ["zh"]}}}, "en"),
        ({"metadata": []}, "en"),
        ([], "en"),
    ],
)
def test_in_a_notebook_its_own_language_is_spoken(tmp_path, monkeypatch, written, chosen):
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "a.ipynb").write_bytes(b"\xff no JSON")
    (tmp_path / "b.ipynb").write_text(json.dumps(written))
    monkeypatch.chdir(tmp_path)
    assert language.language() == chosen
