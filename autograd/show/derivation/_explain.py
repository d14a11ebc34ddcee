"""explain: the derivation of the gradients of a recorded expression."""

from __future__ import annotations

from typing import Any

from .steps import Derivation

__all__ = ["explain"]


def explain(*args: Any, **kwargs: Any) -> Derivation:
    """Derive."""
    raise NotImplementedError
