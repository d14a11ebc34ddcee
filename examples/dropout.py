"""Decks 1 and 2, Dropout and DropConnect: switch off units or connections.

In each step of training, Dropout sets outputs to zero with probability p, and DropConnect weights.
What is left counts 1 / (1 - p) times, so that on average nothing changes; in evaluation nothing is
switched off. No unit can rely on certain others, so a network that is too large for its 60 points
learns less of their noise. (In a network with convolutions: convolution, batch normalization,
activation, dropout, pooling, in this order.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd
import nn
from examples import _moons
from examples._command import claim, read_options

UNITS = 100_000


def dropped(p: float) -> Any:
    """Return what Dropout makes of many outputs of 1."""
    return nn.Dropout(p)(autograd.ones(UNITS)).numpy()


def standard_errors_off(layer: nn.Module, x: Any, passes: int) -> float:
    """Return how far the mean of many passes is from evaluation, in standard errors, at most."""
    with autograd.no_grad():
        outputs = np.array([layer(x).numpy() for _ in range(passes)])
        expected = layer.eval()(x).numpy()
    layer.train()
    error = np.maximum(outputs.std(axis=0) / np.sqrt(passes), 1e-7)
    return float((np.abs(outputs.mean(axis=0) - expected) / error).max())


def does_nothing_in_evaluation(p: float) -> bool:
    """Tell whether in evaluation each layer gives what it would without p."""
    x, drop, connect = autograd.randn(5, 4), nn.Dropout(p), nn.DropConnect(4, 3, p=p)
    plain = nn.Linear(4, 3)
    plain.load_state_dict(connect.state_dict())
    same = [(drop.eval()(x), x), (connect.eval()(x), plain(x))]
    return all(np.allclose(a.detach().numpy(), b.detach().numpy()) for a, b in same)


def build(kind: str, p: float, hidden: int) -> nn.Sequential:
    """Return a network with two hidden layers: plain, or with one of the cures."""
    if kind == "DropConnect":
        second, third = nn.DropConnect(hidden, hidden, p=p), nn.DropConnect(hidden, 2, p=p)
    else:
        second, third = nn.Linear(hidden, hidden), nn.Linear(hidden, 2)
    drop = p if kind == "Dropout" else 0.0
    return nn.Sequential(
        nn.Linear(2, hidden), nn.ReLU(), nn.Dropout(drop),
        second, nn.ReLU(), nn.Dropout(drop), third,
    )  # fmt: skip


def check(p: float, outputs: Any, off: float, silent: bool, results: list[_moons.Result]) -> None:
    """Claim what the slides say, of a network without a cure, with Dropout, with DropConnect."""
    values = set(np.unique(outputs).round(4))
    claim(f"an output of 1 becomes 0 or {1 / (1 - p):g}", values <= {0, round(1 / (1 - p), 4)})
    claim("on average it stays 1, within 0.02", abs(outputs.mean() - 1) < 0.02)
    claim("DropConnect's outputs stay the same on average, within 5 standard errors", off < 5)
    claim("in evaluation both do nothing", silent)
    plain, *cures = results
    for cure in cures:
        claim(f"with {cure.name} the test error is lower", cure.test < plain.test)
    claim(
        "and the training errors higher: they fit the noise less",
        all(cure.training > plain.training for cure in cures),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        p=(0.5, "the probability that a unit or a connection is switched off", 0),
        hidden=(50, "units in each of both hidden layers"),
        points=(60, "to train with", 2),
        epochs=(100, "passes over them"),
    )  # fmt: skip
    p = options.p
    if p >= 1:
        raise SystemExit(f"--p must be below 1, not {p:g}")
    outputs = dropped(p)
    print(f"of {UNITS:,} outputs of 1, {100 * np.mean(outputs == 0):.1f} % are dropped; "
          f"the others become {outputs.max():g}; mean {outputs.mean():.4f}")  # fmt: skip
    layer = nn.DropConnect(4, 3, p=p, dtype=float)
    off = standard_errors_off(layer, autograd.randn(4), passes=2000)
    print(f"DropConnect: the mean of 2000 passes is {off:.1f} standard errors off, at most")
    results = []
    for kind in ("neither", "Dropout", "DropConnect"):
        autograd.manual_seed(options.seed)
        model = build(kind, p, options.hidden)
        results.append(_moons.train(kind, model, options.points, options.epochs, options.seed))
    _moons.report(results)
    if options.out is not None:
        _moons.draw(results, options.out / "dropout.png")
    check(p, outputs, off, does_nothing_in_evaluation(p), results)


if __name__ == "__main__":
    main()
