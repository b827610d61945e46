"""`grader grade` on a Dask scheduler and workers of this machine, which it starts and ends.

python benchmarks/with_dask.py WORKERS ASSIGNMENT --course-dir DIR [...]
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main(workers: int, words: list[str]) -> int:
    """Grade with so many workers; returns the exit code of `grade`."""
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
            address = json.loads(file.read_text())["address"]
            for _ in range(workers):
                processes.append(start("dask_worker", "--nthreads", "1", "--no-nanny"))
            grade = [sys.executable, "-m", "grader", "grade", *words, "--scheduler", address]
            return subprocess.run(grade).returncode
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
