"""Deck 1: learning rates that are too small, right and too large.

Each descent goes from W = b = 0 for the same number of steps. How large a learning rate may be can
be computed: 2 divided by the largest curvature, the larger eigenvalue of the second derivatives of
the mean squared error. Just below it the cost falls, and just above it grows without bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HOURS, SCORES = (column.flatten() for column in nn.data.load_table("study_hours").tensors)
LEAST = 47.25  # the mean squared error of the best line, y = 10x + 9.5


def cost(line: Tensor) -> Tensor:
    """Return the mean squared error of the line W x + b, of a tensor of both."""
    return nn.functional.mse_loss(line[0] * HOURS + line[1], SCORES)


def largest_stable() -> tuple[float, float]:
    """Return the largest curvature of the cost, and the learning rate that it allows."""
    second = autograd.hessian(cost)(autograd.zeros(2)).numpy()
    curvature = np.linalg.eigvalsh(second)[-1].item()
    return curvature, 2 / curvature


class Descent(NamedTuple):
    """The cost before each step of gradient descent and after the last, and (W, b) there."""

    costs: list[float]
    lines: list[list[float]]


def descend(lr: float, steps: int) -> Descent:
    """Go from W = b = 0."""
    line = autograd.zeros(2, requires_grad=True)
    costs, lines = [], []
    for _ in range(steps + 1):
        value = cost(line)
        costs.append(value.item())
        lines.append(line.tolist())
        line.grad = None
        value.backward()
        with autograd.no_grad():
            line -= lr * line.grad
    return Descent(costs, lines)


def check(small: list[float], right: list[float], large: list[float]) -> None:
    """Claim what the slide's three pictures show."""
    steps = len(small) - 1
    slow = half_way(small) < small[-1] < small[0]
    claim(f"too small: {steps} steps go down, but not half of the way", slow)
    claim(f"right: {steps} steps come within 2 % of the least cost", right[-1] < 1.02 * LEAST)
    grows = all(after > before for before, after in pairwise(large))
    claim("too large: every step makes the cost larger", grows)


def half_way(costs: list[float]) -> float:
    return (costs[0] + LEAST) / 2


def check_limit(limit: float, below: list[float], above: list[float]) -> None:
    """Claim that the computed limit is where descent turns into growth."""
    claim(f"just below the largest stable rate, {limit:.4f}, the cost falls", below[-1] < below[0])
    claim(f"just above it, the cost grows to {above[-1]:.3g}", above[-1] > 10 * above[0])


def draw(descents: dict[str, Descent]) -> Figure:
    """Draw the cost of each descent over the steps, and how W moves in the first twenty."""
    figure = new_figure(11, 4.5)
    left, right = figure.subplots(1, 2)
    for (label, descent), style in zip(descents.items(), ("-.", "-", "--"), strict=True):
        left.plot(descent.costs, style, label=label)
        right.plot([W for W, _ in descent.lines[:21]], style, marker=".", label=label)
    left.axhline(LEAST, color="grey", linewidth=0.8, label="best line: 47.25")
    right.axhline(10, color="grey", linewidth=0.8)
    left.set(xlabel="steps of gradient descent", ylabel="mean squared error", yscale="log",
             title="The cost")  # fmt: skip
    right.set(xlabel="steps of gradient descent", ylabel="W", xticks=range(0, 21, 5),
              title="The slope W of the line; the best is 10")  # fmt: skip
    left.legend()  # the lines of both
    return figure


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        small=(0.0001, "a learning rate that is too small"),
        right=(0.05, "one that is right"),
        large=(0.07, "one that is too large"),
        steps=(100, "steps of gradient descent"),
        around=(0.01, "how far from the largest stable rate to look on both sides, as a share"),
    )  # fmt: skip
    rates = {"too small": options.small, "right": options.right, "too large": options.large}
    descents = {name: descend(lr, options.steps) for name, lr in rates.items()}
    columns = [descent.costs for descent in descents.values()]
    print("mean squared error, from W = b = 0; the best line has 47.25\n")
    shown = [step for step in (0, 1, 2, 5, 10, 20, 50) if step < options.steps]
    print(f"{'step':>6}" + "".join(f"{f'{name}: {lr:g}':>19}" for name, lr in rates.items()))
    for step in [*shown, options.steps]:
        print(f"{step:6}" + "".join(f"{costs[step]:19.6g}" for costs in columns))
    curvature, limit = largest_stable()
    print(f"\nlargest stable learning rate: 2 / {curvature:.9f} = {limit:.10f}\n")
    if options.out is not None:
        named = {f"{name}: {rates[name]:g}": descent for name, descent in descents.items()}
        save_figure(draw(named), options.out / "learning_rates.png")
    check(*columns)
    below, above = (descend(limit * (1 + side), 2 * options.steps).costs
                    for side in (-options.around, options.around))  # fmt: skip
    check_limit(limit, below, above)


if __name__ == "__main__":
    main()
