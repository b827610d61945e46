"""`grader grade` on a Dask scheduler and workers of this machine, which it starts and ends.

python benchmarks/with_dask.py WORKERS ASSIGNMENT --course-dir DIR [...]
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """The scheduler's address, and the processes of the scheduler and of so many workers."""
    with tempfile.TemporaryDirectory(prefix="dask-") as folder:
        file = Path(folder) / "scheduler.json"

        def start(program: str, *options: str) -> subprocess.Popen:
            command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
            where = ["--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1"]
            return subprocess.Popen([*command, *where], cwd=folder)

        processes = [start("dask_scheduler", "--port", "0")]
        try:
            while not (file.exists() and file.read_text()):
                time.sleep(0.1)
            for _ in range(workers):
                processes.append(start("dask_worker", "--nthreads", "1", "--no-nanny"))
            yield json.loads(file.read_text())["address"], processes
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait()


def main(workers: int, words: list[str]) -> int:
    """Grade with so many workers; returns the exit code of `grade`."""
    with cluster(workers) as (address, _):
        grade = [sys.executable, "-m", "grader", "grade", *words, "--scheduler", address]
        return subprocess.run(grade).returncode


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
