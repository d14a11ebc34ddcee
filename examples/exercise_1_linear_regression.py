"""Deck 5, exercise 1: linear regression with a training loop by hand.

Three points on y = 2x. W and b start at 0; each step computes the hypothesis, the mean squared
error and its gradients, and moves both against them. W comes close to 2 and b to 0, the last part
slowly: what is gained by a larger W is lost by a smaller b, so the cost hardly slopes that way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import autograd
import nn
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

X, Y = nn.data.load_table("line").tensors


class Epoch(NamedTuple):
    """W, b and the cost before a step."""

    W: float
    b: float
    cost: float


def train(epochs: int, lr: float) -> tuple[list[Epoch], Epoch]:
    """Take a step for each epoch; return what was before each, and what is after the last."""
    W = autograd.zeros(1, requires_grad=True)
    b = autograd.zeros(1, requires_grad=True)
    optimizer = nn.optim.SGD([W, b], lr=lr)
    log = []
    for _ in range(epochs):
        hypothesis = X * W + b
        cost = ((hypothesis - Y) ** 2).mean()
        log.append(Epoch(W.item(), b.item(), cost.item()))
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return log, Epoch(W.item(), b.item(), ((X * W + b - Y) ** 2).mean().item())


def check(log: list[Epoch], end: Epoch) -> None:
    """Claim what the notebook shows."""
    claim(f"the cost falls from 18.6667 to {end.cost:.6f}, below 0.00001", end.cost < 1e-5)
    claim("W comes within 0.01 of 2 and b of 0", abs(end.W - 2) < 0.01 and abs(end.b) < 0.01)
    ten = log[:11], log[-11:]
    fast, slow = (some[0].cost / some[-1].cost for some in ten)
    claim(f"ten steps divide the cost by {fast:.1f} at first, by {slow:.2f} later", fast > 5 * slow)


def draw(log: list[Epoch]) -> Figure:
    """Draw the cost over the epochs, and the way of W and b."""
    figure = new_figure(9, 4)
    left, right = figure.subplots(1, 2)
    left.plot([epoch.cost for epoch in log])
    left.set(xlabel="epoch", ylabel="cost: mean squared error", yscale="log", title="The cost")
    right.plot([epoch.W for epoch in log], label="W, to 2")
    right.plot([epoch.b for epoch in log], "--", label="b, to 0")
    right.set(xlabel="epoch", ylabel="parameter", title="The hypothesis W x + b")
    right.legend()
    return figure


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        epochs=(2001, "steps of gradient descent"),
        lr=(0.01, "learning rate", 0),
    )  # fmt: skip
    log, end = train(options.epochs, options.lr)
    for epoch in [e for e in (0, 1, *range(100, len(log), 100)) if e < len(log)]:
        print("epoch {:4}  W {:.6f}  b {:.6f}  cost {:.9f}".format(epoch, *log[epoch]))
    print("at the end  W {:.6f}  b {:.6f}  cost {:.9f}".format(*end))
    print(f"the hypothesis for x = 4: {4 * end.W + end.b:.4f}\n")
    if options.out is not None:
        save_figure(draw(log), options.out / "training.png")
    check(log, end)


if __name__ == "__main__":
    main()
