"""What the tests of explain share: leaves, and the parts of a derivation."""

from __future__ import annotations

from typing import Any

from autograd import Tensor

__all__ = ["backward_of", "leaf", "step_of"]


def leaf(value: Any, name: str | None = None) -> Tensor:
    return Tensor(value, requires_grad=True, name=name)


def backward_of(derivation: Any) -> list[str]:
    return [row.strip() for row in str(derivation).partition("Backward\n")[2].splitlines()]


def step_of(derivation: Any, name: str) -> Any:
    return next(step for step in derivation.backward if step.name == name)
