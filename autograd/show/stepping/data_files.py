"""The files of the page that lie beside this one: its markup, styles and scripts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["data_file"]


@cache
def data_file(name: str) -> str:
    """Return the text of a file of this package."""
    return (files(__package__) / name).read_text(encoding="utf-8")
