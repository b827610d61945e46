"""Where this checkout lies. Light to import: student workers need it too."""

from __future__ import annotations

from pathlib import Path


def installed_root() -> Path:
    """The folder of the checkout that this package runs from."""
    return Path(__file__).resolve().parent.parent
