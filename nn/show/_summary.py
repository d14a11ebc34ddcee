"""summary."""

from __future__ import annotations

from typing import Any

__all__ = ["Summary", "summary"]


class Summary:
    """A table."""


def summary(*args: Any, **kwargs: Any) -> Summary:
    """Not yet."""
    raise NotImplementedError
