"""What few tensors have: a name, hooks, a kept gradient; what passes and writes note."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from .locks import Hold
from .writes import LastWrite

__all__ = ["Extra", "creating"]

creating = Lock()  # of an Extra: one thread may name a tensor while another one writes to it


class Extra:
    """What few tensors have, kept apart from the others.

    Attributes:
        name: for pictures, derivations and errors.
        hooks: called with the gradient, by their keys.
        retains_grad: whether an intermediate tensor keeps its gradient.
        differentiated: whether a backward pass has started here.
        hold: in `detect_anomaly`, what keeps its arrays read-only.
        last_write: the last write to its memory that the library saw.
        recorded_at: in `detect_anomaly`, the file, line and function that recorded it.
    """

    name: str | None = None
    retains_grad = False
    differentiated = False
    hold: Hold | None = None
    last_write: LastWrite | None = None
    recorded_at: tuple[str, int, str] | None = None

    def __init__(self) -> None:
        self.hooks: dict[int, Callable[[Any], Any]] = {}

    @property
    def watched(self) -> bool:
        """Whether a backward pass has to look after the tensor."""
        return bool(self.hooks) or self.retains_grad or self.hold is not None
