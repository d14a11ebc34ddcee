"""Deck 5: pass or fail by the score, logistic regression and its S-curve.

H(x) = sigmoid(W x + b) on six scores, three of which passed; the scores are shifted and scaled to
mean 0 and standard deviation 1 first. By symmetry b stays 0 and the boundary is the mean, 57.5.
Since one score parts the classes, W grows without end and the curve becomes steeper and steeper,
unless --decay holds it back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import autograd
import nn
import nn.functional as F
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCORES, PASSED = (column.flatten() for column in nn.data.load_table("pass_fail").tensors)
MEAN, DEVIATION = SCORES.mean(), autograd.std(SCORES, axis=0)


class Fit(NamedTuple):
    """W and b for standardised scores, and the cost there."""

    W: float
    b: float
    cost: float


def probability(W: Tensor | float, b: Tensor | float, scores: Tensor) -> Tensor:
    """Return how likely each score passes, by the model."""
    return autograd.sigmoid(W * (scores - MEAN) / DEVIATION + b)


def learn(steps: int, lr: float, decay: float) -> list[Fit]:
    """Return the fit from zeros on, after each step of gradient descent."""
    W, b = Tensor(0.0, requires_grad=True), Tensor(0.0, requires_grad=True)
    optimizer = nn.optim.SGD([W, b], lr=lr, weight_decay=decay)
    fits = []
    for _ in range(steps + 1):
        cost = F.binary_cross_entropy(probability(W, b, SCORES), PASSED)
        fits.append(Fit(W.item(), b.item(), cost.item()))
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return fits


def boundary(fit: Fit) -> float:
    """Return the score whose probability is one half."""
    return (MEAN - DEVIATION * fit.b / fit.W).item() if fit.W else math.nan


def check(fits: list[Fit]) -> None:
    """Claim what the slide is about."""
    end = fits[-1]
    answers = probability(end.W, end.b, SCORES) > 0.5
    claim("all six are classified rightly", (answers == (PASSED == 1)).all())
    claim(f"the boundary is {boundary(end):.1f}, the mean score", abs(boundary(end) - 57.5) < 1e-6)
    earlier = fits[len(fits) // 10]
    grows = end.W > 1.5 * earlier.W
    claim(f"W keeps growing: {earlier.W:.4f} after a tenth of the steps, {end.W:.4f} now", grows)


def draw(fits: list[Fit]) -> Figure:
    """Draw the scores, and the S-curve after some of the steps."""
    figure = new_figure(7, 4.5)
    axes = figure.add_subplot()
    scores = autograd.linspace(40, 75, 200)
    steps = sorted({step for step in (1, 10, 100, len(fits) - 1) if step < len(fits)})
    for step, style in zip(steps, (":", "-.", "--", "-"), strict=False):
        fit = fits[step]
        label = f"step {step}: W = {fit.W:.2f}, cost {fit.cost:.3f}"
        axes.plot(scores, probability(fit.W, fit.b, scores), style, label=label)
    axes.plot(SCORES, PASSED, "o", color="black", label="scores: 1 pass, 0 fail")
    axes.axvline(boundary(fits[-1]), color="grey", linewidth=0.8)
    axes.annotate("boundary", (boundary(fits[-1]), 0.02), xytext=(4, 0), textcoords="offset points")
    axes.set(xlabel="score", ylabel="H(x), the probability to pass", title="Pass or fail")
    axes.legend(loc="upper left", fontsize=8)
    return figure


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        steps=(1000, "steps of gradient descent"),
        lr=(1.0, "learning rate", 0),
        decay=(0.0, "weight decay: how strongly W is held back", 0),
    )  # fmt: skip
    fits = learn(options.steps, options.lr, options.decay)
    for step in [*(s for s in (0, 1, 10, 100) if s < options.steps), options.steps]:
        fit = fits[step]
        print(f"step {step:5}  W {fit.W:12.9f}  b {fit.b:z5.2f}  cost {fit.cost:.9f}")
    end = fits[-1]
    likely = probability(end.W, end.b, SCORES).tolist()
    print(f"\n{'score':>5}  passed  H(x)")
    for score, passed, p in zip(SCORES.tolist(), PASSED.tolist(), likely, strict=True):
        print(f"{score:5g}  {'yes' if passed else 'no':6}  {p:.6f}")
    print()
    if options.out is not None:
        save_figure(draw(fits), options.out / "pass_fail.png")
    check(fits)


if __name__ == "__main__":
    main()
