"""The submission reader: parses what a student submitted, and runs none of it.

A program of `grader.sandbox.fork_server`. It opens no file of a submission itself: it asks the
coordinator for them, one by one, and gets their bytes.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.assignment.model import Assignment
from grader.checkout import installed_root
from grader.errors import NoAccess, UnreadableNotebook
from grader.protocol import ProtocolError
from grader.protocol.codec import decode, encode
from grader.protocol.frames import read_frame, write_frame
from grader.sandbox import bubblewrap
from grader.sandbox.restrictions import Allowance, confine
from grader.submissions.answers import answers, is_stub
from grader.submissions.candidate_files import CandidateFile
from grader.submissions.grading_plan import GradingPlan
from grader.submissions.notebook_choice import Choice, Read, choose
from grader.submissions.planning import failed_plan, plan
from grader.submissions.reader_messages import (
    CONTENT,
    LIMITS,
    NO_ACCESS,
    PART_BYTES,
    PLANS,
    READ,
    assignment_of,
    files_of,
    plans_data,
)


def warm_up(*, for_many: bool) -> list[str]:
    """Nothing is to be made once for all readers, and nothing to be told."""
    return []


def enter(sock: socket.socket, scratch: str, options: dict) -> None:
    """Confine this process for good, then answer the coordinator until it hangs up."""
    if options["confined"]:
        system = [*bubblewrap.SYSTEM, *bubblewrap.interpreter_files(), "/proc", *bubblewrap.DEVICES]
        confine(
            [*system, str(installed_root() / "grader")],
            [os.devnull],
            Allowance(options["memory_bytes"], options["cpu_seconds"], threads=options["threads"]),
            refuse_calls=options["refuse_calls"],
            view=bubblewrap.own_view(scratch) if options["own_view"] else None,
        )
    else:
        resource.setrlimit(resource.RLIMIT_AS, (options["memory_bytes"],) * 2)
    os.chdir("/")
    serve(sock)


def serve(sock: socket.socket) -> None:
    """Answer until the coordinator hangs up; it sends an assignment only when it is another one."""

    def send(message: object) -> None:
        write_frame(sock, encode(message, LIMITS), LIMITS.message_bytes)

    def receive() -> Any:
        return decode(read_frame(sock, LIMITS.message_bytes), LIMITS)

    def read(path: Path, most: int) -> bytes:
        whole = bytearray()
        while True:
            send((READ, os.fsencode(path), len(whole)))
            what, content = receive()
            if what != CONTENT:
                raise (NoAccess if what == NO_ACCESS else UnreadableNotebook)(content)
            whole += content
            if len(content) < PART_BYTES:
                return bytes(whole)

    assignment: Assignment | None = None
    with contextlib.suppress(ProtocolError):
        while True:
            what, new_assignment, folder, files, hidden = receive()
            if new_assignment is not None:
                try:
                    assignment = assignment_of(new_assignment)
                except Exception as error:  # nothing of the submission is read yet
                    send(f"the assignment can't be read ({type(error).__name__}: {error})")
                    return
            assert assignment is not None
            choices = find_notebooks(
                Path(os.fsdecode(folder)), files_of(files), hidden, assignment, read
            )
            if what == PLANS:
                send(plans_data(make_plans(choices, assignment), assignment))
            else:
                send(find_answers(choices, assignment))


def find_notebooks(
    folder: Path,
    files: Sequence[CandidateFile],
    hidden: Sequence[str],
    assignment: Assignment,
    read: Read,
) -> dict[str, Choice]:
    """Find each notebook of the assignment, by name; an unreadable one has its reason."""
    try:
        return choose(folder, files, assignment, read, hidden)
    except Exception as error:  # one strange file never stops the class
        reason = f"The grader could not read these files ({type(error).__name__}: {error})."
    return {notebook.name: Choice(None, reason=reason) for notebook in assignment.notebooks}


def make_plans(choices: dict[str, Choice], assignment: Assignment) -> list[GradingPlan]:
    """Decide what is to be run for each notebook; an unreadable one gets its reason."""
    plans = []
    for notebook in assignment.notebooks:
        choice = choices[notebook.name]
        if choice.submitted is None:
            plans.append(failed_plan(notebook, choice.reason, fault=choice.fault))
            continue
        try:
            submitted = replace(choice.submitted, findings=choice.findings)
            planned = plan(notebook, submitted, choice.reason)
            folder = str(choice.folder or "")
            plans.append(replace(planned, found_in=folder, files=submitted.beside))
        except Exception as error:  # one strange notebook never stops the class
            reason = f"The grader could not read this notebook ({type(error).__name__}: {error})."
            plans.append(failed_plan(notebook, reason))
    return plans


def find_answers(choices: dict[str, Choice], assignment: Assignment) -> dict[str, str]:
    """Return the code of each graded cell, by its grade_id, of the notebooks that can be read."""
    found: dict[str, str] = {}
    for notebook in assignment.notebooks:
        submitted = choices[notebook.name].submitted
        cells = submitted.cells if submitted else ()
        with contextlib.suppress(Exception):  # what can't be read has no answers
            for solution in notebook.solutions:
                mine = answers(solution, cells)
                given = [cell for cell in mine if not is_stub(solution, cell)] or mine
                if given:
                    found[solution.grade_id] = given[-1].source
    return found
