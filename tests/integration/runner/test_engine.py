"""The whole engine: fork servers, student workers and test runners, on plans made by hand."""

import os
import signal
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from grader.assignment.model import AssignmentNotebook, SolutionCell, TestCell
from grader.protocol.codec import encode
from grader.protocol.message_limits import Limits as ProtocolLimits
from grader.results import Verdict
from grader.runner import engine, plan_run
from grader.runner.answer_key import answer_keys
from grader.runner.engine import SandboxedRunner
from grader.runner.grading import run_plan
from grader.runner.limits import Limits
from grader.runner.processes import MOST_JOBS
from grader.runner.tests_in_worker import INSIDE
from grader.sandbox.process_usage import family, is_ending
from grader.sandbox.restrictions import Allowance
from grader.submissions.grading_plan import GradingPlan, TestTask
from grader.submissions.notebook_reader import Cell

WORKERS = 2
RIGHT = "def f(x):\n    return 2 * x\n"
CHECK = "assert f(3) == 6"
HIDDEN = "\n### BEGIN HIDDEN TESTS\nassert f(7723) == 15446\n### END HIDDEN TESTS"


@pytest.fixture(scope="module")
def runner():
    # without a sandbox the same processes are started, see `test_fork_server_client`
    with SandboxedRunner(WORKERS, allowance=Allowance(2 << 30), trust_submissions=True) as runner:
        yield runner


def plan(cells, *tests, needs=None):
    """A plan for one notebook: the tests' sources, each worth 10 and in need of all cells."""
    cells = tuple(Cell(n, None, source) for n, source in enumerate(cells, start=1))
    tasks = []
    for number, source in enumerate(tests):
        cell_indices = needs[number] if needs else tuple(range(len(cells)))
        test = TestCell(f"test{number}", 10.0, source, source)
        tasks.append(TestTask("nb", test, tuple(cells[p] for p in cell_indices), cell_indices))
    solutions = (SolutionCell("f", "", frozenset("f")),)
    author = AssignmentNotebook("nb", None, (), solutions, tuple(task.test for task in tasks))
    return GradingPlan(author, tuple(tasks), cells)


def with_whole(one, hidden=False, also_inside=False):
    """The plan of a single test, which needs the last cell, and may need all of them."""
    [task] = one.tasks
    end = "\n### BEGIN HIDDEN TESTS\nassert f(4) == 8\n### END HIDDEN TESTS" if hidden else ""
    test = replace(task.test, source=task.test.source + end, also_inside=also_inside)
    task = replace(task, test=test, cells=one.cells[-1:], cell_indices=(0,), whole=one.cells)
    return replace(one, tasks=(task,))


def examine(runner, *arguments, seconds=20.0, **rest):
    return list(runner.run(plan(*arguments, **rest), Limits(seconds)))


def points(results):
    return [result.points for result in results]


def test_every_question_is_answered_in_order(runner):
    results = examine(runner, [RIGHT], CHECK, "assert f(3) == 7", CHECK + "\n2.5")
    assert [r.grade_id for r in results] == ["test0", "test1", "test2"]
    assert points(results) == [10, 0, 2.5]


BY_ENVIRONMENT = "import os\ndef f(x):\n    return x * int(os.environ.get('FACTOR', 3))"
SETS = "import os\nos.environ['FACTOR'] = '{}'"


@pytest.mark.parametrize("also_inside", [False, True])
def test_a_test_that_fails_without_a_cell_above_is_run_with_all(runner, also_inside):
    one = with_whole(plan([SETS.format(2), BY_ENVIRONMENT], CHECK), True, also_inside)
    assert points(runner.run(one, Limits(20.0))) == [10]


def test_a_test_that_fails_with_all_cells_keeps_its_first_message(runner):
    one = with_whole(plan([SETS.format(4), BY_ENVIRONMENT], "assert f(3) == 6"))
    [result] = runner.run(one, Limits(20.0))
    assert (result.points, result.message) == (0, "`f(3)` is 9, expected 6.")


