"""What the view of layers draws: stops on the way of the data, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..running import Call

__all__ = ["Flow", "Stop", "Way"]


@dataclass(eq=False)
class Stop:
    """Something that data go through.

    Attributes:
        key: identifies it: s0, s1, ...
        kind: "input", "layer", "operation" (between layers), "parameter" (used between layers) or
            "output".
        text: the name of an input or parameter, the sign of an operation.
        call: of a layer.
        tensor: what it gives; None for layers.
        within: the call of the container in which it lies; None outside the model.
    """

    key: str
    kind: str
    text: str = ""
    call: Call | None = None
    tensor: Any = None
    within: Call | None = None


@dataclass(frozen=True)
class Way:
    """From one stop to another.

    Attributes:
        tail: the key of the stop where it starts.
        head: the key of the stop where it ends.
        known: False if nothing was recorded, and only the order of the calls says so.
    """

    tail: str
    head: str
    known: bool = True


@dataclass
class Flow:
    """Stops, each after those it comes from, ways between them, and containers, outer ones first.

    Attributes:
        containers: calls of modules that call others, and blocks of layers that recur.
        repeats: how many equal containers, one after the other, the one drawn stands for.
    """

    stops: list[Stop] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    containers: list[Call] = field(default_factory=list)
    repeats: dict[Call, int] = field(default_factory=dict)
