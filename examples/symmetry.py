"""Deck 2: hidden units that begin alike stay alike; random weights help.

If all weights into two hidden units, and out of them, are equal, so are their outputs and their
gradients, and every step leaves them equal: together they are one unit. First the gradients of a
2-2-1 network with all weights 0.5. Then a 2-4-1 network learns XOR, or does not: not if all its
weights begin at 0.5, but if they begin at random. One unit's answers rise along one direction, so
at best three of them are 2/3 where 1, 1, 0 is wanted: the cost is 0.4774 = ¼ (2 ln 3/2 + ln 3).
--spread adds normal noise to the first run's weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

CONSTANT, HIDDEN = 0.5, 4


class Run(NamedTuple):
    """A training run on XOR."""

    weights: NDArray[np.float64]  # into the hidden units, before each step: (steps, units, inputs)
    costs: list[float]


def by_hand() -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return y, ∂J/∂W1 and ∂J/∂W2 of the 2-2-1 network at x = (1, 2), with J = ½(y - 1)²."""
    W1 = Tensor(np.full((2, 2), CONSTANT), requires_grad=True)
    W2 = Tensor(np.full((2, 1), CONSTANT), requires_grad=True)
    y = autograd.tanh(Tensor([[1.0, 2.0]]) @ W1) @ W2
    (0.5 * (y - 1) ** 2).sum().backward()
    return y.item(), W1.grad.numpy(), W2.grad.numpy()


def learn(spread: float, steps: int, lr: float) -> Run:
    """Train a 2-4-1 network on XOR, its weights beginning at 0.5 plus noise of this deviation."""
    x, target = nn.data.load_table("xor").tensors
    model = nn.MLP([2, HIDDEN, 1], "tanh", output_activation="sigmoid", dtype=float)
    for parameter in model.parameters():
        nn.init.normal_(parameter, CONSTANT, spread)
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    weights, costs = [], []
    for _ in range(steps):
        optimizer.zero_grad()
        cost = nn.functional.binary_cross_entropy(model(x), target)
        cost.backward()
        weights.append(model[0].weight.detach().numpy().copy())
        costs.append(cost.item())
        optimizer.step()
    return Run(np.array(weights), costs)


def difference(weights: NDArray[np.float64]) -> float:
    """Return by how much the weights of any two hidden units ever differ."""
    return float(np.ptp(weights, axis=1).max())


def check(dW1: NDArray[np.float64], alike: Run, broken: Run) -> None:
    """Claim that equal units stay equal, and what that costs."""
    claim("equal hidden units get equal gradients: the columns of dW1 are equal",
          np.array_equal(dW1[:, 0], dW1[:, 1]))  # fmt: skip
    claim("after every step the four hidden units are still equal",
          difference(alike.weights) < 1e-12)  # fmt: skip
    claim("so the network cannot learn XOR: its cost stays above 0.477, one unit's least",
          np.min(alike.costs) > 0.477)  # fmt: skip
    claim("with random weights it learns it: the cost ends below 0.05", broken.costs[-1] < 0.05)


def draw(alike: Run, broken: Run, path: Path) -> None:
    """Draw the way of the hidden units' weights, and the cost."""
    figure = new_figure(15, 4.6)
    *ways, costs = figure.subplots(1, 3)
    for axes, run, name in zip(ways, (alike, broken), ("equal", "random"), strict=True):
        for unit in range(HIDDEN):
            way = run.weights[:, unit]
            axes.plot(*way.T, linewidth=1.5 + 2 * (HIDDEN - unit), label=f"unit {unit + 1}")
            axes.plot(*way[0], "k.", zorder=3)
        axes.set(title=f"Hidden weights, {name} at the start (dots)", xlabel="weight of $x_1$",
                 ylabel="weight of $x_2$")  # fmt: skip
        axes.legend()
        costs.plot(run.costs, label=f"{name} at the start")
    costs.set(title="XOR, network 2-4-1", xlabel="step", ylabel="cross-entropy", ylim=(0, None))
    costs.legend()
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        spread=(0.0, "deviation of the first run's initial weights from the constant", 0),
        random=(1.0, "the same of the second run", 0),
        steps=(1000, "steps of gradient descent"),
        lr=(0.5, "learning rate", 0),
    )  # fmt: skip
    y, dW1, dW2 = by_hand()
    print(f"2-2-1, all weights 0.5, x = (1, 2): y = {y:.9f}")
    print("dW1 =", np.array2string(dW1, precision=10).replace("\n", "\n     "))
    print("dW2 =", np.array2string(dW2.ravel(), precision=10))
    alike = learn(options.spread, options.steps, options.lr)
    autograd.manual_seed(options.seed)
    broken = learn(options.random, options.steps, options.lr)
    print(f"\nXOR with 2-4-1, {options.steps} steps     cost at the end   units differ by")
    for name, run in (("constant weights", alike), ("random weights", broken)):
        print(f"  {name:31} {run.costs[-1]:14.6f}   {difference(run.weights):.6f}")
    if options.out is not None:
        draw(alike, broken, options.out / "symmetry.png")
    check(dW1, alike, broken)


if __name__ == "__main__":
    main()
