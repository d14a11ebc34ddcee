"""Which values were overwritten, and when: so that a backward pass never uses a wrong one.

One clock ticks for every recorded operation and every write that the library sees. An operation
recorded at time 5 whose input was written to at time 7 would differentiate with the wrong value.
The same clock gives the topological order: an operation is always younger than its inputs.

Tensors that share memory (`detach()`, views) share one `LastWrite`.
"""

from __future__ import annotations

from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._tensor import Tensor

__all__ = ["LastWrite", "last_write_anywhere", "record_write", "share_writes", "tick"]

tick = count(1).__next__
_noting = Lock()


class LastWrite:
    """The time of the last write to one piece of memory."""

    __slots__ = ("time",)

    def __init__(self, time: int = 0) -> None:
        self.time = time


_anywhere = LastWrite()


def record_write(tensor: Tensor) -> None:
    """Note that the value of `tensor` has just been overwritten."""
    with _noting:
        extra = tensor._ensure_extra()
        if extra.last_write is None:
            extra.last_write = LastWrite()
        extra.last_write.time = _anywhere.time = tick()


def last_write_anywhere() -> int:
    """Return the time of the last write to any tensor: what is younger cannot be affected."""
    return _anywhere.time


def share_writes(source: Tensor, view: Tensor) -> None:
    """Let a write through either of two tensors that share memory count for both."""
    with _noting:
        extra = source._ensure_extra()
        if extra.last_write is None:
            extra.last_write = LastWrite()
        view._ensure_extra().last_write = extra.last_write
