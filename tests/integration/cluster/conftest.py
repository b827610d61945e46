"""A real Dask scheduler and real workers, each a process of its own, on this machine."""

import json
import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder, listens):
        self.file = folder / "scheduler.json"
        self.folder = folder
        self.scheduler = self._start(
            "dask_scheduler", "--port", "0", "--no-dashboard", "--host", listens
        )
        deadline = time.monotonic() + 120
        while not (self.file.exists() and self.file.read_text()):
            assert time.monotonic() < deadline and self.scheduler.poll() is None
            time.sleep(0.1)
        self.port = urlsplit(json.loads(self.file.read_text())["address"]).port
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.workers = []

    def _start(self, program, *words, before=(), scheduler="", **environment):
        command = [*before, sys.executable, "-m", f"distributed.cli.{program}"]
        where = [scheduler] if scheduler else ["--scheduler-file", str(self.file)]
        return subprocess.Popen(
            [*command, *where, *words],
            env=os.environ | environment,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def add_workers(self, count, *, preload="", **options):
        """Start workers; `preload` is code that each of them runs first, to fail in some way."""
        words = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
        if preload:
            file = self.folder / f"preload_{len(self.workers)}.py"
            file.write_text(preload)
            words += ["--preload", str(file)]
        for _ in range(count):
            self.workers.append(self._start("dask_worker", *words, **options))

    def close(self):
        for process in [*self.workers, self.scheduler]:
            for what in (signal.SIGCONT, signal.SIGKILL):
                if process.poll() is None:
                    os.killpg(process.pid, what)
            process.wait()


@pytest.fixture
def listens():
    """Where the scheduler is reached."""
    return "127.0.0.1"


@pytest.fixture
def cluster(tmp_path, listens):
    """A scheduler without workers; `add_workers` starts some."""
    pytest.importorskip("distributed")
    folder = tmp_path / "cluster"
    folder.mkdir()
    found = Cluster(folder, listens)
    yield found
    found.close()
