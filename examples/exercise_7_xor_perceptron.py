"""Deck 5, exercise 7: a single perceptron cannot learn XOR.

A perceptron parts the plane by one straight line, and no line parts (0,0) and (1,1) from (0,1) and
(1,0). Descent ends where all four outputs are one half: the cost is ln 2 = 0.6931, and two of
four answers are right. With --features 3 the perceptron also sees the product of both inputs; then
a plane does part the classes, and it learns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import autograd
import nn
from examples._command import claim, read_options
from examples._output import save_figure

LN2 = math.log(2)


def learn(features: int, steps: int, lr: float) -> tuple[nn.Module, list[float]]:
    """Train a perceptron with that many inputs on XOR; return it and the cost before each step."""
    x, target = data(features)
    model = nn.Sequential(nn.Linear(features, 1), nn.Sigmoid())
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    costs = []
    for _ in range(steps):
        optimizer.zero_grad()
        cost = nn.functional.binary_cross_entropy(model(x), target)
        cost.backward()
        optimizer.step()
        costs.append(cost.item())
    return model, costs


def data(features: int) -> tuple[Any, Any]:
    """Return XOR's inputs, with their product as a third column if wanted, and its outputs."""
    x, target = nn.data.load_table("xor").tensors
    product = x[:, :1] * x[:, 1:]
    return (x if features == 2 else autograd.cat([x, product], axis=1)), target


def check(model: nn.Module, costs: list[float], features: int) -> None:
    """Claim what the slide shows: it does not learn."""
    x, target = data(features)
    with autograd.no_grad():
        output = model(x)
    right = ((output > 0.5) == (target > 0.5)).sum().item()
    claim("the cost never falls below ln 2 = 0.6931", min(costs) > LN2 - 1e-6)
    claim("all four outputs end at one half", abs(output - 0.5).max().item() < 0.01)
    claim("no more than three of the four answers are right", right <= 3)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        features=(2, "inputs: 2, or 3 with their product"),
        steps=(10_001, "steps of gradient descent"),
        lr=(1.0, "learning rate"),
    )  # fmt: skip
    model, costs = learn(options.features, options.steps, options.lr)
    for step in [*range(0, options.steps, max(1, options.steps // 5)), options.steps - 1]:
        print(f"step {step:6}  cost {costs[step]:.8f}")
    if options.out is not None and options.features == 2:
        save_figure(nn.plots.decision_boundary(model, *data(2)), options.out / "xor_perceptron.png")
    check(model, costs, options.features)


if __name__ == "__main__":
    main()
