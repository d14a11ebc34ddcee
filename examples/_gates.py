"""Perceptrons with given weights, as the decks use them for logic gates, and their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import nn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["AND", "NAND", "OR", "SIGNED_OR", "draw_line", "perceptron"]

# Weights and bias: deck 5's gates, whose outputs are 0 and 1, and deck 2's, with -1 and +1.
AND = ((0.5, 0.5), -0.7)
NAND = ((-0.5, -0.5), 0.7)
OR = ((0.6, 0.6), -0.5)
SIGNED_OR = ((1.0, 1.0), -0.5)


def perceptron(weights: Sequence[float], bias: float, low: float = 0.0) -> nn.Sequential:
    """Return a perceptron: layer 0 gives the weighted sum s, layer 1 the answer.

    With low = 0 it answers 1 where s > 0, else 0, as deck 5's code does; with low = -1 it answers
    +1 where s >= 0, else -1, as deck 2's table does.
    """
    layer = nn.Linear(len(weights), 1, dtype=float)
    layer.load_state_dict({"weight": [list(weights)], "bias": [bias]})
    return nn.Sequential(layer, nn.Step(low, 1.0, at_zero=1.0 if low < 0 else 0.0))


def draw_line(axes: Axes, weights: Sequence[float], bias: float, **style: Any) -> None:
    """Draw where the weighted sum of two inputs is 0."""
    foot = -bias * np.asarray(weights) / np.dot(weights, weights)  # its place nearest to 0
    axes.axline(tuple(foot), slope=-weights[0] / weights[1] if weights[1] else np.inf, **style)
