"""``python -m grader report``, ``term``, ``comment`` and ``comments``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import course_dir, course_of, output_file, output_path
from grader.errors import CourseError
from grader.printable import one_line

if TYPE_CHECKING:
    from grader.assignment.model import Assignment


@click.command()
@course_dir
@click.argument("name", metavar="ASSIGNMENT")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page to write. Default: reports/ASSIGNMENT.html in the course.",
)
@click.pass_context
def report(ctx: click.Context, name: str, to: Path | None) -> None:
    """Make one page about what the class did in a graded ASSIGNMENT."""
    from grader.assignment.reader import read_assignment
    from grader.reports.class_report import class_results, report_page

    course = course_of(ctx)
    assignment = read_assignment(course, name)
    page = report_page(course, class_results(course, assignment), assignment)
    path = output_path(to, course.root / "reports" / f"{name}.html")
    with output_file(path) as new:
        new.write_text(page, encoding="utf-8")
    click.echo(f"written: {path}")


@click.command()
@course_dir
@click.argument("name", metavar="ASSIGNMENT")
@click.argument("where", metavar="CLUSTER|ITEM")
@click.argument("text", required=False)
@click.option("--again", metavar="KEY", help="The key of an earlier TEXT, from `comments`.")
@click.option(
    "--student", "students", multiple=True, metavar="ID", help="Only this student, at an ITEM."
)
@click.option("--lost", is_flag=True, help="Only those who lost points on the ITEM.")
@click.pass_context
def comment(
    ctx: click.Context,
    name: str,
    where: str,
    text: str | None,
    again: str | None,
    students: tuple[str, ...],
    lost: bool,
) -> None:
    """Give students the comment TEXT, for their feedback.

    A CLUSTER of the report reaches all who made that mistake. An ITEM (a test or a graded cell)
    reaches all who submitted it, or those whom the options choose.
    """
    from grader.assignment.reader import read_assignment
    from grader.reports.class_report import class_results
    from grader.reports.comments import comment_at, text_of
    from grader.reports.mistakes import clusters

    course = course_of(ctx)
    assignment = read_assignment(course, name)
    if (text is None) == (again is None):
        raise CourseError("Say the TEXT, or with --again the key of one from `comments`.")
    text = text if again is None else text_of(course, again)
    if where in _grade_ids(assignment):
        reached = comment_at(course, assignment, where, text, students, below_maximum=lost)
    else:
        known = {found.key: found for found in clusters(class_results(course, assignment).results)}
        if where not in known:
            raise CourseError(
                f"There is no cluster and no item {where!r} in {name}; see its report."
            )
        if students or lost:
            raise CourseError(
                "--student and --lost choose among those who submitted an item; a cluster says "
                "itself whom it reaches."
            )
        cluster = known[where]
        reached = comment_at(course, assignment, cluster.grade_id, text, cluster.students)
    if not reached:
        click.echo(f"Nobody: no submission of {name} is like that. Nothing was written.")
        return
    noun = "student" if len(reached) == 1 else "students"
    click.echo(f"{len(reached)} {noun}: {', '.join(map(one_line, reached))}")
    click.echo(f"They see it after `{course.command('feedback', name)}`.")


@click.command()
@course_dir
@click.pass_context
def comments(ctx: click.Context) -> None:
    """List the comments given by hand; `comment --again` reuses one."""
    from grader.reports.comments import written_before

    found = written_before(course_of(ctx))
    for one in found:
        places = ", ".join(f"{cell} of {assignment}" for assignment, cell in one.places[:3])
        times = "once" if one.times == 1 else f"{one.times} times"
        click.echo(f"{one.key}  {times} ({places})  {' '.join(one.text.split())}")
    if not found:
        click.echo("There are no comments yet.")


@click.command()
@course_dir
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page to write. Default: reports/term.html in the course.",
)
@click.pass_context
def term(ctx: click.Context, to: Path | None) -> None:
    """Make one page about the term, with all students and trends."""
    from grader.reports.term import term as read_term
    from grader.reports.term import term_page

    course = course_of(ctx)
    page = term_page(read_term(course))
    path = output_path(to, course.root / "reports" / "term.html")
    with output_file(path) as new:
        new.write_text(page, encoding="utf-8")
    click.echo(f"written: {path}")


def _grade_ids(assignment: Assignment) -> set[str]:
    from grader.assignment.model import grade_id_of

    cells = (cell for notebook in assignment.notebooks for cell in notebook.cells)
    return {grade_id_of(cell) for cell in cells} - {None}
