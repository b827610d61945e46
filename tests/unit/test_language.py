"""What students are told, in the language of the moment."""

import ast
import json
import re
import string
import tomllib
from collections import defaultdict

import pytest
from chinese import english_in
from cnn_datasets import DataError
from cnn_datasets.catalog import DATASETS
from cnn_datasets.loading import locate

import cnn_utils
from grader import language
from grader.comparison import difference_text
from grader.comparison.difference_html import element
from grader.comparison.differences import compare
from grader.comparison.row_schema import COMMON, SETTINGS
from grader.comparison.side_by_side import LEGEND
from grader.language import FOLDER, VARIABLE, _, speak
from grader.protocol.value_types import Raised
from grader.runner.cell_errors import CellError
from grader.runner.failure_messages import Failure, mistake_of, told_of
from grader.runner.keras_errors import advice_for
from grader.student import hints
from grader.student.learning_curves import training_advice
from grader.student.restart_and_run_all import undefined_names
from grader.submissions.notebook_reader import Cell
from grader.submissions.restored_cells import ABOUT_LOCKED, ABOUT_TESTS

GRADER = FOLDER.parent
ROOT = GRADER.parent
SPEAKING = [
    *GRADER.glob("*/*.py"),
    *GRADER.glob("*.py"),
    *(ROOT / "datasets/cnn_datasets").glob("*.py"),
    ROOT / "cnn_utils.py",
    ROOT / "test_utils.py",
]
# Calls of `_` with what is a text of a table elsewhere; `texts` looks into these.
FROM_TABLES = {"LEGEND[mark]", "about[what]", "dataset.obtain", "item.attribute"}
# Settings that a comparison infers; they are no columns of a row.
INFERRED = ("input shape", "wiring", "kernel size", "filters", "units", "use bias", "axis")
CONV = ["Conv2D", [None, 64, 64, 32], 4736, "valid", "linear", "GlorotUniform"]
PAD = ["ZeroPadding2D", [None, 70, 70, 3], 0, [[3, 3], [3, 3]]]
RELU = ["ReLU", [None, 64, 64, 32], 0]
POOL = ["MaxPooling2D", [None, 32, 32, 32], 0, [2, 2], [2, 2], "valid"]
FLAT = ["Flatten", [None, 32768], 0]
DENSE = ["Dense", [None, 1], 32769, "sigmoid"]
EXPECTED = [PAD, CONV, RELU, POOL, FLAT, DENSE]


def lookups():
    """(place, expression, texts that it may be) of every call of `_` in the sources."""
    for path in SPEAKING:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = defaultdict(list)
        for statement in ast.walk(tree):
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                named[statement.targets[0].id].append(statement.value)
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_":
                place = f"{path.name}:{call.lineno}"
                yield place, ast.unparse(call.args[0]), list(strings(call.args[0], named))


def texts():
    """Every text that is looked up: in place, by a name, in a table, or in a template."""
    for _place, _expression, found in lookups():
        yield from found
    for path in GRADER.glob("gradebook/*.j2"):
        yield from re.findall(r'_\("([^"]*)"', path.read_text(encoding="utf-8"))
    yield from {name for names in (COMMON, *SETTINGS.values(), INFERRED) for name in names}
    for table in (LEGEND, ABOUT_LOCKED, ABOUT_TESTS):
        yield from table.values()
    yield from {dataset.obtain for dataset in DATASETS.values()}


def strings(node, named):
    """The texts that an expression may be; those of a dict are its values."""
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.Name):
        for value in named[node.id]:
            yield from strings(value, named)
    elif isinstance(node, ast.Dict):
        yield from (value.value for value in node.values)
    elif isinstance(node, ast.Subscript):
        yield from strings(node.value, named)
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body, named)
        yield from strings(node.orelse, named)


def test_the_text_of_every_lookup_stands_in_the_sources():
    unknown = [place for place, text, found in lookups() if not found and text not in FROM_TABLES]
    assert unknown == []


@pytest.mark.parametrize("path", [*FOLDER.glob("*.toml")], ids=lambda path: path.stem)
def test_every_text_is_translated_with_its_placeholders_and_nothing_else_is(path):
    translated = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(texts()) ^ set(translated) == set()

    def placeholders(text):
        """What stands in braces; a translation may say it twice, where English says it once."""
        parts = string.Formatter().parse(text)
        return {(name, form, how) for _said, name, form, how in parts if name}

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


KERAS = [
    ("ValueError", "Could not interpret optimizer identifier: addam"),
    ("ValueError", "Unrecognized keyword arguments passed to Conv2D: {'stride': 2}"),
    ("ValueError", "Input 0: expected min_ndim=4, found ndim=2. Full shape received: (None, 9)"),
    ("AttributeError", "'NoneType' object has no attribute 'fit'"),
]


@pytest.mark.parametrize("error", KERAS, ids=[text[:25] for _type, text in KERAS])
def test_advice_on_an_error_of_keras_is_in_chinese(error):
    with speak("zh"):
        advice = advice_for(*error)
    assert advice and english_in(advice) == []


def test_what_stopped_a_cell_is_told_in_chinese_and_counted_in_english():
    raised = Raised("MemoryError", "no room", "code cell 3", 2)
    with speak("zh"):
        told = CellError("code cell 3", raised).sentence("f")
        failure = Failure(NameError("name 'f' is not defined"), "f()", raised)
        counted = mistake_of(failure, lambda failure: told_of(failure.raised, failure))
    assert told.startswith("代码单元格 3（第 2 行）：引发 MemoryError") and english_in(told) == []
    assert counted == "Your code raised MemoryError (code cell #, line #): no room"


def test_a_finding_is_in_chinese():
    with speak("zh"):
        [finding] = undefined_names((Cell(1, None, "y = x"), Cell(2, None, "x = 1")))
        assert finding.place == "代码单元格 1，第 1 行"
        assert "代码单元格 2" in finding.what and english_in(finding.sentences) == []


def test_loaders_speak_chinese(tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_COURSE_DATA", str(tmp_path))
    with speak("zh"):
        notices = [locate(DATASETS[name]).sentence for name in ("happy", "flowers")]
        notices.append(locate(DATASETS["happy"], drawn=True).sentence)
        for file in DATASETS["happy"].storage.files:
            (tmp_path / file.name).write_text("no HDF5")
        with pytest.raises(DataError) as damaged:
            locate(DATASETS["happy"])
        with pytest.raises(FileNotFoundError) as missing:
            cnn_utils.load_own_image("me.jpg")
    notices += [str(damaged.value), str(missing.value)]
    assert [english_in(one, *titles_in(one)) for one in notices] == [[]] * 5
    assert "替代数据" in notices[0]


def titles_in(told):
    return [data.title for data in DATASETS.values() if data.title in told]


def test_advice_on_curves_is_in_chinese():
    with speak("zh"):
        assert english_in(training_advice({"loss": [1.0, 1.0, 1.0]})) == []


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
