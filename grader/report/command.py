"""``python -m grader report`` and ``python -m grader comment``."""

from __future__ import annotations

from pathlib import Path

import click

from grader.errors import CourseError
from grader.options import course_dir, course_of
from grader.printable import one_line


@click.command()
@course_dir
@click.argument("assignment")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page to write. Default: reports/ASSIGNMENT.html in the course.",
)
@click.pass_context
def report(ctx: click.Context, assignment: str, to: Path | None) -> None:
    """Make one page about what the class did in a graded ASSIGNMENT."""
    from grader.authoring.exam_reader import read_exam
    from grader.report.class_results import class_results
    from grader.report.page import report_page

    course = course_of(ctx)
    exam = read_exam(course, assignment)
    page = report_page(class_results(course, exam), exam)
    path = to or course.root / "reports" / f"{assignment}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    click.echo(f"written: {path}")


@click.command()
@course_dir
@click.argument("assignment")
@click.argument("cluster")
@click.argument("text")
@click.pass_context
def comment(ctx: click.Context, assignment: str, cluster: str, text: str) -> None:
    """Give all students of a CLUSTER of the report the comment TEXT, for their feedback."""
    from grader.authoring.exam_reader import read_exam
    from grader.report.class_results import class_results
    from grader.report.comments import comment_on
    from grader.report.mistakes import clusters

    course = course_of(ctx)
    exam = read_exam(course, assignment)
    known = {found.key: found for found in clusters(class_results(course, exam).results)}
    if cluster not in known:
        raise CourseError(f"There is no cluster {cluster!r} in {assignment}; see its report.")
    reached = comment_on(course, exam, known[cluster], text)
    click.echo(f"{len(reached)} students: {', '.join(map(one_line, reached))}")
    click.echo(f"They see it after `python -m grader feedback {assignment}`.")