def test_a_failure_in_a_hidden_part_stands(runner):
    """An answer that knows which run it is in could else try two guesses."""
    code = "import os\ndef f(x):\n    return 2 * x if x < 4 else int(os.environ.get('GUESS', 7))"
    first, second = "import os\nos.environ['GUESS'] = '8'", code
    assert points(runner.run(with_whole(plan([first, second], CHECK)), Limits(20.0))) == [10]
    assert points(runner.run(with_whole(plan([first, second], CHECK), True), Limits(20.0))) == [0]


ENDS = {
    "ends itself": "import os\nos._exit(3)",
    "never ends": "while True: pass",
}


def with_named(cells, *tests):
    """A plan whose first cell is there only for what it may do to the process."""
    made = plan(cells, *tests)
    return replace(made, tasks=tuple(replace(t, named=made.cells[1:]) for t in made.tasks))


@pytest.mark.parametrize("also_inside", [False, True])
@pytest.mark.parametrize("ends", ENDS)
def test_a_cell_of_another_exercise_that_takes_the_worker_with_it_costs_nothing(
    runner, ends, also_inside
):
    made = with_named([ENDS[ends], RIGHT], CHECK, "assert f(3) == 7")
    tests = [replace(t.test, also_inside=also_inside) for t in made.tasks]
    tasks = [replace(t, test=test) for t, test in zip(made.tasks, tests, strict=True)]
    assert points(runner.run(replace(made, tasks=tuple(tasks)), Limits(1.0))) == [10, 0]


def test_what_is_told_of_such_a_cell_stands_where_the_test_fails_without_it_too(runner):
    [result] = runner.run(
        with_named(["import os\nos._exit(3)", RIGHT], "assert f(3) == 7"), Limits()
    )
    assert (result.points, "exit code 3" in result.message) == (0, True)


def test_an_answer_that_ends_the_process_when_it_is_called_is_not_asked_twice(runner):
    answer = "import os\ndef f(x):\n    if 'A' in os.environ: os._exit(3)\n    return 2 * x"
    made = with_named(["import os\nos.environ['A'] = '1'", answer], CHECK)
    assert points(runner.run(made, Limits(20.0))) == [0]


def test_a_test_that_asks_at_random_is_run_with_all_cells_too(runner):
    """Its conversation is known after the first submission, and it then asks otherwise."""
    draws = "import random\nx = random.SystemRandom().random()\nf(x)\nassert f(3) == 6"
    one = with_whole(plan([SETS.format(2), BY_ENVIRONMENT], draws))
    for _ in range(2):
        assert points(runner.run(one, Limits(20.0))) == [10]


def test_answers_with_other_cells_above_have_other_keys():
    plans = [with_whole(plan([SETS.format(n), BY_ENVIRONMENT], CHECK)) for n in (2, 3)]
    one, other = (set(answer_keys(p, p.tasks, Limits(), b"secret")) for p in plans)
    assert len(one) == 2 and not one & other


def test_stderr_and_warnings_cost_nothing(runner):
    noisy = "import sys, warnings\nwarnings.warn('x')\nprint('x', file=sys.stderr)\n"
    results = examine(runner, [noisy + RIGHT], noisy + CHECK)
    assert points(results) == [10]


def test_a_test_out_of_time_does_not_harm_the_others(runner):
    endless = "def g():\n    while True:\n        pass\n"
    results = examine(runner, [RIGHT + endless], CHECK, "g()", CHECK, seconds=3.0)
    assert [r.verdict for r in results] == [Verdict.PASSED, Verdict.TIMEOUT, Verdict.PASSED]
    assert "stopped after 3 seconds" in results[1].message


