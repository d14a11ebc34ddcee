"""Deck 1: backpropagation by hand in a 2-2-1 network, number by number.

The network has no activations: h = x W¹ and y = h W². The column "computed" comes out of the
engine; a dash under "slide" means that no number is printed. The slide's text says to update a
layer's weights and then to compute the gradient that it passes on (E-08); its numbers rightly come
from the weights before the step. With --explain the chain rule follows the table. With --out, a
picture of the graph is saved, and pages that go through forward and backward pass step by step, in
a browser. The step on a line that comes before it is in gradient_descent_by_hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import autograd
import nn
from autograd import Tensor
from autograd.show import Walkthrough
from examples._command import claim, read_options
from examples._output import save_graph
from examples._pages import save_pages
from examples._tables import Row, count, rows_of, table


def leaf(value: ArrayLike, name: str) -> Tensor:
    return Tensor(value, requires_grad=True, dtype=float, name=name)


def step(weight: Tensor, learning_rate: float) -> Tensor:
    """Return the weight after a step of gradient descent: w - μ ∂J/∂w."""
    return leaf((weight - learning_rate * weight.grad).detach(), weight.name)


def network(
    x: ArrayLike, t: float, W1: ArrayLike, W2: ArrayLike, learning_rate: float
) -> tuple[list[Row], Tensor]:
    """Send x through h = x W¹ and y = h W² and back, take a step, and send x through again.

    x is a row, W¹ is [[w₁, w₃], [w₂, w₄]] and W² is [[w₅], [w₆]]. Returns the rows of the table,
    and the first loss, for its graph.
    """
    x, W1, W2 = leaf(x, "x"), leaf(W1, "W¹"), leaf(W2, "W²")
    t = Tensor(t, name="t")

    def forward(W1: Any, W2: Any) -> tuple[Tensor, Tensor, Tensor]:
        h = x @ W1
        y = h @ W2
        return h, y, 0.5 * (y - t) ** 2

    h, y, loss = forward(W1, W2)
    h.name, y.name, loss.name = "h", "y", "J"
    h.retain_grad()
    y.retain_grad()
    loss.backward()

    new_W1, new_W2 = step(W1, learning_rate), step(W2, learning_rate)
    new_h, new_y, new_loss = forward(new_W1, new_W2)
    rough_h, rough_y, rough_loss = forward(np.round(new_W1.data, 2), np.round(new_W2.data, 2))
    lr = learning_rate
    rows = [
        *rows_of("{}", "h₁ h₂", "0.85 0.48", h),
        Row("y", "0.191", y.item()),
        Row("J = ½(y − t)²", "–", loss.item()),
        Row("δ² = ∂J/∂y", "-0.809", y.grad.item()),
        *rows_of("δ¹ = ∂J/∂{}", "h₁ h₂", "– –", h.grad),
        *rows_of(
            "δ¹ for {}, wrongly", "h₁ h₂", "– –", new_W2.T * y.grad,
            "with W² after the step, as the slide's text says (E-08)",
        ),
        *rows_of("∂J/∂{}", "w₅ w₆", "– –", W2.grad),
        *rows_of("∂J/∂{}", "w₁ w₃ w₂ w₄", "– – – –", W1.grad),
        *rows_of("∂J/∂{}", "x₁ x₂", "– –", x.grad),
        *rows_of("μ ∂J/∂{}", "w₅ w₆", "-0.034 -0.019", lr * W2.grad),
        *rows_of("μ ∂J/∂{}", "w₁ w₃ w₂ w₄", "-0.011 -0.012 -0.017 -0.018", lr * W1.grad),
        *rows_of("{} after the step", "w₅ w₆", "0.17 0.17", new_W2),
        *rows_of("{} after the step", "w₁ w₃ w₂ w₄", ".12 .13 .23 .10", new_W1),
        *rows_of("{}, second time", "h₁ h₂", "– –", new_h),
        Row("y, second time", "–", new_y.item()),
        Row("J, second time", "–", new_loss.item()),
        *rows_of("{}, second time", "h₁ h₂", "– –", rough_h, "with weights of two digits"),
        Row("y, second time", "–", rough_y.item(), "with weights of two digits"),
        Row("J, second time", "–", rough_loss.item(), "with weights of two digits"),
    ]  # fmt: skip
    return rows, loss


def neurons(
    x: ArrayLike, t: float, W1: ArrayLike, W2: ArrayLike, learning_rate: float
) -> Walkthrough:
    """Return the page that goes through the same step neuron by neuron, weight by weight."""
    layers = [nn.Linear(*np.shape(W), bias=False, dtype=float) for W in (W1, W2)]
    for layer, W in zip(layers, (W1, W2), strict=True):
        layer.load_state_dict({"weight": np.transpose(W)})  # nn has a row per output
    return nn.walkthrough(nn.Sequential(*layers), x, t, lr=learning_rate)


def check(rows: list[Row]) -> None:
    """Claim what the slides show: a step downhill, with their numbers."""
    computed = {row.quantity: row.computed for row in reversed(rows)}  # the first of each name
    before, after = computed["J = ½(y − t)²"], computed["J, second time"]
    claim(f"the step makes the loss smaller, {before:.4f} to {after:.4f}", after < before)
    right, printed = count(rows)
    claim("all the slides' numbers are the computed ones, rounded", right == printed)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        explain=(False, "print the chain rule in words"),
        lr=(0.05, "learning rate", 0),
    )  # fmt: skip
    weights = {"W1": [[0.11, 0.12], [0.21, 0.08]], "W2": [[0.14], [0.15]]}
    net = {"x": [[2.0, 3.0]], "t": 1.0, **weights, "learning_rate": options.lr}
    rows, loss = network(**net)
    print("Deck 1, Back propagation example: the 2-2-1 network, h = x W¹ and y = h W²\n")
    print(table(rows))
    if options.explain:
        print(f"\n{autograd.explain(loss)}")
    print("\n{} of the slides' {} numbers are the computed ones, rounded.".format(*count(rows)))
    if options.out is not None:
        save_graph(autograd.draw(loss), options.out / "network_2_2_1")
        pages = {"network_2_2_1": lambda: autograd.walkthrough(loss)}
        save_pages(options.out, {**pages, "neurons_2_2_1": lambda: neurons(**net)})
    check(rows)


if __name__ == "__main__":
    main()
