"""Answers that a person grades: what there is to read of them, and where it stands.

Students write below the cell that is meant for an answer, or into the question above it, or they
delete the cell. What of that is the answer is for the person to say. Here it is found what may be,
and a cell that is gone is put back: formgrader has a place for points at the cell itself only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.assignment.model import AssignmentNotebook, ManualCell, grade_id_of
from grader.language import _
from grader.submissions.answers import answers
from grader.submissions.notebook_reader import Cell

ELSEWHERE = (
    "The cell {name} is as it was released, but another cell may hold its answer: a person reads "
    "that. Nothing is lost."
)
GONE = (
    "The cell {name} is gone: it was put back, and a person looks for its answer in the notebook. "
    "Nothing is lost."
)
TASK_EDITED = "The text of the task {name} was changed; a person sees it as it was submitted."


@dataclass(frozen=True)
class ManualAnswers:
    """What a person has to read of a submission.

    Attributes
    ----------
    cells:
        The submission's cells, and those that were put back among them.
    index_of:
        For each cell of the submission its index in `cells`.
    written:
        By the grade_ids of answers and tasks, the indices in `cells` of what may be the answer.
    in_place:
        The grade_ids of the answers that were written into their own cells.
    to_read:
        The grade_ids that a person has to grade: all tasks, and the answers for which something
        was written, or whose cell is gone.
    findings:
        What was odd, for student and instructor; none of it costs points.
    """

    cells: tuple[Cell, ...]
    index_of: tuple[int, ...]
    written: dict[str, tuple[int, ...]]
    in_place: frozenset[str]
    to_read: frozenset[str]
    findings: tuple[str, ...]


@dataclass
class _Placed:
    """A submitted cell, and the number of the author's cell that it is; None if it is neither."""

    cell: Cell
    number: int | None
    is_put_back: bool = False


def manual_answers(author: AssignmentNotebook, submitted: Sequence[Cell]) -> ManualAnswers:
    """Find what a person has to read, and put back the cells for it that are gone."""
    numbers = {grade_id_of(cell): number for number, cell in enumerate(author.cells)}
    placed = [*_recognised(author, submitted)]
    for manual in author.manual:
        _restore(author, manual, numbers[manual.grade_id], placed)
    written, in_place, to_read, findings = {}, set(), set(), []
    for manual in author.manual:
        name, number = manual.grade_id, numbers[manual.grade_id]
        own = {
            at for at, one in enumerate(placed) if one.number == number and _is_filled(one, manual)
        }
        found = own if own and not manual.is_task else own | _around(author, number, placed)
        if not (own or manual.is_task):
            found |= _at_the_end(author, placed)
        written[name] = tuple(sorted(found))
        if any(one.number == number and one.is_put_back for one in placed):
            findings.append(_(GONE, name=name))
            to_read.add(name)
        elif manual.is_task:
            to_read.add(name)
            findings += [_(TASK_EDITED, name=name)] if own else []
        elif found:
            to_read.add(name)
            findings += [] if own else [_(ELSEWHERE, name=name)]
        if own and not manual.is_task:
            in_place.add(name)
    return ManualAnswers(
        tuple(one.cell for one in placed),
        tuple(at for at, one in enumerate(placed) if not one.is_put_back),
        written,
        frozenset(in_place),
        frozenset(to_read),
        tuple(findings),
    )


def _recognised(author: AssignmentNotebook, cells: Sequence[Cell]) -> Iterator[_Placed]:
    """Tell which cells are the author's: by their ids, by what they define, or word for word.

    Text that the author has in several places, such as a line above each answer, is not enough.
    """
    numbers = {name: n for n, cell in enumerate(author.cells) if (name := grade_id_of(cell))}
    by_name = {
        id(cell): numbers[solution.grade_id]
        for solution in author.solutions
        for cell in answers(solution, tuple(cells))
    }
    released = [_words(source) for source in author.released_sources]
    often = Counter(released)
    by_text = {text: number for number, text in enumerate(released) if text and often[text] == 1}
    for cell in cells:
        number = numbers.get(cell.grade_id or "", by_name.get(id(cell)))
        yield _Placed(cell, by_text.get(_words(cell.source)) if number is None else number)


