"""Deck 3: a hidden layer approximates any function; more units, less error.

The slide's network is F(x) = v1 φ(x w1 + b1) + ... + vN φ(x wN + bN). First with given weights:
with ReLU, N units connect N + 1 points of x² on [0, 1] by straight lines; with N = 5, as on the
slide, F is nowhere further off than 0.01. Then with learned weights: N units with tanh learn a
wave. With --phi identity none of this works: without a non-linear φ, F is a line for every N.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

Array = NDArray[np.float64]
GIVEN = (5, 10, 20, 40)
LEARNED = (1, 2, 4, 8, 16)
UNIT = np.linspace(0, 1, 4001)  # has the middle of each piece


class Fit(NamedTuple):
    """An approximation with N units: its values, and its error."""

    values: Array
    error: float


def given(N: int, phi: Any) -> Fit:
    """Approximate x² on [0, 1] by weights that are written down, not learned."""
    w, b = np.ones(N), -np.arange(N) / N
    slopes = (2 * np.arange(N) + 1) / N  # of the chords of x²
    v = np.diff(slopes, prepend=0.0)
    F = phi(UNIT[:, None] * w + b) @ v
    return Fit(F, float(abs(F - UNIT**2).max()))


def wave(x: Array) -> Array:
    """Return what is learned: a wave that becomes faster."""
    return np.sin(np.pi * (x + 1) ** 2)


def learn(N: int, phi: str, steps: int, lr: float) -> Fit:
    """Let N units approximate the wave on [-1, 1]; the error is the mean square."""
    x = np.linspace(-1, 1, 101)[:, None]
    target = wave(x)
    try:
        model = nn.MLP([1, N, 1], phi, dtype=float)
    except ValueError as error:  # no such function
        raise SystemExit(str(error)) from None
    nn.init.normal_(model[0].weight, 2 + N / 2)
    middles = (2 * np.arange(N) + 1) / N - 1  # so that the units bend at places all over [-1, 1]
    with autograd.no_grad():
        model[0].bias.copy_(-model[0].weight[:, 0] * middles)
    optimizer = nn.optim.Adam(model.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), target).backward()
        optimizer.step()
    with autograd.no_grad():
        values = model(x).numpy()
    return Fit(values[:, 0], float(((values - target) ** 2).mean()))


def check(by_weights: dict[int, Fit], by_learning: dict[int, Fit]) -> None:
    """Claim that the error falls."""
    claim("with N = 5 given weights F misses x² by 0.01 at most",
          abs(by_weights[5].error - 0.01) < 1e-9)  # fmt: skip
    claim("twice as many units leave a quarter of the error",
          all(abs(by_weights[2 * N].error / by_weights[N].error - 0.25) < 1e-6
              for N in GIVEN[:-1]))  # fmt: skip
    errors = [fit.error for fit in by_learning.values()]
    claim("what is learned also has a smaller error with every doubling of N",
          all(more < less for less, more in itertools.pairwise(errors)))  # fmt: skip
    claim("16 units leave less than a hundredth of the error of one", errors[-1] < errors[0] / 100)


def draw(by_weights: dict[int, Fit], by_learning: dict[int, Fit], phi: str, path: Path) -> None:
    """Draw the approximations and their errors."""
    figure = new_figure(15, 4.6)
    left, middle, right = figure.subplots(1, 3)
    left.plot(UNIT, UNIT**2, "k--", linewidth=1, label="x²")
    left.plot(UNIT, by_weights[5].values, label="N = 5")
    used = "identity" if phi == "identity" else "ReLU"
    left.set(title=f"Given weights, {used}", xlabel="x", ylabel="F(x)")
    x = np.linspace(-1, 1, 101)
    middle.plot(x, wave(x), color="lightgray", linewidth=6, label="wanted")
    for N, fit in by_learning.items():
        middle.plot(x, fit.values, label=f"N = {N}")
    middle.set(title=f"Learned weights, {phi}", xlabel="x", ylabel="F(x)")
    right.loglog(by_weights.keys(), [fit.error for fit in by_weights.values()], "o-",
                 label="given: largest distance")  # fmt: skip
    right.loglog(by_learning.keys(), [fit.error for fit in by_learning.values()], "s-",
                 label="learned: mean squared error")  # fmt: skip
    right.set(title="The error", xlabel="N, hidden units", ylabel="error")
    for axes in (left, middle, right):
        axes.legend()
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        phi=("tanh", "of the units that learn: tanh, sigmoid, relu; identity for both parts"),
        steps=(1000, "steps of Adam for each N"),
        lr=(0.05, "learning rate", 0),
    )  # fmt: skip
    phi = (lambda s: s) if options.phi == "identity" else nn.functional.relu
    by_weights = {N: given(N, phi) for N in GIVEN}
    F = by_weights[5].values
    print(f"N = 5, given weights: F(0.5) = {F[2000]:g}, F(0.7) = {F[2800]:g}, F(1) = {F[4000]:g}")
    for N, fit in by_weights.items():
        print(f"  N = {N:2}: largest distance from x² {fit.error:.6f}")
    print("Learned weights:")
    by_learning = {}
    for N in LEARNED:
        autograd.manual_seed(options.seed)
        by_learning[N] = learn(N, options.phi, options.steps, options.lr)
        print(f"  N = {N:2}: mean squared error {by_learning[N].error:.6f}")
    if options.out is not None:
        draw(by_weights, by_learning, options.phi, options.out / "universal_approximation.png")
    check(by_weights, by_learning)


if __name__ == "__main__":
    main()
