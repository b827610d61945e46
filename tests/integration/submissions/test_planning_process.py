import copy
import os
import random
import socket
import threading
from dataclasses import fields, replace

import nbformat
import numpy as np
import pytest

from grader.assignment.reader import read_assignment
from grader.protocol import Malformed
from grader.results import Verdict
from grader.sandbox.exit_status import Ended
from grader.sandbox.process_usage import family
from grader.sandbox.protection import Protection, protection
from grader.submissions import planning_process, reader_client
from grader.submissions.files_beside import MOST_BYTES
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.planning_process import (
    _pool,
    answers_in_subprocess,
    plan_in_subprocess,
)
from grader.submissions.reader_client import ReaderClient, _content, _Reads
from grader.submissions.reader_messages import READ, plans_data, plans_of
from grader.submissions.safe_files import plain_bytes
from grader.submissions.submission import Submission, find_submissions
from grader.submissions.submission_reader import find_answers, find_notebooks, make_plans

TINY = "01_tiny"
PNG = "iVBORw0KGgo="


@pytest.fixture
def one(tiny, write_submission, answered):
    outputs = [
        nbformat.v4.new_output("stream", text="hello"),
        nbformat.v4.new_output("error", ename="E", evalue="v"),
        nbformat.v4.new_output("display_data", {"image/png": PNG, "text/plain": "a figure"}),
    ]
    answered.cells.append(nbformat.v4.new_code_cell("show()", outputs=outputs))
    write_submission(tiny, "ada", answered)
    return find_submissions(tiny.submitted_root, TINY)[0], read_assignment(tiny, TINY)


def found_here(submission, assignment):
    """What a reader finds, in this process."""
    return find_notebooks(submission.folder, submission.files, (), assignment, plain_bytes)


def plans_here(submission, assignment):
    return make_plans(found_here(submission, assignment), assignment)


def test_a_reader_makes_the_same_plans(one):
    plans = plan_in_subprocess(*one)
    assert plans == plans_here(*one)
    for plan, same in zip(plans, plans_here(*one), strict=True):
        assert [cell.shown for cell in plan.cells] == [cell.shown for cell in same.cells]
    assert all(
        task.test is test
        for plan, author in zip(plans, one[1].notebooks, strict=True)
        for task, test in zip(plan.tasks, author.tests, strict=True)
    )


def test_what_is_odd_beside_the_notebooks_is_a_finding(one):
    (one[0].folder / "timestamp.txt").write_text("yesterday")
    [plan] = plan_in_subprocess(*one)
    assert plan.findings[-1:] == one[0].notes and "'yesterday'" in plan.findings[-1]


def test_a_reader_finds_the_same_answers(one):
    found = answers_in_subprocess(*one)
    assert set(found) == {"double", "fold"}
    assert found == find_answers(found_here(*one), one[1])


def test_names_that_are_no_text_are_told_as_they_were(tiny, write_submission):
    folder = write_submission(tiny, "ada", b"not a notebook")
    for name in (b"half \xff.ipynb", b"\xed\xa0\x80.ipynb"):
        (folder / os.fsdecode(name)).write_bytes(b"{}")
    one = find_submissions(tiny.submitted_root, TINY)[0], read_assignment(tiny, TINY)
    assert plan_in_subprocess(*one) == plans_here(*one)


def test_what_takes_too_long_is_an_error_for_every_test_of_that_submission(
    tiny, write_submission, answered
):
    new = nbformat.v4.new_code_cell
    answered.cells += [new(f"x{n} = [x{n - 1}, double]") for n in range(1500)]
    write_submission(tiny, "ada", answered)
    one = find_submissions(tiny.submitted_root, TINY)[0], read_assignment(tiny, TINY)
    [plan] = plan_in_subprocess(*one, seconds=0.001)
    assert {q.settled.verdict for q in plan.tasks} == {Verdict.ERROR}
    assert not any(q.settled.fault for q in plan.tasks)
    assert "can't be read within 0.001 seconds" in plan.findings[0]
    assert plan_in_subprocess(*one) == plans_here(*one), "the next one is read again"


