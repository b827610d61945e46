"""Which modules have to be right for grades to be right, and for student code to stay confined.

    python benchmarks/trusted_modules.py

These are the modules that the coordinator and the test runner import to run a test, what a test
imports to compare models, and everything that makes the sandbox. Modules that run in the student
worker only are not among them: nothing they say is trusted.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import grimp
from rich.console import Console
from rich.table import Table

import grader

ROOTS = (
    "grader.runner.engine",  # the coordinator: what is run, within which limits, for which points
    "grader.runner.grading",
    "grader.runner.test_runner",
    "grader.submissions.slicing",  # the cells that a test sees
    "grader.comparison.summary",  # what a hidden test calls
    "grader.comparison.arrays",
    "grader.comparison.default_settings",
    "grader.comparison.fresh_models",
    "grader.comparison.same_model",
    "grader.comparison.sound_model",
    "grader.comparison.trainings",
)
WORKER = "grader.runner.student_worker"


def trusted_modules() -> tuple[dict[str, int], list[str]]:
    """The lines of each trusted module, and the modules that run beside student code only."""
    graph = grimp.build_graph("grader", cache_dir=None)
    trusted = set(ROOTS).union(*(graph.find_upstream_modules(root) for root in ROOTS))
    trusted |= graph.find_descendants("grader.sandbox")
    in_worker = {WORKER} | graph.find_upstream_modules(WORKER)
    lines = {module: _lines(module) for module in sorted(trusted - {WORKER})}
    # of one line is a folder's own docstring
    return {module: n for module, n in lines.items() if n > 1}, sorted(in_worker - trusted)


def main() -> None:
    """Print the modules by folder, with their lines."""
    trusted, only_there = trusted_modules()
    folders = defaultdict(dict)
    for module, lines in trusted.items():
        folders[module.split(".")[1]][module.rpartition(".")[2]] = lines
    table = Table("folder", "lines", "modules", title="What has to be right")
    for folder, modules in folders.items():
        names = ", ".join(f"{name} {lines}" for name, lines in modules.items())
        table.add_row(folder, str(sum(modules.values())), names)
    table.add_section()
    table.add_row("together", str(sum(trusted.values())), f"{len(trusted)} modules")
    Console().print(table)
    print("Only beside student code, and not trusted:", ", ".join(only_there))


def _lines(module: str) -> int:
    path = Path(grader.__file__).parent.joinpath(*module.split(".")[1:])
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return len(path.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
