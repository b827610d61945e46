"""Which of the files that were submitted is which notebook of the assignment.

The file with the notebook's own name is taken, if it is that notebook and has answers. If not, the
others are read, and one that holds the notebook's cells is taken, with a finding. What is chosen
never depends on how many points it would get.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.assignment.model import Assignment
from grader.errors import NoAccess, UnreadableNotebook
from grader.language import _, speak
from grader.printable import listed
from grader.submissions.candidate_files import ARCHIVES, CandidateFile, candidates, stem
from grader.submissions.file_names import copy_number, same_name, shown
from grader.submissions.notebook_candidate import Candidate, claims
from grader.submissions.notebook_reader import SubmittedNotebook, parse_notebook, parse_notebooks
from grader.submissions.notebook_text import MAX_FILE_BYTES
from grader.submissions.safe_files import plain_bytes

LISTED = 5  # files that a message names
Read = Callable[[Path, int], bytes]  # as `plain_bytes`: a file of at most so many bytes


@dataclass(frozen=True)
class Choice:
    """What was found for one notebook of the assignment.

    Attributes
    ----------
    submitted:
        The notebook to grade, or None.
    findings:
        What was odd about where it was found.
    reason:
        Why there is none; or, with one, why it is taken for another notebook than this.
    fault:
        Whether there is none because this machine refuses to read what there is.
    folder:
        Where it lies, if not where it should.
    """

    submitted: SubmittedNotebook | None
    findings: tuple[str, ...] = ()
    reason: str = ""
    fault: bool = False
    folder: Path | None = None


def choose(
    folder: Path,
    others: Sequence[CandidateFile],
    assignment: Assignment,
    read: Read = plain_bytes,
    hidden: Sequence[str] = (),
) -> dict[str, Choice]:
    """Find each notebook of `assignment`, by name.

    Parameters
    ----------
    folder:
        Where the notebooks should be.
    others:
        All plain files that were submitted, those in `folder` among them.
    read:
        Reads a file, and raises as `plain_bytes` does.
    hidden:
        Labels of notebooks that only a program made; see `candidate_files.hidden_notebooks`.
    """
    paths = {notebook.name: folder / f"{notebook.name}.ipynb" for notebook in assignment.notebooks}
    own: dict[str, Candidate] = {}
    failed: dict[str, Choice] = {}
    for notebook in assignment.notebooks:
        path = paths[notebook.name]
        try:
            submitted = parse_notebook(read(path, MAX_FILE_BYTES), shown(path.name))
            own[notebook.name] = Candidate(path.name, submitted, notebook)
        except UnreadableNotebook as error:
            fault = isinstance(error, NoAccess)
            failed[notebook.name] = Choice(None, reason=str(error), fault=fault)
        except Exception as error:  # one strange file does not hide the others
            failed[notebook.name] = Choice(None, reason=_not_readable(path.name, error))
    settled = {name for name, one in own.items() if one.answered[0]}
    wanted = [name for name in paths if name not in settled]
    taken = {paths[name] for name in settled}
    rest, unreadable, closed = _read(others, taken, wanted, read) if wanted else ([], [], [])
    told = {paths[name] for name in failed}
    reasons = [why for path, why in unreadable if path not in told]
    elsewhere = [file.label for file in others if file.path not in told]
    copies = [file.label for file in others if file.path not in paths.values()]
    labels = {file.path: file.label for file in others}
    known = [(labels.get(paths[n], own[n].label), own[n].submitted, folder) for n in settled]
    claimed = claims([*rest, *known], assignment)
    chosen: dict[str, Choice] = {}
    for name in paths:
        fitting = claimed.get(name, [])
        if name in own:
            fitting = [c for c in fitting if c.answered > own[name].answered]
        if name in settled:
            chosen[name] = Choice(own[name].submitted, _beside(own[name], copies))
        elif name in failed and failed[name].fault:
            chosen[name] = failed[name]  # what this machine can't read is not replaced
        elif fitting:
            chosen[name] = _best(fitting, own.get(name), failed.get(name))
        elif name in own:
            chosen[name] = _as_it_is(own[name])
        elif closed:  # what can't be read may be this notebook
            chosen[name] = Choice(None, reason=closed[0], fault=True)
        else:
            others_read = _what_they_are(rest, claimed)
            why = _with_files(failed[name].reason, others_read, reasons, elsewhere or hidden)
            chosen[name] = Choice(None, reason=why)
    return chosen


def _read(
    files: Sequence[CandidateFile], taken: set[Path], names: Sequence[str], read_file: Read
) -> tuple[list[tuple[str, SubmittedNotebook, Path]], list[tuple[Path, str]], list[str]]:
    """Everything that can be read as a notebook, with its label and folder; why some files of
    notebooks are none; and why this machine can't read some."""
    read, unreadable, closed = [], [], []
    for file in candidates([file for file in files if file.path not in taken], names):
        try:
            found = parse_notebooks(read_file(file.path, MAX_FILE_BYTES), file.label)
        except NoAccess as error:
            closed.append(str(error))
            continue
        except UnreadableNotebook as error:
            if ".ipynb" in file.label.lower() or file.label.lower().endswith(ARCHIVES):
                unreadable.append((file.path, str(error)))
            continue
        except Exception as error:  # one strange file does not hide the others
            unreadable.append((file.path, _not_readable(file.label, error)))
            continue
        for one in found:
            label = file.label if len(found) == 1 else one.name
            read.append((label, one, file.path.parent))
    return read, unreadable, closed


