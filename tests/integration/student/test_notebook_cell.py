"""`check()` in a real kernel."""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from grader.release.sample_class import cell_of, edit
from grader.student.notebook_cell import check

pytestmark = pytest.mark.slow


def outputs_of(code, folder, *before):
    cells = [nbformat.v4.new_code_cell(source) for source in (*before, code)]
    nb = nbformat.v4.new_notebook(cells=cells)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(nb, kernel_name="python3", resources=resources).execute()
    return nb.cells[-1].outputs


def test_the_page_and_its_text_say_what_the_command_says(save, nb):
    path = save(edit(nb, "happyModel", "strides=1", "strides=2"))
    [shown] = outputs_of(f"from test_utils import check\ncheck({str(path)!r})", path.parent)
    assert "✗ test_happyModel: failed" in shown.data["text/plain"]
    assert "✓ test_convolutional_model: passed" in shown.data["text/html"]
    assert "use strides=1" in shown.data["text/html"]


def test_a_version_that_was_run_but_not_saved_is_noticed(save, untouched):
    path = save(untouched)
    newer = cell_of(untouched, "happyModel").source.replace("raise NotImplementedError()", "pass")
    setup = "from test_utils import check"
    [shown] = outputs_of(f"check({str(path)!r})", path.parent, setup, newer)
    assert "Save the notebook" in shown.data["text/plain"]


def test_what_is_told_is_of_the_version_that_was_checked(save, untouched):
    path = save(untouched)
    newer = cell_of(untouched, "happyModel").source.replace("raise NotImplementedError()", "pass")
    saved_meanwhile = f"""
from pathlib import Path
import subprocess
import sys
run = subprocess.run
def and_save(*words, **options):
    done = run(*words, **options)
    file = Path({str(path)!r})
    file.write_text(file.read_text().replace("raise NotImplementedError()", "pass"))
    return done
subprocess.run = and_save"""
    setup = "from test_utils import check"
    [shown] = outputs_of(f"check({str(path)!r})", path.parent, setup, newer, saved_meanwhile)
    assert shown.data["text/plain"].startswith("An older version was checked")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("check()", "give its path"),
        ("open('text.ipynb', 'w').close(); check('text.ipynb')", "is empty"),
        ("check('nothing.ipynb')", "There is no file nothing.ipynb"),
        ("check(print)", "Write check()"),
    ],
)
def test_without_a_file_it_says_what_to_do(tmp_path, call, told):
    [shown] = outputs_of(f"from test_utils import check\n{call}", tmp_path)
    assert told in shown.text


def test_names_of_ipython_that_were_bound_anew_do_not_matter(save, untouched):
    path = save(untouched)
    setup = "from test_utils import check\nIn = 5"
    [shown] = outputs_of(f"check({str(path)!r})", path.parent, setup)
    assert "not attempted" in shown.data["text/plain"]


def test_in_a_script_the_text_is_printed(save, untouched):
    script = f"from test_utils import check; check({str(save(untouched))!r})"
    words = [sys.executable, "-c", script]
    printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "test_happyModel: not attempted\n" in printed
    assert "<div" not in printed


def test_a_check_that_was_killed_says_so(save, untouched, monkeypatch, capsys):
    killed = subprocess.CompletedProcess([], -9, "", "")
    monkeypatch.setattr(subprocess, "run", lambda *words, **options: killed)
    check(save(untouched))
    assert "ended from outside (exit code -9)" in capsys.readouterr().out
