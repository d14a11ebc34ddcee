"""walkthrough."""

from __future__ import annotations

from typing import Any

__all__ = ["walkthrough"]


def walkthrough(*args: Any, **kwargs: Any) -> Any:
    """Not yet."""
    raise NotImplementedError