@pytest.mark.parametrize(
    ("end", "how"),
    [
        ("os._exit(7)", "exit code 7"),
        ("os.kill(os.getpid(), 9)", "PermissionError"),
        ("os.kill(os.getpid(), 15)", "SIGTERM"),
        ("os.abort()", "SIGABRT"),
    ],
)
def test_the_tests_after_a_lost_worker_get_another(runner, end, how):
    code = RIGHT + f"import os\ndef g():\n    {end}\n"
    results = examine(runner, [code], CHECK, "g()", CHECK, "g()", CHECK)
    assert points(results) == [10, 0, 10, 0, 10]
    assert how in results[1].message


def test_a_worker_that_an_earlier_test_spoiled_is_not_held_against_the_next(runner):
    code = RIGHT + "import os, threading, time\ndef g():\n"
    code += "    threading.Timer(0.2, os._exit, [0]).start()\n"
    results = examine(runner, [code], "g()", "import time\ntime.sleep(0.5)\n" + CHECK, CHECK)
    assert points(results) == [10, 10, 10]


def test_what_stays_behind_costs_its_own_test_only(runner):
    code = RIGHT + "def g():\n    return (x for x in 'ab')\n"
    results = examine(runner, [code], "g()", CHECK, "g()", CHECK)
    assert points(results) == [0, 10, 0, 10]
    assert "generator" in results[0].message


def test_no_answer_decides_that_its_test_runs_inside(runner):
    """However an answer can't cross, and whatever a course allows, it has no points."""
    code = RIGHT + "class Always:\n    def __eq__(self, other):\n        return True\n"
    code += "def f(x):\n    return Always()\n"
    asked = plan([code], "assert f(3) == 6\n" + HIDDEN)
    for strict in (True, False):
        [result] = runner.run(asked, Limits(20.0, strict))
        assert result.points == 0
        assert "7723" not in result.message


def inside(asked, **flags):
    tasks = [replace(q, test=replace(q.test, **flags)) for q in asked.tasks]
    return replace(asked, tasks=tuple(tasks))


def test_a_test_that_runs_inside_sees_live_objects_and_is_labelled(runner):
    code = RIGHT + "class C:\n    pass\n"
    asked = inside(plan([code], "assert issubclass(C, object) and f(3) == 6"), needs_inside=True)
    [result] = runner.run(asked, Limits(20.0))
    assert (result.points, result.message) == (10.0, INSIDE)


@pytest.mark.parametrize(
    "end", ["os._exit(x % 256)", "os.kill(os.getpid(), x % 30)", "raise ValueError(x)"]
)
def test_how_the_process_of_a_hidden_test_inside_ends_is_not_told(runner, end):
    code = f"import os\ndef f(x):\n    if x == 3:\n        return 6\n    {end}\n"
    told = set()
    for hidden in (7723, 7724):
        source = CHECK + HIDDEN.replace("7723", str(hidden))
        [result] = runner.run(inside(plan([code], source), needs_inside=True), Limits(20.0))
        assert result.points == 0
        told.add((result.verdict, result.message))
    assert len(told) == 1


def test_a_test_that_has_to_pass_inside_as_well(runner):
    sorts = "def f(xs):\n    xs.sort()\n    return xs\n"
    test = "xs = [2, 1]\nassert f(xs) == [1, 2]\nassert xs == [2, 1]"
    for code, points in ((sorts, 0), ("def f(xs):\n    return sorted(xs)\n", 10)):
        asked = inside(plan([code], test), also_inside=True)
        [result] = runner.run(asked, Limits(20.0))
        assert result.points == points
        assert INSIDE not in result.message or not points


def test_an_always_equal_object_does_not_pass_by_having_to_pass_inside_as_well(runner):
    code = (
        "class A:\n    def __eq__(self, other):\n        return True\ndef f(xs):\n    return A()\n"
    )
    asked = inside(plan([code], "xs = [2, 1]\nassert f(xs) == [1, 2] == xs"), also_inside=True)
    [result] = runner.run(asked, Limits(20.0))
    assert result.points == 0


