"""What draws fresh tasks stays apart from the rest of the grader: student workers don't have it."""

import ast
import subprocess
import sys
from pathlib import Path

import grader

ROOT = Path(grader.__file__).parent
PACKAGE = ROOT / "fresh_tasks"
FOR_THE_ENGINE = {"grader.fresh_tasks.seed", "grader.fresh_tasks.secret"}


def imports(path):
    """The full names that a file imports, and of what it imports them from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "grader.fresh_tasks" or not node.module.startswith("grader.fresh"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_the_engine_imports_only_the_seed_and_the_secret():
    for path in ROOT.rglob("*.py"):
        if PACKAGE not in path.parents:
            found = {name for name in imports(path) if name.startswith("grader.fresh_tasks")}
            assert found <= FOR_THE_ENGINE, path


def test_importing_it_loads_nothing_heavy():
    code = (
        "import sys, grader.fresh_tasks, grader.fresh_tasks.secret; "
        "print([name for name in ('numpy', 'scipy', 'PIL', 'tensorflow') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
