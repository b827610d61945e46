"""What code asks for and can't have while it is graded, each said in a sentence.

The sandbox refuses programs, processes and the network with errors such as "Operation not
permitted". Python announces each attempt beforehand (`sys.addaudithook`), so here the same errors
get a sentence, and the same where there is no sandbox, so that ``check`` says what grading says.
"""

from __future__ import annotations

import builtins
import errno
import getpass
import os
import re
import resource
import socket
import sys
import tempfile
import traceback
from bdb import BdbQuit
from collections.abc import Callable
from pathlib import PureWindowsPath

from grader.language import _

NO_PROGRAMS = "The grader runs no other programs (`{what}`). Take it out of the graded cell."
NO_PROCESSES = (
    "The grader allows no further processes (such as those of multiprocessing). Work in one "
    "process; threads are allowed."
)
NO_NETWORK = (
    "There is no network while your notebook is graded (`{what}`). Use the data that comes with "
    "the assignment, and take the download out of the graded cell."
)
OWN_FILES_ONLY = (
    "While your notebook is graded there are only the files that come with the assignment and "
    "those that your code writes beside the notebook. Give the file's name without a folder of "
    "your own computer."
)
NO_KEYBOARD = (
    "input() and breakpoint() can't be answered while your notebook is graded: nobody is at the "
    "keyboard. Write the value into the code, or make it a parameter."
)
NO_SPACE = (
    "While your notebook is graded, all files that it writes may take {most:,} bytes together. "
    "Write less, or delete files that are no longer needed."
)
NO_FILES = (
    "While your notebook is graded, it may have {most:,} files open at a time. Close each one, "
    "as `with open(...) as file:` does."
)
NO_MEMORY = (
    "While your notebook is graded, it may use {most:.1f} GB of memory. Keep fewer or smaller "
    "arrays and models at a time, or use a smaller type, such as np.float32."
)
FILE_IN_TEXT = re.compile(r"name = '([^']*)'")  # h5py's; its error has no file name
MEMORY_ERRORS = ("MemoryError", "ResourceExhaustedError")  # the second is TensorFlow's
# Texts of errors from below Python, where nothing is announced.
NETWORK_TEXT = re.compile(r"Could not resolve host|name resolution|Network is unreachable")


class Refusals:
    """Notes what was refused, until the notes are cleared.

    Attributes
    ----------
    notes:
        A sentence for each thing that was refused without an error.
    """

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._started = False

    def note(self, sentence: str) -> None:
        """Remember a sentence that explains what a cell may miss."""
        if sentence not in self.notes and len(self.notes) < 20:
            self.notes.append(sentence)

    def start(self) -> None:
        """Refuse, in this process and for good: programs, processes, the network, the keyboard."""
        if not self._started:
            self._started = True
            builtins.input = getpass.getpass = sys.breakpointhook = _no_keyboard
            os.system = self._no_program
            sys.addaudithook(_refuse)

    def _no_program(self, command: object) -> int:
        self.note(no_programs(command))
        return 127 << 8


def no_programs(what: object) -> str:
    """The sentence for a program that isn't run."""
    return _(NO_PROGRAMS, what=_short(what))


def _no_network(what: object) -> str:
    return _(NO_NETWORK, what=_short(what))


def explanation(error: BaseException, text: str) -> str:
    """The sentence for an error, whose text is `text`, that comes from a refusal; "" for others."""
    if reached := _limit_reached(error):
        return reached
    if isinstance(error, BdbQuit):
        return _(NO_KEYBOARD)
    if NETWORK_TEXT.search(text) and _no_network("").partition("`")[0] not in text:
        return _no_network(_("a server"))
    if not isinstance(error, OSError):
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    in_processes = any("multiprocessing" in frame.filename for frame in frames)
    if error.errno == errno.EPERM and "grader" not in text and in_processes:
        return _(NO_PROCESSES)
    if any(frame.name == "get_file" for frame in frames):  # of Keras: its folder comes first
        return _no_network("get_file")
    refused = (errno.ENOENT, errno.EACCES, errno.EROFS, errno.EPERM)
    in_text = FILE_IN_TEXT.search(text)
    named = error.filename or (in_text[1] if in_text else "")
    return _(OWN_FILES_ONLY) if error.errno in refused and _is_elsewhere(named) else ""


def _limit_reached(error: BaseException) -> str:
    """The sentence for a limit that this process has, and has reached; "" for other errors."""
    number = error.errno if isinstance(error, OSError) else None
    if type(error).__name__ in MEMORY_ERRORS and (most := _limit(resource.RLIMIT_AS)):
        return _(NO_MEMORY, most=most / (1 << 30))
    if number == errno.EMFILE and (most := _limit(resource.RLIMIT_NOFILE)):
        return _(NO_FILES, most=most)
    if number in (errno.EFBIG, errno.ENOSPC) and (most := _limit(resource.RLIMIT_FSIZE)):
        return _(NO_SPACE, most=most)
    return ""


def _limit(what: int) -> int:
    """A limit of this process; 0 if it has none."""
    most = resource.getrlimit(what)[0]
    return 0 if most == resource.RLIM_INFINITY else most


def _is_elsewhere(name: object) -> bool:
    """Whether a file lies in a folder of somebody's computer, whatever its system.

    What a test gives to student code lies in the folder for temporary files.
    """
    if not isinstance(name, str):
        return False
    own = (os.getcwd(), tempfile.gettempdir())
    if any(name == folder or name.startswith(f"{folder}{os.sep}") for folder in own):
        return False
    return os.path.isabs(name) or name.startswith("~") or bool(PureWindowsPath(name).drive)


def _no_keyboard(*args: object, **kwargs: object) -> str:
    raise EOFError(_(NO_KEYBOARD))


def _program(command: object) -> OSError:
    return PermissionError(errno.EPERM, no_programs(command))


def _process(args: tuple) -> OSError:
    return PermissionError(errno.EPERM, _(NO_PROCESSES))


def _look_up(args: tuple) -> OSError:
    return socket.gaierror(socket.EAI_AGAIN, _no_network(args[0]))


# https://docs.python.org/3/library/audit_events.html
REFUSED: dict[str, Callable[[tuple], OSError]] = {
    "subprocess.Popen": lambda args: _program(args[1] or args[0]),
    "os.posix_spawn": lambda args: _program(args[0]),
    "os.exec": lambda args: _program(args[0]),
    "os.fork": _process,
    "os.forkpty": _process,
    "socket.getaddrinfo": _look_up,
    "socket.gethostbyname": _look_up,
    "socket.connect": lambda args: OSError(errno.ENETUNREACH, _no_network(args[1])),
}


def _refuse(event: str, args: tuple) -> None:
    if event in REFUSED and (event != "socket.connect" or args[0].family != socket.AF_UNIX):
        raise REFUSED[event](args)


def _short(value: object) -> str:
    """The host of an address, the words of a command, as short text."""
    if isinstance(value, list | tuple):
        value = " ".join(str(part) for part in value[:6])
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
