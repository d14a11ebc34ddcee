"""Deck 3, practice 4: raw features, min-max and z-scores, and an outlier.

Logistic regression tells men from women by height (cm) and weight (kg), nine people. Raw, the cost
is a long narrow valley: only with a tiny learning rate does it fall at every step, and after 1,000
steps it is still far up (with a larger one it jumps up and down at first: --raw-lr 0.001). Min-max
scaling to [0, 1] helps, z-scores help more. Then deck 3's nine numbers with an outlier, in both
ways: the slide says that z-scores suffer less; both squeeze the other eight equally (E-36).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import nn
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

Array = NDArray[np.float64]


class Run(NamedTuple):
    """A way of scaling: how long the cost's valley is, and the descent in it."""

    condition: float  # of the Gram matrix of the features and the constant 1
    first_gradient: Array  # by the weights of height and weight
    costs: list[float]  # before each step, and after the last


def scale(name: str, x: Array) -> Array:
    """Return the columns raw, from 0 to 1, or with mean 0 and standard deviation 1."""
    if name == "min-max":
        return nn.data.MinMaxScaler().fit_transform(x)
    return nn.data.StandardScaler().fit_transform(x) if name == "z-score" else x


def descend(name: str, lr: float, steps: int) -> Run:
    """Scale height and weight, and learn from them who is male, beginning with zeros."""
    features, male = nn.data.load_table("height_weight").tensors
    x = scale(name, features.numpy())
    design = np.column_stack([x, np.ones(len(x))])
    model = nn.Linear(2, 1, dtype=float)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    costs, first = [], None
    for _ in range(steps + 1):
        optimizer.zero_grad()
        cost = nn.functional.binary_cross_entropy_with_logits(model(x), male)
        cost.backward()
        first = model.weight.grad.numpy()[0].copy() if first is None else first
        optimizer.step()
        costs.append(cost.item())
    return Run(float(np.linalg.cond(design.T @ design)), first, costs)


def inliers(outlier: float) -> dict[str, Array]:
    """Return deck 3's nine numbers, the last one replaced by an outlier, in both scalings."""
    (values,) = nn.data.load_table("outlier").tensors
    column = values.numpy().copy()
    column[-1] = outlier
    return {name: scale(name, column)[:, 0] for name in ("min-max", "z-score")}


def share(scaled: Array) -> float:
    """Return which part of the whole range the values but the last span."""
    return float(np.ptp(scaled[:-1]) / np.ptp(scaled))


def check(runs: dict[str, Run], scaled: dict[str, Array]) -> None:
    """Claim what scaling does."""
    raw, min_max, z_score = runs.values()
    by_height, by_weight = np.transpose([run.first_gradient for run in runs.values()])
    claim("raw, weight's coefficient starts 0.74 times as fast as height's; scaled, 1.2 times",
          np.allclose(by_weight / by_height, [0.736, 1.258, 1.231], rtol=0, atol=5e-4))  # fmt: skip
    claim("raw, with a tiny learning rate, the cost falls at every step",
          (np.diff(raw.costs) < 0).all())  # fmt: skip
    claim("scaling makes the valley rounder: condition number 7.4e7, then 270, then 29",
          raw.condition > 7e7 and min_max.condition < 271 and z_score.condition < 30)  # fmt: skip
    claim("after the same steps the cost is lower with min-max than raw, and lowest with z-scores",
          z_score.costs[-1] < min_max.costs[-1] < raw.costs[-1])  # fmt: skip
    claim("one outlier of 100 squeezes the other values into 3 % of the range",
          abs(share(scaled["min-max"]) - 0.03) < 1e-9)  # fmt: skip
    claim("and does so with z-scores just as with min-max",
          abs(share(scaled["z-score"]) - share(scaled["min-max"])) < 1e-9)  # fmt: skip


def draw(runs: dict[str, Run], scaled: dict[str, Array], path: Path) -> None:
    """Draw the costs over the steps, and the numbers with the outlier."""
    figure = new_figure(12, 4.6)
    left, right = figure.subplots(1, 2)
    for name, run in runs.items():
        left.loglog(np.arange(1, len(run.costs) + 1), run.costs,
                    label=f"{name}, condition number {run.condition:.3g}")  # fmt: skip
    left.set(title="Who is male, by height and weight", xlabel="step", ylabel="cross-entropy")
    left.legend()
    for place, values in enumerate(scaled.values()):
        right.scatter(values, np.full(len(values), place), s=60, alpha=0.5)
    right.set_yticks(range(len(scaled)), scaled)
    right.set(title="Nine numbers, one an outlier", xlabel="scaled value", ylim=(-0.5, 1.5))
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        lr=(1.0, "learning rate where the features are scaled", 0),
        raw_lr=(1e-4, "learning rate where they are not; above 0.000245 the cost also rises", 0),
        steps=(1000, "steps of gradient descent"),
        outlier=(100.0, "the last of the nine numbers"),
    )  # fmt: skip
    rates = {"raw": options.raw_lr, "min-max": options.lr, "z-score": options.lr}
    runs = {name: descend(name, lr, options.steps) for name, lr in rates.items()}
    print("         condition   first gradient (height, weight)   cost after 10   the last")
    for name, run in runs.items():
        height, weight = run.first_gradient
        print(f"{name:8} {run.condition:9.4g}   {height:15.6f} {weight:15.6f}   "
              f"{run.costs[min(10, options.steps)]:13.6f}   {run.costs[-1]:.6f}")  # fmt: skip
    scaled = inliers(options.outlier)
    print("\nnine numbers with an outlier")
    for name, values in scaled.items():
        print(f"{name:8}", *(f"{value:8.4f}" for value in values))
    if options.out is not None:
        draw(runs, scaled, options.out / "feature_scaling.png")
    check(runs, scaled)


if __name__ == "__main__":
    main()