def test_readers_that_were_killed_are_replaced_and_cost_nobody(one):
    plan_in_subprocess(*one)
    _pool._server._process.kill()
    _pool._server._process.wait()
    assert plan_in_subprocess(*one) == plans_here(*one)


def test_a_machine_without_readers_gives_no_verdict(one, monkeypatch):
    def refuse(self, is_fresh):
        raise OSError("no process left")

    monkeypatch.setattr(planning_process._Pool, "take", refuse)
    [plan] = plan_in_subprocess(*one)
    assert all(task.settled.fault for task in plan.tasks)
    assert "no process left" in plan.findings[0]


class Answers(ReaderClient):
    """A reader that a notebook has taken over: it answers what it likes."""

    def __init__(self, *messages):
        self.messages = list(messages)
        self.sent = []
        self._assignment = self._fork = None
        self._server = self
        self._sock = socket.socket()

    def usage(self, fork):
        return None

    def _has_news(self, seconds):
        return True

    def _send(self, message):
        self.sent.append(message)

    def _receive(self):
        return self.messages.pop(0)


def test_a_reader_is_given_no_file_but_the_submissions(one, tmp_path):
    submission, assignment = one
    asked = ("plans", submission.folder, submission.files, assignment, 1.0)
    for path in ("/etc/passwd", str(tmp_path), f"{submission.folder}/../../bob/{TINY}/x.ipynb"):
        with pytest.raises(Malformed, match="may not read"):
            Answers((READ, path.encode(), 0)).ask(*asked)
    own = os.fsencode(submission.folder / f"{TINY}.ipynb")
    with pytest.raises(Malformed, match="too often"):
        Answers(*[(READ, own, 0)] * 5).ask(*asked)
    for start in (1, -1, 16_000_000):
        with pytest.raises(Malformed, match="too often"):
            Answers((READ, own, 0), (READ, own, start)).ask(*asked)
    for question in (
        (),
        (READ,),
        (READ, own),
        ("write", own, 0),
        (READ, own, "0"),
        (READ, own, True),
    ):
        with pytest.raises(Malformed, match="something else"):
            _content(question, {})


def test_a_file_is_read_part_by_part(one, monkeypatch):
    path = one[0].folder / f"{TINY}.ipynb"
    monkeypatch.setattr(reader_client, "PART_BYTES", 100)
    reads, whole = {path: _Reads()}, b""
    while (part := _content((READ, os.fsencode(path), len(whole)), reads)[1]) and len(part) == 100:
        whole += part
    assert whole + part == path.read_bytes()
    with pytest.raises(Malformed, match="too often"):  # there is no more
        _content((READ, os.fsencode(path), len(whole + part)), reads)


def test_a_notebook_of_more_than_a_part_is_read(one, monkeypatch):
    path = one[0].folder / f"{TINY}.ipynb"
    nb = nbformat.read(path, 4)
    text = "0123456789" * 200_000
    nb.cells[-1].outputs = [nbformat.v4.new_output("stream", text=text) for _ in range(20)]
    nbformat.write(nb, path)
    assert path.stat().st_size > 2 * reader_client.PART_BYTES
    assert plan_in_subprocess(*one) == plans_here(*one)
    assert plans_here(*one)[0].findings == ()


def test_a_folder_that_can_not_be_listed_is_told_and_stops_nobody(one, monkeypatch):
    def refuse(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Submission, "files", property(refuse))
    [plan] = plan_in_subprocess(*one)
    assert {q.settled.verdict for q in plan.tasks} == {Verdict.ERROR}
    assert "could not read these files (OSError" in plan.findings[0]
    assert answers_in_subprocess(*one) == {}


