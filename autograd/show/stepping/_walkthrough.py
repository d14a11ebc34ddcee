"""walkthrough: a page on which a recorded computation is gone through."""

from __future__ import annotations

from typing import Any

__all__ = ["Walkthrough", "walkthrough"]


class Walkthrough:
    """A page."""


def walkthrough(*args: Any, **kwargs: Any) -> Walkthrough:
    """Go through."""
    raise NotImplementedError