def _restore(
    author: AssignmentNotebook, manual: ManualCell, number: int, placed: list[_Placed]
) -> None:
    """Put back a cell that is gone, below the nearest of the author's cells above it.

    One that is there without its id, as some programs leave it, has its id again.
    """
    at = {one.number: index for index, one in enumerate(placed) if one.number is not None}
    if number in at:
        if all(one.cell.grade_id != manual.grade_id for one in placed):
            _give_id(placed[at[number]], manual, number)
        return
    above = [n for n in at if n < number]
    below = [n for n in at if n > number]
    place = at[max(above)] + 1 if above else at[min(below)] if below else len(placed)
    authored = _authored(author)
    for index in range(place, len(placed)):
        one = placed[index]
        if one.number is not None or _is_own(one, authored):
            break
        if _words(one.cell.source) == _words(manual.blank):
            _give_id(one, manual, number)
            return
        place = index + 1  # below what the author has above each answer
    kind = author.cells[number].cell_type
    placed.insert(place, _Placed(Cell(0, manual.grade_id, manual.blank, kind), number, True))


def _give_id(one: _Placed, manual: ManualCell, number: int) -> None:
    one.cell, one.number = replace(one.cell, grade_id=manual.grade_id), number


def _around(author: AssignmentNotebook, number: int, placed: Sequence[_Placed]) -> set[int]:
    """Where the student's own cells stand around a cell, up to the next ones of the author's."""
    return {
        index
        for at, one in enumerate(placed)
        if one.number == number
        for way in (range(at - 1, -1, -1), range(at + 1, len(placed)))
        for index in _own_along(author, way, placed)
    }


def _own_along(
    author: AssignmentNotebook, way: Iterable[int], placed: Sequence[_Placed]
) -> Iterator[int]:
    authored = _authored(author)
    for at in way:
        if placed[at].number is not None:
            if _is_edited_text(author, placed[at]):
                yield at
            return
        if _is_own(placed[at], authored):
            yield at


def _at_the_end(author: AssignmentNotebook, placed: Sequence[_Placed]) -> set[int]:
    """Where text stands below all of the author's cells: some write all their answers there."""
    last = max((at for at, one in enumerate(placed) if one.number is not None), default=-1)
    authored = _authored(author)
    return {
        at
        for at in range(last + 1, len(placed))
        if not placed[at].cell.is_code and _is_own(placed[at], authored)
    }


def _is_own(one: _Placed, authored: frozenset[str]) -> bool:
    """Whether a student wrote a cell."""
    cell, text = one.cell, _words(one.cell.source)
    is_put_there = cell.is_code and not cell.number  # such as imports that were restored
    if one.number is not None or is_put_there or text in authored - {""}:
        return False
    return bool(text or cell.shown.attachments or cell.shown.outputs)


def _is_filled(one: _Placed, manual: ManualCell) -> bool:
    """Whether a cell for an answer holds more than was released."""
    return _words(one.cell.source) != _words(manual.blank) or bool(one.cell.shown.attachments)


def _is_edited_text(author: AssignmentNotebook, one: _Placed) -> bool:
    """Whether a cell is text of the author's that nobody was asked to change, and was changed."""
    cell = author.cells[one.number]
    by_hand = {manual.grade_id for manual in author.manual}
    is_text = cell.cell_type != "code" and grade_id_of(cell) not in by_hand
    return is_text and _words(one.cell.source) != _words(cell.source)


def _authored(author: AssignmentNotebook) -> frozenset[str]:
    return frozenset(map(_words, author.released_sources))


def _words(source: str) -> str:
    return " ".join(source.split())