def test_an_assignment_that_can_not_be_sent_is_not_the_submissions_fault(one):
    submission, assignment = one
    notebook = assignment.notebooks[0]
    odd = replace(notebook, tests=(replace(notebook.tests[0], source="'\ud800'"),))
    [plan] = plan_in_subprocess(submission, replace(assignment, notebooks=(odd,)))
    assert all(task.settled.fault for task in plan.tasks)


def test_an_assignment_that_a_reader_can_not_read_is_not_the_submissions_fault(one, monkeypatch):
    submission, assignment = one
    monkeypatch.setattr(reader_client, "assignment_data", lambda assignment: ("nonsense",))
    [plan] = plan_in_subprocess(submission, replace(assignment))
    assert all(task.settled.fault for task in plan.tasks)
    assert "the assignment can't be read" in plan.findings[0]


def test_an_answer_that_is_malformed_costs_only_its_own_submission(one, monkeypatch):
    submission, assignment = one
    monkeypatch.setattr(_pool, "take", lambda is_fresh: Answers(["nonsense"]))
    monkeypatch.setattr(Answers, "close", lambda self: Ended(0, False))
    [plan] = plan_in_subprocess(submission, assignment)
    assert {q.settled.verdict for q in plan.tasks} == {Verdict.ERROR}
    assert not any(q.settled.fault for q in plan.tasks)


def forged(data, **changes):
    """A described plan with fields changed, by their place."""
    names = [field.name for field in fields(GradingPlan)]
    [(language, cells, plan)] = copy.deepcopy(data)
    for name, value in changes.items():
        if name == "sent":
            cells = value(cells)
        else:
            at = names.index(name)
            plan[at] = value(plan[at]) if callable(value) else value
    return [(language, cells, plan)]


def settled_as(*result):
    """Every task of a plan with this result."""
    return lambda tasks: tuple([*task[:5], result] for task in tasks)


def output(**fields):
    """The cells with one output of the first changed."""

    def change(cells):
        first = cells[0]
        return ([*first[:4], [(), ({**fields},)]], *cells[1:])

    return change


