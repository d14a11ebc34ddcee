"""Decks 1 and 2: where SGD, momentum, Adagrad, RMSprop and Adam go.

In a ravine, steep one way and flat the other, plain gradient descent creeps: its step must be small
enough for the steep way. Momentum gathers speed along the flat one. Almost on top of a saddle the
slope is so small that plain descent stays there; those that divide by the size of the gradient
take full steps, and leave it. First, five steps of each on f(w) = w²/2 from w = 1, as a table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import save_figure

SGD, Adagrad, RMSprop, Adam = nn.optim.SGD, nn.optim.Adagrad, nn.optim.RMSprop, nn.optim.Adam
TRACED: dict[str, Callable[[Any], nn.optim.Optimizer]] = {
    "SGD": lambda w: SGD(w, lr=0.1),
    "momentum (deck 1: moving average)": lambda w: SGD(w, lr=0.1, momentum=0.9, ema=True),
    "momentum (classical)": lambda w: SGD(w, lr=0.1, momentum=0.9),
    "Adagrad": lambda w: Adagrad(w, lr=0.1, eps=1e-8),
    "RMSprop": lambda w: RMSprop(w, lr=0.1, alpha=0.9),
    "Adam": lambda w: Adam(w, lr=0.1),
}
# Learning rates of plain descent in the ravine; from 0.02 on it diverges.
RATES = np.linspace(0.001, 0.0199, 64)


def ravine(x: Any, y: Any) -> Any:
    return x**2 / 2 + 50 * y**2


def saddle(x: Any, y: Any) -> Any:
    """Fall on both sides of y = 0, to minima at y = -1 and y = 1; along x it is a valley."""
    return x**2 / 2 - y**2 / 2 + y**4 / 4


def walk(
    function: Callable[[Any, Any], Any], start: tuple[float, float],
    optimizer: Callable[[Any], nn.optim.Optimizer], steps: int,
) -> Any:  # fmt: skip
    """Return the places on an optimizer's path, `(steps + 1, 2)`."""
    x, y = (Tensor(number, requires_grad=True) for number in start)
    stepping = optimizer([x, y])
    path = [start]
    for _ in range(steps):
        stepping.zero_grad()
        function(x, y).backward()
        stepping.step()
        path.append((x.item(), y.item()))
    return np.array(path)


def traces() -> dict[str, list[float]]:
    """Return where five steps of each optimizer lead on w²/2, from w = 1."""
    return {
        name: list(walk(lambda w, other: w**2 / 2 + 0 * other, (1.0, 0.0), optimizer, 5)[1:, 0])
        for name, optimizer in TRACED.items()
    }


def in_ravine(lr: float, momentum: float, steps: int) -> dict[str, Any]:
    """Return the paths in the ravine."""
    optimizers: dict[str, Callable[[Any], nn.optim.Optimizer]] = {
        "SGD": lambda w: SGD(w, lr=lr),
        "momentum": lambda w: SGD(w, lr=lr, momentum=momentum),
        "Adagrad": lambda w: Adagrad(w, lr=0.5),
        "RMSprop": lambda w: RMSprop(w, lr=0.05, alpha=0.9),
        "Adam": lambda w: Adam(w, lr=0.2),
    }
    return {name: walk(ravine, (-2.0, 0.4), opt, steps) for name, opt in optimizers.items()}


def best_plain(steps: int) -> float:
    """Return the lowest loss that plain descent reaches in the ravine, with any of RATES."""
    # All at once: one x and y for each rate.
    x, y = np.full(len(RATES), -2.0), np.full(len(RATES), 0.4)
    for _ in range(steps):
        x, y = x - RATES * x, y - RATES * 100 * y
    return float(ravine(x, y).min())


def on_saddle(offset: float, steps: int) -> dict[str, Any]:
    """Return the paths from next to the saddle's crest, with the same learning rate for all."""
    optimizers: dict[str, Callable[[Any], nn.optim.Optimizer]] = {
        "SGD": lambda w: SGD(w, lr=0.05),
        "Adagrad": lambda w: Adagrad(w, lr=0.05),
        "RMSprop": lambda w: RMSprop(w, lr=0.05, alpha=0.9),
        "Adam": lambda w: Adam(w, lr=0.05),
    }
    return {name: walk(saddle, (1.5, offset), opt, steps) for name, opt in optimizers.items()}


def check(valley: dict[str, Any], plain: float, crest: dict[str, Any]) -> None:
    """Claim what the slides show of both landscapes."""
    losses = {name: ravine(*path[-1]) for name, path in valley.items()}
    claim(
        "in the ravine momentum gets a hundred times lower than SGD of the same learning rate",
        100 * losses["momentum"] < losses["SGD"],
    )
    claim("and lower than plain descent does with any learning rate", losses["momentum"] < plain)
    claim("SGD stays on top of the saddle", abs(crest["SGD"][-1][1]) < 0.01)
    escaped = [name for name, path in crest.items() if abs(path[-1][1]) > 0.9]
    claim("Adagrad, RMSprop and Adam leave it", escaped == ["Adagrad", "RMSprop", "Adam"])


@np.errstate(all="ignore")  # with a large learning rate numbers overflow, and claims fail
def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        steps=(60, "steps in the ravine"),
        lr=(0.015, "learning rate of SGD and momentum in the ravine; from 0.02 on SGD diverges", 0),
        momentum=(0.8, "in the ravine", 0),
        offset=(1e-6, "how far from the saddle's crest the paths begin"),
        saddle_steps=(100, "steps on the saddle"),
    )  # fmt: skip
    print("f(w) = w²/2 from w = 1, learning rate 0.1")
    for name, trace in traces().items():
        print(f"{name:34}", "  ".join(f"{w:.9f}" for w in trace))
    valley = in_ravine(options.lr, options.momentum, options.steps)
    crest = on_saddle(options.offset, options.saddle_steps)
    plain = best_plain(options.steps)
    print(f"\nravine x²/2 + 50 y², after {options.steps} steps")
    for name, path in valley.items():
        print(f"{name:10} loss {ravine(*path[-1]):.3e}")
    print(f"SGD with the best of {len(RATES)} learning rates: loss {plain:.3e}")
    print(f"\nsaddle x²/2 - y²/2 + y⁴/4, after {options.saddle_steps} steps")
    for name, path in crest.items():
        print(f"{name:10} at y = {path[-1][1]:.6f}")
    if options.out is not None:
        draw(valley, crest, options.out)
    check(valley, plain, crest)


def draw(valley: dict[str, Any], crest: dict[str, Any], out: Path) -> None:
    figure = nn.plots.loss_surface(ravine, valley, xlim=(-2.2, 0.7), ylim=(-0.6, 0.6))
    figure.axes[0].set(title="In a ravine", xlabel="x", ylabel="y")
    save_figure(figure, out / "ravine.png")
    figure = nn.plots.loss_surface(saddle, crest, xlim=(-0.4, 1.7), ylim=(-0.6, 1.4))
    figure.axes[0].set(title="Next to a saddle's crest, y = 0", xlabel="x", ylabel="y")
    save_figure(figure, out / "saddle.png")


if __name__ == "__main__":
    main()
