"""A gradebook on a PostgreSQL server: several grading runs at once, while nbgrader reads."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from free_ports import free_ports
from nbgrader.api import Gradebook
from plain_courses import graded, solution, submit, write_course
from sampling import WITH_TRAINING

from grader.assignment.gradebook_tables import make_tables

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("initdb"), reason="no PostgreSQL server is installed"),
]
RUNS = 8 if WITH_TRAINING else 3
NOBODY = 65534  # the server refuses to be run by root
CELLS = [
    solution("double", "### BEGIN SOLUTION\ndouble = lambda n: 2 * n\n### END SOLUTION"),
    graded("test_double", "assert double(2) == 4\nassert double(3) == 6, double(3)", points=2.0),
]
ANSWERS = ("double = lambda n: n + n + {} - {}", "double = lambda n: n ** 2 + {} - {}")


@pytest.fixture
def server():
    """The address of a new, empty database on a server of its own."""
    pytest.importorskip("psycopg")
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:  # which its user can reach
        yield from run_server(Path(folder))


def run_server(folder):
    who = {}
    if os.geteuid() == 0:
        who = {"user": NOBODY, "group": NOBODY}
        os.chown(folder, NOBODY, NOBODY)
    [port] = free_ports(1)

    def run(*command, **options):
        return subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **who, **options)

    data = folder / "data"
    run("initdb", "-D", data, "-U", "grader", "--auth", "trust", cwd=folder)
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start", cwd=folder)
    yield f"postgresql+psycopg://grader@127.0.0.1:{port}/postgres"
    run("pg_ctl", "-D", data, "-m", "immediate", "stop", cwd=folder)


def grade(course, student):
    command = [sys.executable, "-m", "grader", "grade", "ps1", "--course-dir", str(course.root)]
    return subprocess.Popen(
        [*command, "--student", student, "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_grading_runs_side_by_side_write_one_gradebook(server, tmp_path):
    course = write_course(
        tmp_path / "course", CELLS, config=f'c.CourseDirectory.db_url = "{server}"'
    )
    deserved = {f"s{number}": 2.0 - number % 2 * 2.0 for number in range(RUNS)}
    for number, student in enumerate(deserved):
        answer = ANSWERS[number % 2].format(number, number)
        submit(course, student, {"double": answer}, CELLS)
    running = [grade(course, student) for student in deserved]
    read = 0
    while any(process.poll() is None for process in running):
        make_tables(server)  # nbgrader would ask the program alembic, which is not on this PATH
        with Gradebook(server) as gradebook:  # as formgrader does
            if "ps1" in {assignment.name for assignment in gradebook.assignments}:
                read += len(gradebook.submission_dicts("ps1")) >= 0
        time.sleep(0.5)
    said = {process: process.communicate()[0] for process in running}
    assert all(process.returncode == 0 for process in running), "\n".join(said.values())
    with Gradebook(server) as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions("ps1")}
    assert scores == deserved
    assert read
    command = [sys.executable, "-m", "grader", "grade", "ps1", "--course-dir", str(course.root)]
    looked = subprocess.run([*command, "--dry-run"], capture_output=True, text=True, check=False)
    assert f"0 of {RUNS} submissions would get other points" in looked.stdout, looked.stderr