FORGED = {
    "a pass that no test gave": {"tasks": settled_as("passed", b"", False)},
    "points": {"tasks": settled_as("error", b"", False, 10.0)},
    "a verdict of another kind": {"tasks": settled_as(True, b"", False)},
    "no tasks": {"tasks": ()},
    "half of the tasks": {"tasks": lambda tasks: tasks[:1]},
    "a test twice": {"tasks": lambda tasks: (tasks[0], tasks[0])},
    "a test that does not exist": {"tasks": lambda tasks: ([*tasks[0][:1], 99, *tasks[0][2:]],)},
    "a cell that does not exist": {"cells": (10**6,)},
    "cells as text": {"cells": b"[]"},
    "fewer indices than cells": {"tasks": lambda tasks: tuple([*t[:3], (), *t[4:]] for t in tasks)},
    "a file above the folder": {"files": ((b"../x", b""),)},
    "files without bounds": {"files": ((b"x", bytes(MOST_BYTES)), (b"y", b"1"))},
    "an output with HTML": {
        "sent": output(output_type="display_data", metadata={}, data={"text/html": "<script>"})
    },
    "a picture that is none": {
        "sent": output(output_type="display_data", metadata={}, data={"image/png": '"><script>'})
    },
    "an output with metadata": {
        "sent": output(output_type="display_data", metadata={"a": 1}, data={"image/png": PNG})
    },
    "a stream of another name": {
        "sent": output(output_type="stream", name="<b>", text="x"),
    },
    "an error output": {"sent": output(output_type="error", ename="x", evalue="", traceback=[])},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_plan_is_malformed(one, name):
    submission, assignment = one
    data = plans_data(plans_here(submission, assignment), assignment)
    assert plans_of(forged(data), assignment) == plans_here(submission, assignment)
    with pytest.raises(Malformed):
        plans_of(forged(data, **FORGED[name]), assignment)


def test_a_plan_has_the_author_of_the_coordinator_whatever_the_reader_says(one):
    submission, assignment = one
    data = plans_data(plans_here(submission, assignment), assignment)
    [plan] = plans_of(forged(data, author=[b"02_other", None, (), (), ()]), assignment)
    assert plan.author is assignment.notebooks[0]


def test_files_are_read_from_the_submissions_folders_only(one):
    submission, assignment = one
    data = plans_data(plans_here(submission, assignment), assignment)
    asked = ("plans", submission.folder, submission.files, assignment, 1.0)
    for place in (submission.folder, ""):
        assert Answers(forged(data, found_in=os.fsencode(place))).ask(*asked)
    with pytest.raises(Malformed, match="where there is none"):
        Answers(forged(data, found_in=b"/etc")).ask(*asked)


ODD = [None, True, -1, 2**70, 0.5, "x", b"\xff", (), [], {}, frozenset(), (1, 2), [[]], np.zeros(2)]


def parts(data, found):
    """Every list, and every tuple made a list, in `data`; their items can be replaced."""
    if type(data) in (list, tuple):
        found.append(made := [parts(item, found) for item in data])
        return made if type(data) is list else Tuple(made)
    return data


class Tuple:
    """A tuple whose items are still to be replaced."""

    def __init__(self, items):
        self.items = items


def finished(data):
    if type(data) is Tuple:
        return tuple(map(finished, data.items))
    return list(map(finished, data)) if type(data) is list else data


def test_any_other_answer_is_a_plan_without_points_or_malformed(one):
    submission, assignment = one
    data = plans_data(plans_here(submission, assignment), assignment)
    rng, malformed = random.Random(1), 0
    for _ in range(3000):
        found = []
        changed = parts(data, found)
        for _ in range(rng.randint(1, 2)):
            items = rng.choice([items for items in found if items])
            items[rng.randrange(len(items))] = rng.choice(ODD)
        try:
            plans = plans_of(finished(changed), assignment)
        except Malformed:
            malformed += 1
        else:
            assert not any(task.settled and task.settled.points for p in plans for task in p.tasks)
    assert malformed > 1000


def test_two_that_ask_at_once_have_readers_of_their_own(one):
    submission, assignment = one
    both, readers = threading.Barrier(2), []

    def ask():
        reader = _pool.take(False)
        both.wait(60)
        readers.append(reader)
        found = reader.ask("plans", submission.folder, submission.files, assignment, 20.0)
        assert found == plans_here(*one)
        _pool.give_back(reader)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, readers))) == 2


@pytest.mark.skipif(not protection().shares_sandbox, reason="this machine has no whole sandbox")
def test_a_reader_has_no_network_no_files_and_few_system_calls(one):
    submission, _ = one
    plan_in_subprocess(*one)
    readers = family(_pool._server._process.pid)[1:]
    confined = 0
    for pid in readers:
        with open(f"/proc/{pid}/status") as file:
            status = dict(
                line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line
            )
        if status["Seccomp"].strip() != "2":
            continue  # the server itself
        confined += 1
        assert int(status["CapEff"], 16) == 0 and status["NoNewPrivs"].strip() == "1"
        assert os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")
        assert not os.path.exists(f"/proc/{pid}/root{submission.folder}")
    assert confined


@pytest.mark.parametrize("bubblewrap", ["it is not installed", protection().bubblewrap])
def test_readers_work_with_less_of_a_sandbox(one, monkeypatch, bubblewrap):
    less = Protection(bubblewrap, landlock=0, seccomp=False, own_views=False)
    monkeypatch.setattr("grader.sandbox.fork_servers.protection", lambda: less)
    monkeypatch.setattr(planning_process, "_pool", pool := planning_process._Pool())
    try:
        assert plan_in_subprocess(*one) == plans_here(*one)
    finally:
        pool.close()
