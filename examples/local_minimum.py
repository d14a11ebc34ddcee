"""Deck 2, Gradient Descent & Momentum: caught in a local minimum, and out of it.

f(x) = x⁴ - 4 x² + x has two minima with a hill between them. Plain descent goes by the slope where
it is, and so ends in the minimum of the valley that it starts in; with momentum it rolls on over
the hill into the deeper one. Small steps take long, and end in the same valley; large ones leap
across the minimum, and away from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

GLOBAL, HILL, LOCAL = np.sort(np.roots([4.0, 0.0, -8.0, 1.0]).real)  # where the slope is 0
EDGE = 2.35  # the figure shows f from -EDGE to EDGE


def f(x: Any) -> Any:
    return x**4 - 4 * x**2 + x


def descend(start: float, lr: float, momentum: float, steps: int) -> list[float]:
    """Return where each of the steps of x = x - η ∂f/∂x leads, until it is far outside."""
    x = Tensor(start, requires_grad=True)
    optimizer = nn.optim.SGD([x], lr=lr, momentum=momentum)
    path = [start]
    while len(path) <= steps and abs(path[-1]) < 100:
        optimizer.zero_grad()
        f(x).backward()
        optimizer.step()
        path.append(x.item())
    return path


def caught_part(starts: Any, lr: float, steps: int) -> float:
    """Return which part of the starts plain descent takes to the local minimum."""
    x = autograd.tensor(starts, requires_grad=True)  # a copy
    optimizer = nn.optim.SGD([x], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        f(x).sum().backward()
        optimizer.step()
    return (abs(x - LOCAL) < 0.01).mean().item()


def arrival(path: list[float]) -> int:
    """Return after how many steps the path stays within 0.01 of its end."""
    outside = np.flatnonzero(np.abs(np.array(path) - path[-1]) > 0.01)
    return int(outside[-1]) + 1 if len(outside) else 0


def crossings(path: list[float]) -> int:
    """Return how many steps lead from one side of the global minimum to the other."""
    return int(np.count_nonzero(np.diff(np.array(path) > GLOBAL)))


def farthest(path: list[float]) -> float:
    """Return how far from the global minimum the last 100 steps go, at most."""
    return float(np.abs(np.array(path[-100:]) - GLOBAL).max())


def draw(paths: dict[str, list[float]], out: Path) -> None:
    """Draw the function, and where each path goes on it."""
    figure = new_figure(9, 6.5)
    x = np.linspace(-EDGE, EDGE, 400)
    for axes, (name, path) in zip(figure.subplots(2, 2).flat, paths.items(), strict=True):
        places = np.array(path[:61])
        axes.plot(x, f(x), color="0.6")
        axes.plot(places, f(places), "o-", markersize=4, linewidth=0.8, color="tab:blue")
        axes.plot(places[0], f(places[0]), "o", markersize=9, color="tab:blue", mfc="white")
        axes.plot(places[-1], f(places[-1]), "o", markersize=9, color="tab:red")
        axes.set(title=name, xlabel="x", ylabel="f(x)", xlim=(-2.5, 2.5), ylim=(-7, 12))
    figure.suptitle("From the open mark to the red one: up to 60 steps")
    save_figure(figure, out / "local_minimum.png")


def check(
    plain: list[float], rolling: list[float], small: list[float], large: list[float], caught: float
) -> None:
    """Claim what the slides say of each path, and of the random starts that were caught."""
    claim(f"plain descent ends in the local minimum {LOCAL:.4f}", abs(plain[-1] - LOCAL) < 0.01)
    claim(f"with momentum it ends in the global one {GLOBAL:.4f}", abs(rolling[-1] - GLOBAL) < 0.01)
    claim(
        "a step a tenth as large takes more than five times as many steps to the same place",
        abs(small[-1] - plain[-1]) < 0.02 and arrival(small) > 5 * arrival(plain),
    )
    claim(
        "with too large a step it leaps across the global minimum, and away from it",
        crossings(large) > 0 and farthest(large) > 2 * abs(large[0] - GLOBAL),
    )
    claim("some random starts lead to the local minimum, and some not", 0.1 < caught < 0.9)


@np.errstate(all="ignore")  # with a large learning rate numbers overflow, and claims fail
def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        start=(2.2, "where all paths but that of the large steps begin"),
        lr=(0.01, "learning rate", 0),
        momentum=(0.9, "of the second path", 0),
        large=(0.15, "learning rate that is too large", 0),
        steps=(400, "steps of gradient descent"),
    )  # fmt: skip
    start, lr, steps = options.start, options.lr, options.steps
    if abs(start) > EDGE:
        raise SystemExit(f"--start must be from -{EDGE} to {EDGE}, not {start:g}")
    plain = descend(start, lr, 0.0, steps)
    rolling = descend(start, lr, options.momentum, steps)
    small = descend(start, lr / 10, 0.0, 4 * steps)
    large = descend(GLOBAL + 0.1, options.large, 0.0, steps)
    paths = {
        f"plain descent, η = {lr:g}": plain,
        f"momentum {options.momentum:g}, η = {lr:g}": rolling,
        f"small steps, η = {lr / 10:g}": small,
        f"large steps, η = {options.large:g}": large,
    }
    print(f"minima at {GLOBAL:.4f} (f = {f(GLOBAL):.4f}) and {LOCAL:.4f} (f = {f(LOCAL):.4f})")
    for name, path in paths.items():
        steps_taken = f"in {arrival(path)} steps" if arrival(path) < len(path) - 1 else "unsettled"
        print(f"{name:27} from {path[0]:7.4f} to {path[-1]:7.4f}  {steps_taken}")
    starts = np.random.default_rng(options.seed).uniform(-2.2, 2.2, 50)
    caught = caught_part(starts, lr, steps)
    print(f"of 50 random starts, {100 * caught:.0f} % end in the local minimum")
    if options.out is not None:
        draw(paths, options.out)
    check(plain, rolling, small, large, caught)


if __name__ == "__main__":
    main()
