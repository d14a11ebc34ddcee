"""Decks 1, 2 and 5: activation functions, their slopes, hard and soft division.

Of each function it prints values and slopes; the slopes come from the engine. Deck 2's have a
parameter a: sigmoid 1/(1 + e^(-as)), tanh 2/(1 + e^(-as)) - 1, which is the ordinary tanh where a
is 2. --out draws each with its slope, and what two units make of the plane: hard, with the step,
each region becomes a point; soft, with tanh, it stays a region. A larger --a makes the soft harder.
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

Array = NDArray[np.float64]
POINTS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)


def functions(a: float, alpha: float) -> dict[str, nn.Module]:
    """Return the functions by their names."""
    return {
        "step": nn.Step(-1.0, 1.0),
        f"sigmoid, a = {a:g}": nn.Sigmoid(a),
        f"tanh, a = {a:g}": nn.ScaledTanh(a),
        "tanh": nn.Tanh(),
        "ReLU": nn.ReLU(),
        f"Leaky ReLU, {alpha:g}": nn.LeakyReLU(alpha),
        "ELU": nn.ELU(),
    }


def values_and_slopes(function: nn.Module, at: Sequence[float]) -> tuple[Tensor, Tensor]:
    """Return φ(s) and φ'(s) for each s."""
    s = Tensor(at, dtype=float)
    return function(s), autograd.grad(lambda s: function(s).sum())(s)


def maxout(x: Sequence[float]) -> Tensor:
    """Return deck 5's max(w1 x + b1, w2 x + b2), with two pieces of two inputs."""
    layer = nn.Maxout(2, 1, dtype=float)
    layer.load_state_dict({"weight": [[1.0, -1.0], [-0.5, 0.25]], "bias": [0.5, -0.1]})
    return layer(Tensor([x]))


def transform(unit: nn.Module, x: Array) -> Array:
    """Return what two units answer at each point x: x1 + x2 - 0.5, and x1 - x2, through φ."""
    s = np.stack([x[:, 0] + x[:, 1] - 0.5, x[:, 0] - x[:, 1]], axis=1)
    return unit(Tensor(s)).numpy()


def grid(number: int) -> Array:
    """Return that many points in each direction of the square from -1 to 2, a row each."""
    along = np.linspace(-1, 2, number)
    return np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)


def check(a: float, alpha: float) -> None:
    """Claim what the slides say of the functions."""
    at = np.linspace(-6, 6, 1201)
    names = functions(a, alpha)
    step, sigmoid, scaled, _, relu, leaky, _ = names.values()
    hard, soft = (len(np.unique(transform(unit, grid(21)), axis=0)) for unit in (step, scaled))
    claim("hard: two steps map 441 points of the plane to 4; soft: two tanh keep all 441 apart",
          (hard, soft) == (4, 441))  # fmt: skip
    slopes = values_and_slopes(sigmoid, at)[1]
    claim("the sigmoid is nowhere steeper than 1/4, not 0.3 (E-14), and that is at 0",
          abs(slopes.max() - 0.25) < 1e-9 and at[slopes.argmax().item()] == 0)  # fmt: skip
    claim("deck 2's tanh with a = 1 is tanh(s/2), half as steep as tanh: 0.5 at 0",
          abs(values_and_slopes(scaled, [0.0])[1].item() - 0.5) < 1e-9)  # fmt: skip
    claim("ReLU passes no gradient where the sum is negative, Leaky ReLU passes some",
          (values_and_slopes(relu, at[:600])[1] == 0).all()
          and (values_and_slopes(leaky, at[:600])[1] > 0).all())  # fmt: skip


def draw_functions(a: float, alpha: float, path: Path) -> None:
    """Draw each function with its slope."""
    s = np.linspace(-4, 4, 801)
    figure = new_figure(14, 7)
    *places, last = figure.subplots(2, 4).ravel()
    for axes, (name, function) in zip(places, functions(a, alpha).items(), strict=True):
        values, slopes = (tensor.detach().numpy() for tensor in values_and_slopes(function, s))
        axes.plot(s, values, label="value φ(s)")
        axes.plot(s, slopes, "--", label="slope φ'(s)")
        axes.axhline(0, color="gray", linewidth=0.6)
        axes.set(title=name, xlabel="weighted sum s", ylim=(-1.4, 2.2))
    last.axis("off")
    last.legend(*places[0].get_legend_handles_labels(), loc="center", fontsize="large")
    save_figure(figure, path)


def draw_division(a: float, path: Path) -> None:
    """Draw four regions of the plane, and where two units map them: to points, or to regions."""
    x = grid(61)
    hard, soft = nn.Step(-1.0, 1.0), nn.ScaledTanh(a)
    region = transform(hard, x) @ [2, 1]  # another number for each of the four
    figure = new_figure(15, 4.9)
    before, points, regions = figure.subplots(1, 3)
    style = {"c": region, "cmap": "tab10", "vmin": -3, "vmax": 6}
    before.scatter(*x.T, s=24, marker="s", **style)
    before.set(title="Two lines part the plane into four regions", xlabel="$x_1$", ylabel="$x_2$")
    points.scatter(*transform(hard, x).T, s=150, **style)
    points.set(title="Hard: the step maps each region to a point")
    regions.scatter(*transform(soft, x).T, s=24, **style)
    regions.set(title=f"Soft: tanh with a = {a:g} maps it to a region")
    for axes in (points, regions):
        axes.set(xlabel="$z_1$", ylabel="$z_2$", xlim=(-1.2, 1.2), ylim=(-1.2, 1.2))
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        a=(1.0, "slope parameter of sigmoid and tanh"),
        alpha=(0.01, "slope of Leaky ReLU below 0"),
    )  # fmt: skip
    print(" " * 22 + "s" + "".join(f"{s:11g}" for s in POINTS))
    for name, function in functions(options.a, options.alpha).items():
        values, slopes = values_and_slopes(function, POINTS)
        print(f"{name:18} value" + "".join(f"{value:11.6f}" for value in values.tolist()))
        print(f"{'':18} slope" + "".join(f"{slope:11.6f}" for slope in slopes.tolist()))
    print(f"\nMaxout of (2, 3): the larger of -0.5 and -0.35 is {maxout((2.0, 3.0)).item():g}")
    if options.out is not None:
        draw_functions(options.a, options.alpha, options.out / "activation_functions.png")
        draw_division(options.a, options.out / "hard_and_soft.png")
    check(options.a, options.alpha)


if __name__ == "__main__":
    main()
