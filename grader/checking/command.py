"""``python -m grader check NOTEBOOK``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from grader.options import course_dir, course_of


@click.command()
@course_dir
@click.argument("notebook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for editors.")
@click.pass_context
def check(ctx: click.Context, notebook: Path, as_json: bool) -> None:
    """Run the visible tests of NOTEBOOK and say what to look at before handing it in.

    The exit code is 0 if all visible tests passed, else 1.
    """
    from grader.checking.check import check_notebook
    from grader.checking.report import print_check

    result = check_notebook(notebook, course_of(ctx), lambda line: click.echo(line, err=True))
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        print_check(result)
    sys.exit(0 if result.passed else 1)
