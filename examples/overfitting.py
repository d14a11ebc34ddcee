"""Deck 1, Overfitting: polynomials that fit too little, well, and too much.

Three polynomials are fitted to 15 noisy points of a curve, by least squares. Degree 1 misses the
curve; degree 3 follows it; degree 12 goes through nearly every point, and is far from the curve
between them. So the training error falls with the degree, while the test error rises again.
Two cures: a lower degree (less capacity), and more points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

import autograd
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

NAMES = ("under-fitted", "good fit", "over-fitted")


class Fit(NamedTuple):
    """A polynomial, and its mean squared errors on the points it was fitted to and on others."""

    degree: int
    weights: Tensor
    training: float
    test: float


def curve(x: Any) -> Any:
    return autograd.sin(3 * x)


def sample(count: int, noise: float) -> tuple[Tensor, Tensor]:
    """Return evenly spaced places from -1 to 1, and the curve with noise there."""
    x = autograd.linspace(-1.0, 1.0, count)
    return x, curve(x) + noise * autograd.randn(count)


def powers(x: Any, degree: int) -> Tensor:
    """Return 1, x, x², ... as columns."""
    return autograd.stack([x**power for power in range(degree + 1)], axis=1)


def least_squares(x: Tensor, t: Tensor, degree: int) -> Tensor:
    """Return the weights at which the gradient of the squared error, 2 Hᵀ (H w - t), is zero."""
    H = powers(x, degree)
    return autograd.solve(H.T @ H, H.T @ t)


def mean_squared_error(weights: Tensor, x: Tensor, t: Tensor) -> float:
    return ((powers(x, len(weights) - 1) @ weights - t) ** 2).mean().item()


def fit(degree: int, train: tuple[Tensor, Tensor], test: tuple[Tensor, Tensor]) -> Fit:
    weights = least_squares(*train, degree)
    errors = (mean_squared_error(weights, *data) for data in (train, test))
    return Fit(degree, weights, *errors)


def check(fits: list[Fit], more: list[Fit]) -> None:
    """Claim what the slide says; `more` are the fits of the last degree to more and more points."""
    low, good, high = fits
    claim("the training error falls with the degree", low.training > good.training > high.training)
    claim(
        f"degree {low.degree} is wrong on the points it was fitted to as well",
        low.training > 2 * good.training,
    )
    claim(
        f"the test error of degree {high.degree} is over three times its training error",
        high.test > 3 * high.training,
    )
    claim(
        f"less capacity is a cure: degree {good.degree} leaves less than three quarters of it",
        good.test < 0.75 * high.test,
    )
    claim(
        "more data is a cure: the largest set leaves less than three quarters of it",
        more[-1].test < 0.75 * high.test,
    )


def draw(fits: list[Fit], more: list[Fit], train: Any, all_degrees: list[Fit], counts: Any) -> Any:
    """Draw the three fits, the errors by degree, and the errors by the number of points."""
    figure = new_figure(11, 7)
    upper, lower = figure.subfigures(2, 1)
    line = np.linspace(-1, 1, 300)
    for axes, fitted, name in zip(upper.subplots(1, 3, sharey=True), fits, NAMES, strict=True):
        axes.plot(line, curve(line), "--", color="0.5", label="the curve")
        axes.plot(line, powers(line, fitted.degree) @ fitted.weights, label="polynomial")
        axes.plot(*(values.numpy() for values in train), "o", color="black", label="points")
        axes.set(title=f"Degree {fitted.degree}: {name}", xlabel="x", ylim=(-2, 2))
    axes.legend(loc="upper left", fontsize=8)
    by_degree, by_count = lower.subplots(1, 2)
    degrees = [fitted.degree for fitted in all_degrees]
    for axes, places, several in ((by_degree, degrees, all_degrees), (by_count, counts, more)):
        axes.plot(places, [fitted.training for fitted in several], "o-", label="training error")
        axes.plot(places, [fitted.test for fitted in several], "s-", label="test error")
        axes.set(yscale="log", ylabel="mean squared error")
        axes.legend(loc="lower center")
    by_degree.set(title=f"{len(train[0])} points: more capacity", xlabel="degree")
    by_count.set(title=f"Degree {more[0].degree}: more data", xlabel="points", xscale="log")
    by_count.set_xticks(counts, [str(count) for count in counts])
    by_count.minorticks_off()
    return figure


@np.errstate(all="ignore")  # with huge noise numbers overflow, and claims fail
def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        points=(15, "points to fit"),
        noise=(0.3, "deviation of the points from the curve", 0),
        low=(1, "degree of the first polynomial"),
        good=(3, "degree of the second"),
        high=(12, "degree of the third, more than which the points do not determine"),
        factor=(10, "how many times as many points the cure has"),
    )  # fmt: skip
    highest = max(options.low, options.good, options.high)
    if options.points <= highest:
        raise SystemExit(f"--points must be {highest + 1} or more for degree {highest}")
    train, test = sample(options.points, options.noise), sample(1000, options.noise)
    fits = [fit(degree, train, test) for degree in (options.low, options.good, options.high)]
    counts = [options.points, 2 * options.points, options.factor * options.points]
    more = [fits[-1], *(fit(options.high, sample(n, options.noise), test) for n in counts[1:])]
    print("degree  points  training error  test error")
    for fitted, count in zip([*fits, *more[1:]], [options.points] * 3 + counts[1:], strict=True):
        print(f"{fitted.degree:6}  {count:6}  {fitted.training:14.4f}  {fitted.test:10.4f}")
    if options.out is not None:
        all_degrees = [fit(degree, train, test) for degree in range(options.high + 1)]
        figure = draw(fits, more, train, all_degrees, counts)
        save_figure(figure, options.out / "overfitting.png")
    check(fits, more)


if __name__ == "__main__":
    main()
