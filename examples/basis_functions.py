"""Decks 1, 2 and 5: least squares with basis functions, and L1 and L2 penalties.

w* = argmin Σ (t - Σ w_i h_i(x))² + λ Σ |w_i| (L1), or + λ Σ w_i² (L2). With h = (x, 1) on the study
hours the numbers can be checked by hand. With twelve bumps on 15 points the weights without a
penalty (λ = 0) are huge; the larger λ, the smaller they become. L2 makes them all small; L1 makes
many of them exactly zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._tables import Row, agrees, rows_of, table

CENTRES = np.linspace(-1, 1, 12)
LAMBDAS = np.logspace(-3.5, 0, 8)  # parts of the strongest


def bumps(x: Any) -> Any:
    """Return the twelve basis functions of each x, as columns: bells around the centres."""
    return autograd.exp(-((x[:, None] - CENTRES) ** 2) / (2 * 0.3**2))


def ridge(H: Tensor, t: Tensor, lam: float) -> Tensor:
    """Return the minimum of Σ (t - H w)² + λ Σ w²: where (Hᵀ H + λ I) w = Hᵀ t."""
    return autograd.solve(H.T @ H + lam * autograd.eye(H.shape[1]), H.T @ t)


def lasso(H: Tensor, t: Tensor, lam: float, rounds: int = 500) -> Tensor:
    """Return the minimum of Σ (t - H w)² + λ Σ |w|, one weight after the other, in rounds.

    With the others fixed, w_i = S(h_i · r) / (h_i · h_i): r is what the others leave of t, and S
    takes λ/2 off its size, or all of it. So weights become zero.
    """
    products, matches = (H.T @ H).numpy(), (H.T @ t).numpy()  # of h_i with each h_j, and with t
    w = np.zeros(len(matches))
    for _ in range(rounds):
        for i, row in enumerate(products):
            match = matches[i] - row @ w + row[i] * w[i]
            w[i] = np.sign(match) * max(abs(match) - lam / 2, 0.0) / row[i]
    return Tensor(w)


def study_rows() -> list[Row]:
    """Return deck 5's line on the study hours with penalties on W and b."""
    x, t = (column[:, 0] for column in nn.data.load_table("study_hours").tensors)
    x, t = x.astype(float), t.astype(float)
    H = autograd.stack([x, autograd.ones(len(x))], axis=1)
    w = Tensor([13.0, 1.0], requires_grad=True)
    rows = [Row("Σ (t - 13 x - 1)²", "250", nn.SSELoss()(H @ w, t).item(), "the slide: 210, E-41")]
    for name, penalty, objective, gradient in (
        ("L1", nn.l1_penalty, "264", "87 17"), ("L2", nn.l2_penalty, "420", "112 18")
    ):  # fmt: skip
        loss = nn.SSELoss()(H @ w, t) + penalty(w, 1.0)
        slopes = autograd.gradients(loss, [w])[0]
        rows += [Row(f"{name} objective at (13, 1), λ = 1", objective, loss.item())]
        rows += rows_of(f"its ∂/∂{{}}, {name}", "W b", gradient, slopes)
    for lam, minimum in ((1, "11.0506 4.6582"), (10, "9.9 2.8143")):
        rows += rows_of(f"{{}} at the minimum, L2, λ = {lam}", "W b", minimum, ridge(H, t, lam))
    return rows


def norm_rows() -> list[Row]:
    """Return deck 2's norms of (1, 2, 3, 4, 5), and the paths of its figure."""
    x = Tensor([1.0, 2.0, 3.0, 4.0, 5.0])
    city = Tensor([6.0, 6.0])
    return [
        Row("‖x‖₁, x = (1, 2, 3, 4, 5)", "15", autograd.norm(x, p=1).item()),
        Row("‖x‖₂", "7.4162", autograd.norm(x).item(), "the slide: 7.4161, E-19"),
        Row("L1 way across 6 by 6 blocks", "12", autograd.norm(city, p=1).item()),
        Row("shortest ways along the streets", "924", float(math.comb(12, 6))),
        Row("L2 way, as the crow flies", "8.4853", autograd.norm(city).item()),
    ]


def decay_steps(lam: float) -> tuple[Tensor, Tensor]:
    """Return θ after a step with ½ λ ‖θ‖² in the loss, and after one of weight decay λ (deck 2)."""
    data_gradient = Tensor([0.5, -0.5, 0.0, 1.0, -1.0])
    after = []
    for penalty, decay in ((lam, 0.0), (0.0, lam)):
        theta = Tensor([1.0, 2.0, 3.0, 4.0, 5.0], requires_grad=True)
        loss = (data_gradient * theta).sum() + nn.l2_penalty(theta, penalty, half=True)
        loss.backward()
        nn.optim.SGD([theta], lr=0.1, weight_decay=decay).step()
        after.append(theta.detach())
    return after[0], after[1]


def zeros_in(w: Tensor) -> int:
    return int((w == 0).sum().item())


def size(w: Tensor) -> float:
    """Return Σ w²."""
    return (w**2).sum().item()


def check(
    rows: list[Row], steps: Any, free: Tensor, by_l2: list[Tensor], by_l1: list[Tensor]
) -> None:
    """Claim what the slides say, of weights without a penalty and for rising λ."""
    claim("the numbers found by hand are the computed ones, rounded", all(map(agrees, rows)))
    claim("penalty and weight decay take the same step", abs(steps[0] - steps[1]).max() < 1e-12)
    for name, norm, weights in (("L2", 2, by_l2), ("L1", 1, by_l1)):
        norms = [autograd.norm(w, p=norm).item() for w in weights]
        falling = all(more > less for more, less in pairwise(norms))
        claim(f"the larger λ, the smaller the weights' {name} norm", falling)
    claim("L1 makes half of the weights zero, or more", 2 * zeros_in(by_l1[-1]) >= len(CENTRES))
    claim("L2 makes none zero", not any(map(zeros_in, by_l2)))
    claim("without a penalty Σ w² is over a thousand times as large as with the weakest L2",
          size(free) > 1000 * size(by_l2[0]))  # fmt: skip


