"""draw."""

from __future__ import annotations

from typing import Any

__all__ = ["draw"]


def draw(*args: Any, **kwargs: Any) -> Any:
    """Not yet."""
    raise NotImplementedError