def test_cells_run_in_the_order_of_the_notebook(runner):
    cells = ["x = 1\n", "x = x + 1\n", "x = x * 10\n"]
    results = examine(
        runner,
        cells,
        "assert x == 10",
        "assert x == 2",
        "assert x == 20",
        needs=[(0, 2), (0, 1), (0, 1, 2)],
    )
    assert points(results) == [10, 10, 10]


def test_workers_do_not_see_each_other(runner):
    examine(runner, ["import builtins\nbuiltins.left = 1\nopen('left', 'w').write('x')\n"], "x = 1")
    look = "import builtins, os\nfound = [hasattr(builtins, 'left'), os.path.exists('left')]\n"
    assert points(examine(runner, [look], "assert found == [False, False]")) == [10]


def test_tests_do_not_see_each_others_names(runner):
    results = examine(runner, [RIGHT], "mine = 1", "mine")
    assert [r.verdict for r in results] == [Verdict.PASSED, Verdict.ERROR]


def test_two_submissions_at_a_time(runner):
    results = {}

    def run(name):
        code = f"import time\ndef f(x):\n    time.sleep(0.3)\n    return {name}\n"
        results[name] = points(examine(runner, [code], f"assert f(1) == {name}"))

    threads = [threading.Thread(target=run, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {n: [10] for n in range(4)}


def runner_pids(runner):
    """The host's process ids of the test runners: the forks of their fork server."""
    return leaves(runner._test_runners)


def leaves(server):
    """The forks of a fork server, which is itself a child of bubblewrap's process."""
    found = family(server._process.pid)
    return found[2:] if server._sandboxed else found[1:]


def workers(runner):
    """The host's process ids of the student workers, those that are asked again among them."""
    servers = filter(None, (runner._students, runner._unused))
    return [pid for server in servers for pid in leaves(server)]


def killing(find, times=1):
    """Kill what `find` gives, so often, as soon as there is something; returns the thread."""

    def kill():
        deadline = time.monotonic() + 60
        for _ in range(times):
            while not (found := find()) and time.monotonic() < deadline:
                time.sleep(0.02)
            for pid in found:
                os.kill(pid, signal.SIGKILL)
            while found == find() and time.monotonic() < deadline:
                time.sleep(0.02)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


SLOW = RIGHT + "import time\ndef g():\n    time.sleep(1.5)\n    return 1\n"
SLOW_CHECK = "assert g() == 1"


def test_a_worker_that_is_killed_once_costs_nothing(runner):
    asked = plan([SLOW], CHECK, SLOW_CHECK, CHECK)
    thread = killing(lambda: workers(runner))
    assert points(run_plan(asked, runner, Limits(20.0))) == [10, 10, 10]
    thread.join()


def test_a_worker_that_is_killed_each_time_is_a_fault_and_no_zero(runner):
    asked = plan([SLOW], SLOW_CHECK)
    thread = killing(lambda: workers(runner), times=2)
    [result] = run_plan(asked, runner, Limits(20.0))
    thread.join()
    assert (result.points, result.fault) == (0, True), result


@pytest.mark.parametrize("role", ["_students", "_test_runners"])
def test_a_fork_server_that_is_killed_is_started_anew_and_costs_nothing(runner, role):
    server = family(getattr(runner, role)._process.pid)[1]
    asked = plan([SLOW], CHECK, SLOW_CHECK)
    thread = killing(lambda: workers(runner) and [server])
    results = run_plan(asked, runner, Limits(20.0))
    thread.join()
    assert points(results) == [10, 10], results
    assert points(examine(runner, [RIGHT], CHECK)) == [10]


def test_what_only_waits_is_asked_again_and_what_computes_is_not(runner):
    code = RIGHT + "import time\ndef g():\n    time.sleep(60)\ndef h():\n    while True: pass\n"
    asleep, busy = examine(runner, [code], "g()", "h()", seconds=1.0)
    assert (asleep.verdict, asleep.doubt) == (Verdict.TIMEOUT, True)
    assert (busy.verdict, busy.doubt) == (Verdict.TIMEOUT, False)
    [again] = run_plan(plan([code], "g()"), runner, Limits(1.0))
    assert (again.verdict, again.doubt, again.fault) == (Verdict.TIMEOUT, False, False)


def test_many_threads_end_their_own_worker_only(runner):
    code = RIGHT + "import threading, time\nthreading.stack_size(65536)\ndef g():\n"
    code += "    for _ in range(2000):\n"
    code += "        threading.Thread(target=time.sleep, args=[60], daemon=True).start()\n"
    code += "    time.sleep(30)\n"
    results = examine(runner, [code], CHECK, "g()", CHECK)
    assert points(results) == [10, 0, 10]
    # the kernel counts them, but for root; then the coordinator does
    assert "thread" in results[1].message


def test_as_many_threads_as_a_pipeline_over_files_takes_are_allowed(runner):
    code = RIGHT + "import threading, time\nthreading.stack_size(65536)\ndef g():\n"
    code += "    threads = [threading.Thread(target=time.sleep, args=[3]) for _ in range(160)]\n"
    code += "    for thread in threads: thread.start()\n"
    code += "    for thread in threads: thread.join()\n"
    assert points(examine(runner, [code], "g()", CHECK)) == [10, 10]


CLOSURE = "import numpy as np\ndef f(x):\n    return lambda: x.sum()"
FILES = "def f(n):\n    files = [open(f'{i}', 'w') for i in range(n)]\n    return len(files)"
WRITES = "def f(mb):\n    with open('w', 'wb') as file:\n        file.write(bytes(mb << 20))\n"
WRITES += "    return mb"
KEYS = "def f(n):\n    return {(a, b): a for a in range(-n, n) for b in range(-n, n)}"
NESTED = "def f(n):\n    return [] if n == 1 else [f(n - 1)]"
NUMPY = "import numpy as np\n"


@pytest.mark.parametrize(
    ("code", "test"),
    [
        (CLOSURE, NUMPY + "k = [f(np.array([n])) for n in range(30)]\nassert k[3]() == 3"),
        (FILES, "assert f(900) == 900"),
        (WRITES, "assert f(200) == 200"),
        (KEYS, "assert len(f(50)) == 10_000"),
        (NESTED, "assert f(200)"),
        ("import math\nf = math.factorial", "import math\nassert f(1000) == math.factorial(1000)"),
        ("def f(n): return [[0.5] * 28] * n", "assert len(f(60_000)) == 60_000"),
    ],
)
def test_what_honest_work_needs_is_within_the_limits(runner, code, test):
    [result] = examine(runner, [code], test, seconds=120.0)
    assert result.points == 10, result.message


@pytest.mark.parametrize(
    ("code", "test", "told"),
    [
        (FILES, "f(2000)", "1,024 files open at a time. Close each"),
        (WRITES, "f(1025)", "1,073,741,824 bytes together. Write less"),
        ("def f():\n    return bytes(3 << 30)", "f()", "GB of memory. Keep fewer"),
        ("def f():\n    return [0] * 5_000_000", "f()", "4,000,000 items; return numbers as a"),
        ("def f():\n    return bytes(769 << 20)", "f()", "805,306,368 bytes. Return less"),
    ],
)
def test_a_limit_says_what_it_is_and_what_to_do(runner, code, test, told):
    [result] = examine(runner, [code], test, seconds=120.0)
    assert (result.points, told in result.message) == (0, True), result.message


@pytest.mark.parametrize(
    ("left", "workers", "least", "most"),
    [(None, 2, 160, 300), (600, 2, 160, 268), (600, 8, 68, 80), (100, 8, 64, 100)],
)
def test_a_limit_of_the_machine_is_shared(left, workers, least, most, monkeypatch):
    monkeypatch.setattr(engine, "processes_left", lambda: left)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert least <= engine.threads_each(workers) <= most


def test_a_test_runner_that_dies_costs_one_test_and_no_more(runner):
    before = runner_pids(runner)
    assert len(before) == WORKERS
    slow = RIGHT + "import time\ndef g():\n    time.sleep(2)\n"
    kill = threading.Timer(1.0, lambda: [os.kill(pid, signal.SIGKILL) for pid in before])
    kill.start()
    results = examine(runner, [slow], CHECK, "g()", CHECK)
    kill.join()
    assert [r.verdict for r in results] == [Verdict.PASSED, Verdict.ERROR, Verdict.PASSED]
    assert "no verdict" in results[1].message
    assert [r.fault for r in results] == [False, True, False]


def test_a_test_runner_that_died_between_submissions_costs_nothing(runner):
    before = runner_pids(runner)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    while not all(map(is_ending, before)):
        time.sleep(0.02)
    for _ in range(WORKERS):  # each slot finds out for itself
        assert points(examine(runner, [RIGHT], CHECK, CHECK)) == [10, 10]
    assert set(runner_pids(runner)).isdisjoint(before)


def test_a_test_runner_that_hangs_is_replaced(runner):
    [first, *_] = runner_pids(runner)
    os.kill(first, signal.SIGSTOP)
    outcomes = [examine(runner, [RIGHT], CHECK, CHECK, seconds=1.0) for _ in range(WORKERS)]
    # One test has no verdict, unless the test runner was replaced before it was asked.
    assert sorted(sum(points(results)) for results in outcomes) in ([10, 20], [20, 20])
    assert first not in runner_pids(runner)


def test_a_job_that_can_not_be_sent_harms_no_other(runner, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(plan_run, "encode", partial(encode, limits=ProtocolLimits(items=1_000)))
        for _ in range(WORKERS):
            [result] = examine(runner, ["x = 1"] * 1_000, CHECK)
            assert (result.points, result.fault) == (0, False)
            assert "too large to be run" in result.message
    assert points(examine(runner, [RIGHT], CHECK)) == [10]


def usage(runner):
    """Open files and resident kilobytes of this process and all in both sandboxes."""
    processes = [os.getpid()]
    for server in (runner._students, runner._test_runners):
        processes += family(server._process.pid)
    files = sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in processes)
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in processes)
    return len(processes), files, pages * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.slow
def test_many_submissions_leave_nothing_behind(runner):
    array = "import numpy as np\ndef f(x):\n    return np.zeros(100_000)\n"
    check = "assert f(3).shape == (100_000,)"
    for _ in range(10):
        examine(runner, [array], check)
    before = usage(runner)
    for _ in range(MOST_JOBS + 20):
        assert points(examine(runner, [array], check)) == [10]
    after = usage(runner)
    assert after[:2] == before[:2]
    assert after[2] < before[2] + 50_000


READ_A_FOLDER = """
import os
import numpy as np, PIL.Image, keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator

for name in ("cat", "dog"):
    os.makedirs(f"pets/{name}")
    PIL.Image.fromarray(np.zeros((8, 8, 3), "uint8")).save(f"pets/{name}/one.png")

def f(x):
    if x == 1:
        found = keras.utils.image_dataset_from_directory("pets", image_size=(8, 8))
        return 2 * len(found.class_names) // 2
    flow = ImageDataGenerator().flow_from_directory("pets", (8, 8), batch_size=2)
    return sum(1 for _ in range(4) if next(flow)[0].shape == (2, 8, 8, 3))
"""


def test_keras_reads_folders_of_pictures(runner):
    results = examine(
        runner, [READ_A_FOLDER], "assert f(1) == 2", "assert f(2) == 4", needs=[[0], [0]]
    )
    assert points(results) == [10, 10], results
