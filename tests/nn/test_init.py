"""Initial values: their distribution, and that they are written in place."""

import math

import numpy as np
import pytest

import autograd
import nn


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


@pytest.mark.parametrize(("fill", "mean", "std", "low", "high"), [
    # A uniform distribution over [a, b) has mean (a + b) / 2 and deviation (b - a) / sqrt(12).
    (nn.init.uniform_, 0.5, 1 / math.sqrt(12), 0.0, 1.0),
    (lambda t: nn.init.uniform_(t, -3.0, 1.0), -1.0, 4 / math.sqrt(12), -3.0, 1.0),
    (nn.init.normal_, 0.0, 1.0, -6.0, 6.0),
    (lambda t: nn.init.normal_(t, mean=2.0, std=0.5), 2.0, 0.5, -1.0, 5.0),
    (lambda t: nn.init.constant_(t, 0.5), 0.5, 0.0, 0.5, 0.5),
    (nn.init.zeros_, 0.0, 0.0, 0.0, 0.0),
], ids=["uniform", "uniform a b", "normal", "normal mean std", "constant", "zeros"])  # fmt: skip
def test_initial_values_are_written_in_place(fill, mean, std, low, high):
    parameter = nn.Parameter(np.full((100, 100), 7.0, np.float32))
    memory = parameter.data
    assert fill(parameter) is parameter
    assert parameter.data is memory
    assert memory.dtype == np.float32
    assert memory.min() >= low
    assert memory.max() <= high
    assert abs(memory.mean() - mean) <= 5 * std / 100  # five standard deviations of the mean
    assert abs(memory.std() - std) <= 0.05 * std
    assert parameter.requires_grad


def test_initialization_makes_a_recorded_graph_stale():
    weight = nn.Parameter([2.0])
    out = (weight * weight).sum()
    nn.init.zeros_(weight)
    with pytest.raises(RuntimeError, match="modified by an in-place operation"):
        out.backward()
