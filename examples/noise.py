"""Deck 2, noise on inputs or hidden units, as a cure of overfitting.

Each time a point is used, normal noise is added to it, so that the network never sees the same
point twice, and cannot learn it by heart; noise on the hidden units does the same for what the
network has made of it. In evaluation there is no noise. Tried on 100 points of two moons, with a
network that is too large for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import autograd
import nn
from examples import _moons
from examples._command import claim, read_options


def build(hidden: int, on_input: float, on_hidden: float) -> nn.Sequential:
    """Return a network with two hidden layers and noise of these standard deviations."""
    return nn.Sequential(
        nn.GaussianNoise(on_input),
        nn.Linear(2, hidden), nn.ReLU(), nn.GaussianNoise(on_hidden),
        nn.Linear(hidden, hidden), nn.ReLU(), nn.GaussianNoise(on_hidden),
        nn.Linear(hidden, 2),
    )  # fmt: skip


def varies(model: nn.Module, training: bool) -> bool:
    """Tell whether two passes with the same point differ."""
    model.train(training)
    with autograd.no_grad():
        first, second = (model(autograd.ones(1, 2)).numpy() for _ in range(2))
    return not np.array_equal(first, second)


def check(results: list[_moons.Result], noisy: bool, silent: bool) -> None:
    """Claim what the slide says, of a network without noise and of two with it."""
    plain, *cures = results
    claim("in training the same point gives another output each time", noisy)
    claim("in evaluation it gives the same one", silent)
    for cure in cures:
        claim(f"{cure.name} makes the test error smaller", cure.test < plain.test)
    gaps = [result.test - result.training for result in results]
    claim("and its distance from the training error less than half", max(gaps[1:]) < gaps[0] / 2)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        on_input=(0.3, "standard deviation of the noise on the inputs", 0),
        on_hidden=(0.5, "standard deviation of the noise on hidden units", 0),
        hidden=(50, "units in each of both hidden layers"),
        points=(100, "to train with", 2),
        epochs=(100, "passes over them"),
    )  # fmt: skip
    settings = {
        "no noise": (0.0, 0.0),
        "noise on the inputs": (options.on_input, 0.0),
        "noise on hidden units": (0.0, options.on_hidden),
    }
    results = []
    for name, deviations in settings.items():
        autograd.manual_seed(options.seed)
        model = build(options.hidden, *deviations)
        results.append(_moons.train(name, model, options.points, options.epochs, options.seed))
    _moons.report(results)
    if options.out is not None:
        _moons.draw(results, options.out / "noise.png")
    cured = [result.model for result in results[1:]]
    check(
        results,
        noisy=all(varies(model, training=True) for model in cured),
        silent=not any(varies(model, training=False) for model in cured),
    )


if __name__ == "__main__":
    main()
