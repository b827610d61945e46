"""``python -m grader data …``: the datasets, their originals and their stand-ins."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import click

from grader.errors import GraderError


def _chosen(names: tuple[str, ...]) -> list:
    from cnn_datasets.catalog import DATASETS

    unknown = [name for name in names if name not in DATASETS]
    if unknown:
        raise GraderError(f"No dataset {unknown[0]!r}; there is: {', '.join(DATASETS)}.")
    return [DATASETS[name] for name in names or DATASETS]


class _Data(click.Group):
    """Hands what the datasets complain of to the main command, which prints it as one sentence."""

    def invoke(self, ctx: click.Context) -> object:
        from cnn_datasets.dataset import DataError

        try:
            return super().invoke(ctx)
        except DataError as error:
            raise GraderError(str(error)) from error


@click.group(cls=_Data)
def data() -> None:
    """List, draw, fetch and verify the course's datasets."""


@data.command("list")
def list_() -> None:
    """Show what the loaders would use now for each dataset."""
    from cnn_datasets.dataset import DataError
    from cnn_datasets.loading import locate

    refused = []
    for dataset in _chosen(()):
        try:
            click.echo(f"{dataset.name:<15} {locate(dataset).sentence}")
        except DataError as error:
            click.echo(f"{dataset.name:<15} {error}")
            refused.append(dataset.name)
    _fail_for(refused)


@data.command()
@click.argument("names", nargs=-1)
def make(names: tuple[str, ...]) -> None:
    """Draw the stand-ins of NAMES (default: all), if missing."""
    chosen = [dataset.name for dataset in _chosen(names)]
    try:
        with ProcessPoolExecutor(min(len(chosen), os.cpu_count() or 1)) as pool:
            list(pool.map(_make, chosen))
    except BrokenProcessPool:
        raise GraderError(
            "A process that draws was ended from outside; what is whole was kept. Is there enough "
            "memory? Then give the same command again."
        ) from None


def _make(name: str) -> None:
    from cnn_datasets.catalog import DATASETS
    from cnn_datasets.loading import make as make_standin

    make_standin(DATASETS[name], say=click.echo)


@data.command()
@click.argument("names", nargs=-1, required=True)
def fetch(names: tuple[str, ...]) -> None:
    """Download the originals of NAMES, if they are public."""
    from cnn_datasets.download import fetch as fetch_original
    from cnn_datasets.loading import locate

    for dataset in _chosen(names):
        fetch_original(dataset, say=click.echo)
        click.echo(locate(dataset).sentence)


@data.command()
@click.argument("names", nargs=-1)
def verify(names: tuple[str, ...]) -> None:
    """Compare the files of NAMES (default: all) with their checksums."""
    from cnn_datasets.loading import verify as verify_files

    bad = []
    for dataset in _chosen(names):
        for what, status, sentence in verify_files(dataset):
            click.echo(f"{what:<30} {status:<16} {sentence}")
            if status in ("refused", "stand-in damaged"):
                bad.append(what)
    _fail_for(bad)


def _fail_for(names: list[str]) -> None:
    if names:
        raise GraderError(f"Not usable: {', '.join(names)}. The lines above say what to do.")
