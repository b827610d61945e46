"""A made class of 60 in which more than half submit a mess: who gets what, and what is said.

    python benchmarks/messy_class.py [FOLDER]

The course is small and needs no TensorFlow. The exit code is 1 if somebody's points differ from
what their work is worth.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "helpers"))

from messy_class import SOURCE, write_messy_class
from plain_courses import write_course

SIZE = 60


def main(folder: Path) -> int:
    course = write_course(folder, SOURCE)
    (folder / "source" / "ps2").mkdir()  # another assignment of the course
    students = write_messy_class(course.submitted_root, SIZE)
    command = [
        sys.executable,
        "-m",
        "grader",
        "--course-dir",
        str(folder),
        "grade",
        "ps1",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    results = {one["student"]: one for one in map(json.loads, done.stdout.splitlines())}
    table = Table("student", "worth", "got", "said", title=f"{SIZE} students, ps1")
    wrong = []
    for name, mess in sorted(students.items(), key=lambda item: item[0].startswith("tidy")):
        result = results.get(name, {"score": None, "findings": [], "tests": []})
        if result["score"] != mess.points:
            wrong.append(name)
        said = [*result["findings"], *(test["message"] for test in result["tests"])]
        first = next((line for line in said if line), "")
        table.add_row(
            name, *("–" if n is None else f"{n:g}" for n in (mess.points, result["score"])), first
        )
    console = Console(width=150)
    console.print(table)
    console.print(done.stderr, markup=False, soft_wrap=True)
    console.print(f"exit code {done.returncode}; {len(wrong)} got other points: {wrong}")
    return 1 if wrong else 0


@click.command(help=__doc__)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def command(folder: Path | None) -> None:
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(folder or Path(made, "course")))


if __name__ == "__main__":
    command()