def _not_readable(label: str, error: Exception) -> str:
    return f"{shown(label)} can't be read ({type(error).__name__})."


def _best(fitting: list[Candidate], own: Candidate | None, before: Choice | None) -> Choice:
    """The notebook with most answers; of several, the one with the highest number in its name."""
    fitting = sorted(fitting, key=lambda c: (*c.answered, copy_number(stem(c.label)), c.label))
    best = fitting[-1]
    rivals = [c.label for c in fitting if c.submitted.cells != best.submitted.cells]
    with speak(best.language):
        findings = [_why_chosen(best, own, before), *best.submitted.findings]
        if rivals:
            findings.append(
                _(
                    "{count} notebooks fit {name}; '{chosen}' was graded, not {others}. If that is "
                    "wrong, put the right one there as {name} and grade again.",
                    count=len(rivals) + 1,
                    name=f"{best.author.name}.ipynb",
                    chosen=best.label,
                    others=_quoted(rivals),
                )
            )
    named = replace(best.submitted, name=best.author.name)
    return Choice(named, tuple(findings), folder=best.folder)


def _why_chosen(best: Candidate, own: Candidate | None, before: Choice | None) -> str:
    name = f"{best.author.name}.ipynb"
    if own is not None and own.marks:
        why = _("{name} is as it was released", name=name)
    elif own is not None:
        why = _("{name} is another notebook", name=name)
    elif before is not None and "is missing" not in before.reason:
        why = before.reason.rstrip(".")  # English: it was read before any language was known
    else:
        why = _("there is no {name}", name=name)
    where = f"'{best.label}'"
    if "/" not in best.label:
        where = _("{where} beside the assignment's folder", where=where)
    return _(
        "{where} was graded: {why}, and it has this notebook's cells. Nothing is lost.",
        where=where,
        why=why,
    )


def _beside(own: Candidate, labels: Sequence[str]) -> tuple[str, ...]:
    """Copies beside a notebook that is taken for its own name: they are named, not read."""
    copies = [
        label
        for label in labels
        if ".ipynb" in label.lower() and same_name(stem(label), own.author.name)
    ]
    if not copies:
        return own.submitted.findings
    with speak(own.language):
        said = _(
            "{name} was graded; beside it there is {others}, which was not looked at.",
            name=own.label,
            others=_quoted(copies),
        )
    return (*own.submitted.findings, said)


def _as_it_is(own: Candidate) -> Choice:
    """The only notebook there is: blank, or another one altogether."""
    if own.marks or own.shared_cells:
        return Choice(own.submitted, own.submitted.findings)
    ids = [cell.grade_id for cell in own.submitted.cells if cell.grade_id]
    with speak(own.language):
        if ids:
            said = _(
                "{name} is another notebook: none of this assignment's cells is in it; its own are "
                "{ids}. Submit this assignment's.",
                name=own.label,
                ids=_quoted(ids),
            )
        else:
            said = _(
                "{name} is another notebook: none of this assignment's cells is in it. Submit this "
                "assignment's.",
                name=own.label,
            )
    return Choice(own.submitted, own.submitted.findings, said)


def _what_they_are(
    read: Sequence[tuple[str, SubmittedNotebook, Path]], claimed: Mapping[str, Sequence[Candidate]]
) -> list[str]:
    """Say of each notebook that was read which of the assignment's it is."""
    found: dict[str, str] = {}
    for label, *_rest in read:
        names = [name for name, them in claimed.items() if label in {one.label for one in them}]
        found[label] = f"'{label}' is there, but is {listed(names, LISTED) or 'another notebook'}."
    return list(found.values())


def _with_files(
    reason: str,
    read: Sequence[str],
    unreadable: Sequence[str],
    labels: Sequence[str],
) -> str:
    """The reason why there is no notebook, and what there is instead."""
    more = list(read[:LISTED])
    more += [said for said in unreadable[:LISTED] if said != reason]
    rest = [label for label in labels if stem(label) != "timestamp"]
    if rest and not more:
        more.append(f"Found instead: {_quoted(rest)}.")
    return " ".join([reason, *more])


def _quoted(names: Sequence[str]) -> str:
    return listed([f"'{name}'" for name in names], LISTED)
