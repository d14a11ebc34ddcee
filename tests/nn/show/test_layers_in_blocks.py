"""nn.draw(view="layers"): what lies in a block of layers that recur."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
import nn


class Squashed(nn.Module):
    """Ends with an operation, not with a layer."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 2)

    def forward(self, x: Any) -> Any:
        return autograd.tanh(self.layer(x))


class Alternating(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
        self.squashed = nn.ModuleList([Squashed() for _ in range(3)])

    def forward(self, x: Any) -> Any:
        for layer, squashed in zip(self.layers, self.squashed, strict=True):
            x = autograd.exp(squashed(layer(x)))
        return x


def test_an_operation_after_a_container_at_the_end_of_a_block_lies_in_the_block() -> None:
    source = nn.draw(Alternating(), np.ones((1, 2)), view="layers").source
    assert source.count("×&#160;3") == 1
    assert source.count("label=tanh") == source.count("label=exp") == 1
