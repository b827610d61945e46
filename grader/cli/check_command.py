"""``python -m grader check NOTEBOOK``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.cli.options import course_dir, course_of
from grader.errors import GraderError
from grader.language import _, languages, speak
from grader.printable import json_line, one_line


@click.command()
@course_dir
@click.argument("notebook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--trust-notebook",
    is_flag=True,
    help="Do not ask before its code runs with all your rights, where there is no sandbox.",
)
@click.option(
    "--language",
    type=click.Choice(languages()),
    help="Language of what you are told. Default: the notebook's.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for editors.")
@click.pass_context
def check(
    ctx: click.Context, notebook: Path, trust_notebook: bool, language: str | None, as_json: bool
) -> None:
    """Run the visible tests of NOTEBOOK, and look for mistakes.

    The exit code is 0 if all visible tests passed, else 1.
    """
    from grader.sandbox.protection import NoSandbox, protection
    from grader.student.check import check_notebook, print_check

    course = course_of(ctx)

    def say(line: str) -> None:
        click.echo(line, err=True)

    with speak(language or ""):
        try:
            result = check_notebook(notebook, course, say, trust=trust_notebook)
        except NoSandbox:
            _ask_for_trust(notebook, protection().bubblewrap)
            result = check_notebook(notebook, course, say, trust=True)
    if as_json:
        click.echo(json_line(result.as_json()))
    else:
        print_check(result)
    sys.exit(0 if result.passed else 1)


def _ask_for_trust(notebook: Path, reason: str | None) -> None:
    """Ask before code is run without a sandbox; where nobody can answer, the answer is no.

    Raises
    ------
    GraderError
        If the answer is no.
    """
    told = _(
        "There is no sandbox on this machine ({reason}), so the code in {name} would run with all "
        "your rights: it could read, change and send everything you can.",
        reason=reason,
        name=one_line(notebook.name),
    )
    if not sys.stdin.isatty():
        advice = _(
            "Nothing was run. If you trust it, say --trust-notebook, or in a notebook "
            "check(..., trust=True)."
        )
        raise GraderError(f"{told} {advice}")
    click.echo(told, err=True)
    if not click.confirm(_("Do you trust this notebook?"), default=False, err=True):
        raise GraderError(_("Nothing was run."))