@np.errstate(all="ignore")  # with huge noise numbers overflow, and claims fail
def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        points=(15, "points to fit", len(CENTRES)),
        noise=(0.2, "deviation of the points from the curve", 0),
        strongest=(3.0, "the largest λ", 0),
    )  # fmt: skip
    if options.strongest == 0:
        raise SystemExit("--strongest must be above 0")
    rows = study_rows() + norm_rows()
    steps = decay_steps(0.01)
    rows += rows_of("{} after a step with decay", "θ₁ θ₂ θ₃ θ₄ θ₅", "0.949 2.048 2.997 3.896 5.095",
                    steps[0])  # fmt: skip
    print(table(rows, "by hand"))
    x = autograd.linspace(-1.0, 1.0, options.points)
    t = autograd.sin(3 * x) + options.noise * autograd.randn(options.points)
    lambdas = LAMBDAS * options.strongest
    free = ridge(bumps(x), t, 0.0)
    by_l2 = [ridge(bumps(x), t, lam) for lam in lambdas]
    by_l1 = [lasso(bumps(x), t, lam) for lam in lambdas]
    print("\ntwelve basis functions\n        λ  Σ w² (L2)  Σ |w| (L1)  zeros (L1)")
    for lam, second, first in zip([0, *lambdas], [free, *by_l2], [free, *by_l1], strict=True):
        sums = f"{size(second):9.4g}  {abs(first).sum().item():10.4g}"
        print(f"{lam:9.4g}  {sums}  {zeros_in(first):10}")
    if options.out is not None:
        save_figure(norms_figure(), options.out / "norms.png")
        draw_weights(lambdas, by_l2, by_l1, (x, t), options.out)
    check(rows, steps, free, by_l2, by_l1)


def norms_figure() -> Any:
    """Draw deck 2's ways through a town, and where a penalty's ball meets the loss."""
    figure = new_figure(10, 5.4)
    town, balls = figure.subplots(1, 2)
    town.set(title="From corner to corner of 6 by 6 blocks", aspect="equal", xticks=range(7),
             yticks=range(7))  # fmt: skip
    town.grid(color="0.8")
    town.plot([0, 0, 6], [0, 6, 6], color="tab:red", linewidth=3, label="L1: 12")
    stairs = np.repeat(np.arange(7), 2)
    town.plot(stairs[:-1], stairs[1:], color="tab:blue", linewidth=3, label="L1: 12")
    town.plot([0, 3, 3, 6, 6], [0, 0, 3, 3, 6], color="gold", linewidth=3, label="L1: 12")
    town.plot([0, 6], [0, 6], color="tab:green", linewidth=3, label="L2: 8.49")
    town.legend(loc="upper left", bbox_to_anchor=(0.03, 0.93))

    def loss(a: Any, b: Any) -> Any:
        return (a - 0.4) ** 2 + 1.2 * (a - 0.4) * (b - 1.7) + (b - 1.7) ** 2

    a, b = np.meshgrid(np.linspace(-1.5, 2.5, 200), np.linspace(-1.5, 2.5, 200))
    balls.contour(a, b, loss(a, b), levels=[0.04, 0.15, 0.35, 0.7, 1.1, 1.8, 3], colors="0.6")
    angle = np.linspace(0, 2 * np.pi, 401)
    circle = np.cos(angle), np.sin(angle)
    diamond = circle / np.abs(circle).sum(axis=0)
    for ball, colour, label in (
        (circle, "tab:green", "L2: w₁² + w₂² = 1"), (diamond, "tab:red", "L1: |w₁| + |w₂| = 1")
    ):  # fmt: skip
        balls.plot(*ball, color=colour, label=label)
        best = np.argmin(loss(*ball))
        balls.plot(ball[0][best], ball[1][best], "o", color=colour, markersize=9)
    balls.plot(0.4, 1.7, "k+", markersize=10, label="least loss")
    balls.set(title="The least loss within each ball", aspect="equal", xlabel="$w_1$",
              ylabel="$w_2$")  # fmt: skip
    balls.legend(loc="lower left", fontsize=8)
    return figure


def draw_weights(lambdas: Any, by_l2: Any, by_l1: Any, data: Any, out: Path) -> None:
    """Draw each weight by λ, and what the functions add up to."""
    figure = new_figure(10, 6.5)
    grid = figure.subplots(2, 2)
    line = Tensor(np.linspace(-1, 1, 300))
    for (paths, curves), name, weights in zip(grid, ("L2", "L1"), (by_l2, by_l1), strict=True):
        paths.semilogx(lambdas, np.array([w.numpy() for w in weights]), "o-", markersize=3)
        paths.axhline(0, color="0.7", zorder=0)
        paths.set(title=f"{name}: the twelve weights", xlabel="λ", ylabel="weight")
        for index in (0, len(lambdas) // 2, -1):
            sum_of_bumps = bumps(line) @ weights[index]
            curves.plot(line, sum_of_bumps, label=f"λ = {lambdas[index]:.3g}")
        curves.plot(*data, "ko", label="points")
        curves.set(title=f"{name}: the functions' sum", xlabel="x", ylabel="t")
        curves.legend(fontsize=8)
    save_figure(figure, out / "basis_functions.png")


if __name__ == "__main__":
    main()
