"""A real Dask scheduler and real workers, each a process of its own, on this machine."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

QUICK = {  # a worker that is silent is given up soon; each death is told at once
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "30 seconds",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    "DASK_DISTRIBUTED__ADMIN__LOG_LENGTH": "0",
}


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder):
        self.file = folder / "scheduler.json"
        self.folder = folder
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--no-dashboard")
        deadline = time.monotonic() + 120
        while not (self.file.exists() and self.file.read_text()):
            assert time.monotonic() < deadline and self.scheduler.poll() is None
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text())["address"]
        self.workers = []

    def _start(self, program, *words, **environment):
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file"]
        where = ["--host", "127.0.0.1"] if program == "dask_scheduler" else []
        return subprocess.Popen(
            [*command, str(self.file), *where, *words],
            env=os.environ | QUICK | environment,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def add_workers(self, count, **environment):
        for _ in range(count):
            words = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
            self.workers.append(self._start("dask_worker", *words, **environment))

    def close(self):
        for process in [*self.workers, self.scheduler]:
            for what in (signal.SIGCONT, signal.SIGKILL):
                if process.poll() is None:
                    os.killpg(process.pid, what)
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    """A scheduler without workers; `add_workers` starts some."""
    pytest.importorskip("distributed")
    folder = tmp_path / "cluster"
    folder.mkdir()
    found = Cluster(folder)
    yield found
    found.close()
