"""Deck 5, exercise 7: a single perceptron cannot learn XOR.

A perceptron parts the plane by one straight line, and no line parts (0,0) and (1,1) from (0,1) and
(1,0). Descent ends where all four outputs are one half: the cost is ln 2 = 0.6931, and two of
four answers are right. With --features 3 the perceptron also sees the product of both inputs; then
a plane does part the classes, and it learns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import autograd
import nn
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

LN2 = math.log(2)


def inputs_of(x: Any, features: int) -> Any:
    """Return the points x, with the product of their coordinates as a third column if wanted."""
    return x if features == 2 else autograd.cat([x, x[:, :1] * x[:, 1:]], axis=1)


def learn(features: int, steps: int, lr: float) -> tuple[nn.Module, list[float]]:
    """Train a perceptron with that many inputs on XOR; return it and the cost before each step."""
    x, target = nn.data.load_table("xor").tensors
    x = inputs_of(x, features)
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


def answers(model: nn.Module, features: int, x: Any) -> Any:
    """Return the model's outputs at the points x, as a NumPy array."""
    with autograd.no_grad():
        return model(inputs_of(x, features)).numpy()


def number_right(output: Any, target: Any) -> int:
    """Return how many answers are right, an output above one half meaning 1."""
    return int(((output > 0.5) == (target.numpy() > 0.5)).sum())


def check(model: nn.Module, costs: list[float], features: int) -> None:
    """Claim what the slide shows: it does not learn."""
    x, target = nn.data.load_table("xor").tensors
    output = answers(model, features, x)
    right = number_right(output, target)
    claim("the cost never falls below ln 2 = 0.6931", np.min(costs) > LN2 - 1e-6)
    claim("all four outputs end at one half", abs(output - 0.5).max() < 0.01)
    claim("no more than three of the four answers are right", right <= 3)


def draw(model: nn.Module, costs: list[float], features: int, path: Path) -> None:
    """Draw the cost of each step, and the output at each place of the plane."""
    figure = new_figure(12, 4.6)
    left, right = figure.subplots(1, 2)
    left.semilogx(range(1, len(costs) + 1), costs, label="cost")
    left.axhline(LN2, color="gray", linestyle="--", label="ln 2: every output is one half")
    left.set(title=f"XOR by one perceptron with {features} inputs", xlabel="step",
             ylabel="cross-entropy", ylim=(0, None))  # fmt: skip
    left.legend()
    grid = np.linspace(-0.5, 1.5, 101)
    plane = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    output = answers(model, features, autograd.Tensor(plane)).reshape(101, 101)
    shown = right.imshow(output, cmap="coolwarm", vmin=0, vmax=1, origin="lower",
                         extent=(-0.5, 1.5, -0.5, 1.5))  # fmt: skip
    figure.colorbar(shown, ax=right, label="output")
    x, target = nn.data.load_table("xor").tensors
    for kind, color, marker in ((0, "#3b4cc0", "s"), (1, "#b40426", "o")):
        own = x.numpy()[target.numpy()[:, 0] == kind]
        right.scatter(*own.T, s=90, color=color, marker=marker, edgecolors="black",
                      label=f"wanted: {kind}")  # fmt: skip
    right.set(title="The output in the end", xlabel="$x_1$", ylabel="$x_2$")
    right.legend(loc="center")
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        features=(2, "inputs: 2, or 3 with their product"),
        steps=(10_001, "steps of gradient descent"),
        lr=(1.0, "learning rate", 0),
    )  # fmt: skip
    if options.features not in (2, 3):
        raise SystemExit(f"--features must be 2 or 3, not {options.features}")
    model, costs = learn(options.features, options.steps, options.lr)
    for step in sorted({*range(0, options.steps, max(1, options.steps // 5)), options.steps - 1}):
        print(f"step {step:6}  cost {costs[step]:.8f}")
    x, target = nn.data.load_table("xor").tensors
    outputs = answers(model, options.features, x)
    for (a, b), output, wanted in zip(x.numpy(), outputs, target.numpy(), strict=True):
        print(f"({a:.0f}, {b:.0f})  output {output[0]:.4f}  wanted {wanted[0]:.0f}")
    print(f"right: {number_right(outputs, target)} of 4")
    if options.out is not None:
        draw(model, costs, options.features, options.out / "xor_perceptron.png")
    check(model, costs, options.features)


if __name__ == "__main__":
    main()
