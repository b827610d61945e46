"""Fixtures that unit and integration tests share."""

from dataset_fixtures import (
    data_folder,
    dots,
    drawn,
    original,
    specks,
    spots,
    write_original_fixture,
)

__all__ = ["data_folder", "dots", "drawn", "original", "specks", "spots", "write_original_fixture"]
