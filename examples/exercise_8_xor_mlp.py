"""Deck 5, exercise 8: a multi-layer perceptron learns XOR.

The exercise's network has layers of 2, 10, 10, 10 and 1 units, with the sigmoid everywhere; the
binary cross-entropy, 10,001 steps, learning rate 1. For a long time nothing seems to happen: the
cost stays at ln 2 = 0.6931, on a plateau, for four sigmoids in a row pass hardly any gradient on.
Then it falls all at once; when, depends on the initial weights (--seed). A smaller network with
tanh knows no such plateau: --sizes 2,4,1 --activation tanh --lr 0.5.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import autograd
import nn
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._sizes import sizes_of

LN2 = math.log(2)


def learn(
    sizes: Sequence[int], activation: str, steps: int, lr: float
) -> tuple[nn.Module, list[float]]:
    """Train a network on XOR; return it and the cost before each step."""
    x, target = nn.data.load_table("xor").tensors
    try:
        model = nn.MLP(sizes, activation, output_activation="sigmoid")
    except ValueError as error:  # no such activation function
        raise SystemExit(str(error)) from None
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    costs = []
    for _ in range(steps):
        optimizer.zero_grad()
        cost = nn.functional.binary_cross_entropy(model(x), target)
        cost.backward()
        optimizer.step()
        costs.append(cost.item())
    return model, costs


def plateau(costs: Sequence[float]) -> int:
    """Return how many steps it takes until the cost is 0.01 below ln 2, or all of them."""
    return next((step for step, cost in enumerate(costs) if cost < LN2 - 0.01), len(costs))


def check(model: nn.Module, costs: Sequence[float]) -> None:
    """Claim that it learns."""
    x, target = nn.data.load_table("xor").tensors
    with autograd.no_grad():
        output = model(x)
    claim("the cost ends below 0.01, far below the perceptron's ln 2 = 0.6931", costs[-1] < 0.01)
    claim("all four answers are right", nn.accuracy(output, target) == 1)


def draw(model: nn.Module, costs: Sequence[float], folder: Path) -> None:
    """Draw the cost of each step, and which class the network gives where."""
    table = nn.data.load_table("xor").tensors
    figure = new_figure(7, 4.2)
    axes = figure.subplots()
    axes.semilogy(costs)
    axes.axhline(LN2, color="gray", linestyle="--", label="ln 2: every output is one half")
    axes.set(title="XOR by a multi-layer perceptron", xlabel="step", ylabel="cross-entropy")
    axes.legend(loc="lower left")
    save_figure(figure, folder / "xor_cost.png")
    try:
        save_figure(nn.plots.decision_boundary(model, *table), folder / "xor_mlp.png")
    except ValueError as error:  # the weights have become infinite
        print("no picture of the plane:", error)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        sizes=("2,10,10,10,1", "inputs, units of each hidden layer, outputs"),
        activation=("sigmoid", "of the hidden units: sigmoid, tanh, relu, identity, ..."),
        steps=(10_001, "steps of gradient descent"),
        lr=(1.0, "learning rate", 0),
    )  # fmt: skip
    sizes = sizes_of(options.sizes, inputs=2, outputs=1)
    model, costs = learn(sizes, options.activation, options.steps, options.lr)
    for step in sorted({*range(0, options.steps, max(1, options.steps // 10)), options.steps - 1}):
        print(f"step {step:6}  cost {costs[step]:.8f}")
    print(f"steps before the cost was 0.01 below ln 2: {plateau(costs)}")
    x, target = nn.data.load_table("xor").tensors
    with autograd.no_grad():
        for (a, b), output, wanted in zip(x, model(x), target, strict=True):
            print(f"({a:.0f}, {b:.0f})  output {output.item():.4f}  wanted {wanted.item():.0f}")
    if options.out is not None:
        draw(model, costs, options.out)
    check(model, costs)


if __name__ == "__main__":
    main()
