"""The whole check, in the real sandbox and from the command line."""

import json
import re

import nbformat
import pytest
from chinese import english_in
from click.testing import CliRunner

from grader.cli import main
from grader.release.sample_class import edit, solved
from grader.results import Verdict

pytestmark = pytest.mark.slow
NAME = "05_convolution_model_application"


def run(path, *options):
    return CliRunner().invoke(main, ["check", str(path), *options])


def test_a_right_notebook_passes(save, nb):
    result = run(save(nb))
    assert result.exit_code == 0, result.output
    assert "2 of 2 visible tests passed" in result.output


def test_an_untouched_one_is_not_attempted_which_is_not_wrong(save, untouched):
    result = run(save(untouched))
    assert result.exit_code == 1
    assert result.output.count("not attempted yet") == 2
    assert "failed" not in result.output


def test_a_wrong_layer_is_explained_and_findings_follow(save, nb):
    edit(nb, "happyModel", "strides=1", "strides=2")
    edit(nb, "happyModel", "    return model", "    print(1)\n    return model")
    result = run(save(nb), "--json")
    found = json.loads(result.output.splitlines()[-1])
    assert (result.exit_code, found["passed"]) == (1, False)
    verdicts = {test["grade_id"]: test["verdict"] for test in found["tests"]}
    assert verdicts == {
        "test_happyModel": Verdict.FAILED,
        "test_convolutional_model": Verdict.PASSED,
    }
    assert "use strides=1" in found["tests"][0]["message"]
    assert [finding["kind"] for finding in found["findings"]] == ["extra print"]


def test_in_a_chinese_notebook_all_is_chinese(save, ours):
    nb = nbformat.read(ours.source(NAME) / f"{NAME}.ipynb", 4)
    nb = solved(nbformat.read(ours.release("zh") / NAME / f"{NAME}.ipynb", 4), nb)
    edit(nb, "happyModel", "    return model", "    print(1)\n    return model")
    edit(nb, "happyModel", "strides=1", "strides=2")
    edit(nb, "convolutional_model", "pool_size=8", "pool_sise=8")
    path = save(nb)
    told = run(path).output
    [keras] = re.findall(r"Unrecognized keyword .*", told)
    assert english_in(told, keras) == []
    for part in (
        "与预期不符",
        "MaxPooling2D 没有参数 `pool_sise`",
        "提交之前",
        "不扣分",
        "可见测试",
    ):
        assert part in told
    found = run(path, "--language", "en").output
    assert "visible tests passed" in found and "提交之前" not in found


def test_what_is_no_notebook_gets_a_sentence(tmp_path):
    path = tmp_path / "05_convolution_model_application.ipynb"
    path.write_text("<html>")
    result = run(path)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ") and "HTML" in result.output


def test_what_is_no_file_is_refused_by_its_name(tmp_path):
    missing, folder = run("02_fashion_mnist"), run(tmp_path)
    assert missing.exit_code == folder.exit_code == 2
    assert "File '02_fashion_mnist' does not exist" in missing.output
    assert "is a directory" in folder.output
