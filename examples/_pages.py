"""What the hand calculations share: saving pages that step through a graph, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograd.show import Walkthrough

__all__ = ["save_pages"]


def save_pages(folder: Path, pages: dict[str, Callable[[], Walkthrough]]) -> None:
    """Save each page under its name; where there is no program to draw them, say so."""
    try:
        for name, page in pages.items():
            print("wrote", page().save(folder / f"{name}.html"))
    except RuntimeError as error:
        print("no pages to step through:", error)
