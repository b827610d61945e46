"""Lesson 05's sample class beside bombs and files that are none: does anybody honest lose a point?

    python benchmarks/hostile_class.py [FOLDER]

Grades it with ``--workers 2 --seconds 20`` as the user who runs this. Run it once more as an
ordinary user, and inside control groups, where the machine allows it. Each bomb stands in the cell
of one of two answers, so half of the points are honest there. The exit code is 1 if the class did
not finish or somebody has other points than deserved.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import nbformat
from rich.console import Console
from rich.table import Table

from grader.checkout import installed_root
from grader.course import Course
from grader.course_config import CONFIG_NAME
from grader.release.build import build, write
from grader.release.sample_class import cell_of, load_samples, solved_notebook, write_submissions

ASSIGNMENT = "05_convolution_model_application"
EXPLODES, OTHER = "happyModel", 10.0  # the cell with the bomb; points of the other answer
BOMBS = {
    "forks": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass\n",
    "threads": (
        "import threading, time\nwhile True:\n"
        "    try: threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "    except RuntimeError: pass\n"
    ),
    "memory": "held = []\nwhile True: held.append(bytearray(1 << 28))\n",
    "memory, errors swallowed": (
        "held = []\nwhile True:\n    try: held.append(bytearray(1 << 26))\n"
        "    except BaseException: pass\n"
    ),
    "endless loop": "while True: pass\n",
    "100 busy threads": (
        "import threading\ndef spin():\n    while True: pass\n"
        "for _ in range(100): threading.Thread(target=spin).start()\nspin()\n"
    ),
    "disk": (
        "n = 0\nwhile True:\n    n += 1\n"
        "    try: open(f'f{n}', 'wb').write(bytes(1 << 26))\n    except OSError: pass\n"
    ),
    "sleep": "import time\ntime.sleep(10**6)\n",
    "endless print": "while True: print('x' * 10**7)\n",
    "kills every process": (
        "import os, signal\nfor p in range(1, 100000):\n    try: os.kill(p, 9)\n"
        "    except OSError: pass\nos.kill(os.getpid(), 9)\n"
    ),
}


def write_class(folder: Path) -> tuple[Course, dict[str, float]]:
    """Write the course; returns it, and what each student deserves."""
    ours = Course.load(installed_root())
    shutil.copytree(ours.source(ASSIGNMENT), folder / "solutions" / ASSIGNMENT)
    shutil.copy(ours.root / CONFIG_NAME, folder)
    course = Course.load(folder)
    write(build(course, ASSIGNMENT, register=True))
    samples = load_samples(course, ASSIGNMENT)
    write_submissions(samples, course, ASSIGNMENT, course.submitted_root)
    deserved = {sample.student: sum(sample.scores.values()) for sample in samples}

    def place(student: str, points: float) -> Path:
        deserved[student] = points
        home = course.submitted_root / student / ASSIGNMENT
        home.mkdir(parents=True)
        return home / f"{ASSIGNMENT}.ipynb"

    for name, code in BOMBS.items():
        nb = solved_notebook(course, ASSIGNMENT)
        cell = cell_of(nb, EXPLODES)
        cell.source = code + cell.source
        nbformat.write(nb, place(f"bomb {name}", OTHER))
    closed = place("file of mode 000", 2 * OTHER)
    nbformat.write(solved_notebook(course, ASSIGNMENT), closed)
    closed.chmod(0)
    os.mkfifo(place("file a pipe", 0.0))
    sparse = place("file of 2 GB of holes", 0.0)
    sparse.touch()
    os.truncate(sparse, 2 << 30)
    place("file a link to the solution", 0.0).symlink_to(
        course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    )
    place("file of zeros", 0.0).write_bytes(bytes(10**6))
    return course, deserved


def main(folder: Path) -> int:
    """Grade the class and print who got what."""
    _, deserved = write_class(folder)
    command = [sys.executable, "-m", "grader", "--course-dir", str(folder), "grade", ASSIGNMENT]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "--workers", "2", "--seconds", "20", "--json"], capture_output=True, text=True
    )
    seconds = time.monotonic() - begun
    got = {one["student"]: one["score"] for one in map(json.loads, done.stdout.splitlines())}
    table = Table("student", "deserved", "got")
    for name, points in deserved.items():
        table.add_row(name, f"{points:g}", f"{got.get(name, float('nan')):g}")
    wrong = [name for name, points in deserved.items() if got.get(name) != points]
    console = Console(width=150)
    console.print(table)
    console.print(done.stderr[-3000:], markup=False, soft_wrap=True)
    console.print(
        f"user {os.geteuid()}: exit code {done.returncode} after {seconds:.0f} s; {len(wrong)} of "
        f"{len(deserved)} got other points: {wrong}"
    )
    return int(bool(wrong or done.returncode))


@click.command(help=__doc__)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def command(folder: Path | None) -> None:
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(folder or Path(made, "course")))


if __name__ == "__main__":
    command()
