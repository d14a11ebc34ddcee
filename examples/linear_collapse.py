"""Decks 1 and 5: linear layers in a row are one linear layer.

Deck 1 puts h(x) = c x three times in a row: f(x) = h(h(h(x))) = c³ x, again a line. Deck 5 writes
the same with matrices: W2 (W1 x + b1) + b2 = (W2 W1) x + (W2 b1 + b2). Only an activation function
between the layers that is not linear makes depth worth anything: try --activation sigmoid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

Function = Callable[[Any], Any]


class Result(NamedTuple):
    """What three layers in a row, and two layers with matrices, give."""

    c: float
    outputs: Tensor  # h(h(h(x))) at several x
    slopes: Tensor
    at: Tensor
    stacked: Tensor  # W2 φ(W1 x + b1) + b2
    collapsed: Tensor  # (W2 W1) x + (W2 b1 + b2)
    W: Tensor
    b: Tensor


def compute(c: float, activation: Function) -> Result:
    """Compute both with an activation function after each layer but the last."""

    def f(x: Tensor) -> Tensor:
        return c * activation(c * activation(c * x))

    at = autograd.linspace(-3, 3, 25)
    slopes = autograd.grad(lambda x: f(x).sum())(at)
    W1, b1 = Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([1.0, -1.0])
    W2, b2 = Tensor([[5.0, 6.0], [7.0, 8.0]]), Tensor([0.5, -0.5])
    x = Tensor([1.0, 2.0])
    W, b = W2 @ W1, W2 @ b1 + b2
    return Result(c, f(at), slopes, at, W2 @ activation(W1 @ x + b1) + b2, W @ x + b, W, b)


def check(found: Result) -> None:
    """Claim that they collapse."""
    c = found.c
    claim("h(h(h(x))) is c³ x for every x", equal(found.outputs, c * c * c * found.at))
    claim("its slope is the same everywhere, so it is one linear layer",
          equal(found.slopes, found.slopes[0]))  # fmt: skip
    claim("W2 (W1 x + b1) + b2 is (W2 W1) x + (W2 b1 + b2)",
          equal(found.stacked, found.collapsed))  # fmt: skip


def equal(a: Tensor, b: Tensor) -> bool:
    """Tell whether all numbers are equal but for rounding, however small they are."""
    return np.allclose(a.numpy(), b.numpy(), rtol=1e-9, atol=0)


def draw(path: Path, activation: str) -> None:
    """Draw what deep networks with random weights compute, without and with activation function."""
    figure = new_figure(10, 4.2)
    x = np.linspace(-3, 3, 400)[:, None]
    other = "tanh" if activation == "identity" else activation
    for axes, name in zip(figure.subplots(1, 2), ("identity", other), strict=True):
        for number in range(5):
            autograd.manual_seed(number)
            model = nn.MLP([1, 16, 16, 1], name, dtype=float)
            for layer in model:
                if isinstance(layer, nn.Linear):
                    nn.init.normal_(layer.weight, std=2.5 / layer.in_features**0.5)
                    nn.init.normal_(layer.bias)
            axes.plot(x, model(x).detach().numpy())
        axes.set(xlabel="$x$", ylabel="$f(x)$")
        how = "without activation function: lines" if name == "identity" else f"with {name}"
        axes.set_title(f"Five random networks 1-16-16-1,\n{how}")
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        c=(0.5, "the slope of deck 1's layers"),
        x=(2.0, "the input of deck 1's layers"),
        activation=("identity", "between the layers: identity, sigmoid, tanh, relu, ..."),
    )  # fmt: skip
    try:
        activation = nn.MLP([1, 1, 1], options.activation)[1]  # the layer of that name
    except ValueError as error:
        raise SystemExit(str(error)) from None
    c, x, power = options.c, options.x, 1.0
    print(f"Deck 1: h(x) = {c:g} x, x = {x:g}")
    for depth in range(1, 4):
        x = c * (x if depth == 1 else activation(Tensor(x)).item())
        power *= c
        print(f"  after layer {depth}: {x:g}   (c^{depth} x = {power * options.x:g})")
    found = compute(c, activation)
    print("\nDeck 5: x = (1, 2), two layers")
    print(f"  W2 (W1 x + b1) + b2     = {found.stacked.tolist()}")
    print(f"  W = W2 W1               = {found.W.tolist()}")
    print(f"  b = W2 b1 + b2          = {found.b.tolist()}")
    print(f"  W x + b                 = {found.collapsed.tolist()}")
    if options.out is not None:
        draw(options.out / "linear_collapse.png", options.activation)
    check(found)


if __name__ == "__main__":
    main()
