"""Deck 2: many sigmoids let hardly any gradient through; ReLU does.

The sigmoid's slope is at most 1/4 (the slide says 0.3: E-14), and beyond -4 and 4 at most 0.018.
Backpropagation multiplies such slopes, one for each layer: after n layers at most 0.25^n is left.
First for a chain of single units, then for whole networks: the norm of the gradient by each layer's
weights, with initial weights that suit each function (Xavier for sigmoid and tanh, He for ReLU).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

WIDTH, SAMPLES = 32, 64


def chain_slope(depth: int, weight: float) -> float:
    """Return the largest slope, for x from -8 to 8, of x -> σ(w x) taken depth times."""

    def chain(x: Tensor) -> Tensor:
        for _ in range(depth):
            x = autograd.sigmoid(weight * x)
        return x.sum()

    return float(autograd.grad(chain)(autograd.linspace(-8, 8, 1601)).max())


def gradient_norms(activation: str, depth: int) -> NDArray[np.float64]:
    """Return the norm of the loss's gradient by the weights of each hidden layer, first to last."""
    model = nn.MLP([WIDTH] * (depth + 1) + [1], activation, dtype=float)
    for layer in model:
        if isinstance(layer, nn.Linear):
            if activation == "relu":
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            else:
                nn.init.xavier_normal_(layer.weight, gain=nn.init.calculate_gain(activation))
            nn.init.zeros_(layer.bias)
    x, target = autograd.randn(SAMPLES, WIDTH, dtype=float), autograd.randn(SAMPLES, 1, dtype=float)
    nn.functional.mse_loss(model(x), target).backward()
    weights = [layer.weight for layer in model if isinstance(layer, nn.Linear)]
    return np.array([float((weight.grad**2).sum()) ** 0.5 for weight in weights[:-1]])


def check(slopes: dict[int, float], norms: dict[str, NDArray[np.float64]]) -> None:
    """Claim that the sigmoid's gradients vanish, and ReLU's do not."""
    left = {name: norm[0] / norm[-1] for name, norm in norms.items()}
    claim("a chain of n sigmoids has a slope of at most 0.25^n",
          all(slope <= 0.25**n * (1 + 1e-9) for n, slope in slopes.items()))  # fmt: skip
    claim("with the sigmoid the first layer's gradient is less than a thousandth of the last one's",
          left["sigmoid"] < 1e-3)  # fmt: skip
    claim("with tanh and ReLU it is more than a twentieth",
          np.min([left["tanh"], left["relu"]]) > 0.05)  # fmt: skip


def draw(slopes: dict[int, float], norms: dict[str, NDArray[np.float64]], path: Path) -> None:
    """Draw the slopes by depth, and the gradients' norms by layer."""
    figure = new_figure(12, 4.6)
    chain, layers = figure.subplots(1, 2)
    depths = list(slopes)
    chain.semilogy(depths, [0.3**n for n in depths], ":", label="0.3ⁿ, the slide's")
    chain.semilogy(depths, [0.25**n for n in depths], "--", label="0.25ⁿ, the bound")
    chain.semilogy(depths, list(slopes.values()), "o-", label="largest slope of n sigmoids")
    chain.set(title="A chain of sigmoids", xlabel="n, number of sigmoids", ylabel="slope")
    for name, norm in norms.items():
        layers.semilogy(np.arange(1, len(norm) + 1), norm, "o-", label=name)
    layers.set(title=f"Networks with hidden layers of {WIDTH} units", ylabel="norm of the gradient",
               xlabel="hidden layer, 1 being next to the input")  # fmt: skip
    for axes in (chain, layers):
        axes.legend()
        axes.xaxis.get_major_locator().set_params(integer=True)
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        depth=(10, "hidden layers, and sigmoids in the chain"),
        weight=(1.0, "of the units of the chain; above 1 the bound no longer holds"),
    )  # fmt: skip
    at_4 = autograd.grad(autograd.sigmoid)(4.0).item()
    print(f"slope of the sigmoid at 0: {autograd.grad(autograd.sigmoid)(0.0).item():g}; "
          f"at 4: {at_4:.10f}, and of three such in a row {at_4**3:.6g}")  # fmt: skip
    print("\n n   0.25^n           largest slope of n sigmoids")
    slopes = {n: chain_slope(n, options.weight) for n in range(1, options.depth + 1)}
    for n, slope in slopes.items():
        print(f"{n:2}   {0.25**n:<14.10g}   {slope:.10g}")
    norms = {}
    for name in ("sigmoid", "tanh", "relu"):
        autograd.manual_seed(options.seed)
        norms[name] = gradient_norms(name, options.depth)
    print("\nnorm of the gradient by the weights of each layer")
    print("layer  ", *(f"{name:>10}" for name in norms))
    for layer, row in enumerate(zip(*norms.values(), strict=True), 1):
        print(f"{layer:5}  ", *(f"{norm:10.3g}" for norm in row))
    if options.out is not None:
        draw(slopes, norms, options.out / "vanishing_gradients.png")
    check(slopes, norms)


if __name__ == "__main__":
    main()
