"""Deck 2: three perceptrons compute XOR; three lines make seven regions.

Perceptrons 1 (OR) and 2 (NAND) stand side by side and map a point x to (z1, z2). In this new space
one line parts the classes, and perceptron 3 (AND) draws it. The slide gives no weights; these are
the natural ones, with outputs -1 and +1. --second and --third change the biases of perceptrons 2
and 3. Then it counts into how many regions p lines cut the plane, which the slide leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from examples._command import claim, read_options
from examples._gates import draw_line, perceptron
from examples._output import new_figure, save_figure

Array = NDArray[np.float64]
MOST = 6  # lines
THREE = np.array([[0.0, 1.0, 0.35], [0.9, -0.5, 0.35], [-0.9, -0.5, 0.35]])  # lines in the picture


class Result(NamedTuple):
    """What the perceptrons compute of each corner, a row each."""

    x: Array
    s: Array  # the sums of perceptrons 1 and 2
    z: Array  # their answers
    s3: Array
    o: Array
    wanted: Array


def compute(second: float, third: float) -> Result:
    """Send the four corners through the perceptrons."""
    x, xor = nn.data.load_table("xor").tensors
    parallel = [perceptron((1, 1), -0.5, low=-1), perceptron((-1, -1), second, low=-1)]
    with autograd.no_grad():
        s = autograd.cat([unit[0](x) for unit in parallel], axis=1)
        z = autograd.cat([unit(x) for unit in parallel], axis=1)
        last = perceptron((1, 1), third, low=-1)
        found = (x, s, z, last[0](z), last(z), nn.data.to_signed_labels(xor))
    return Result(*(values.numpy() for values in found))


def random_lines(count: int, parallel: bool) -> Array:
    """Return lines w1 x1 + w2 x2 + w0 = 0, a row (w1, w2, w0) each."""
    lines = autograd.randn(count, 3, dtype=float).numpy()
    if parallel:
        lines[:, :2] = lines[0, :2]
    return lines


def regions(lines: Array) -> set[tuple[bool, ...]]:
    """Return each region of the plane, as the side of every line that it is on.

    Every region touches some line in a piece between two crossings: it is enough to look at both
    sides of every such piece.
    """
    normals, offsets = lines[:, :2], lines[:, 2]
    places = []
    for normal, offset in zip(normals, offsets, strict=True):
        foot = -offset * normal / (normal @ normal)
        along = np.array([-normal[1], normal[0]])
        with np.errstate(divide="ignore", invalid="ignore"):
            crossings = -(normals @ foot + offsets) / (normals @ along)
        t = np.sort(crossings[np.isfinite(crossings) & (abs(crossings) < 1e9)])
        between = (t[1:] + t[:-1]) / 2
        ends = [t[0] - 1, t[-1] + 1] if len(t) else [0.0]
        on_it = foot + np.concatenate([between, ends])[:, None] * along
        places += [on_it + 1e-7 * normal, on_it - 1e-7 * normal]
    sides = np.concatenate(places) @ normals.T + offsets > 0
    return set(map(tuple, sides.tolist()))


def check(result: Result, counts: Sequence[int]) -> None:
    """Claim that they compute XOR, and how; and the number of regions."""
    corners = np.unique(result.z, axis=0)
    claim("two perceptrons map the four corners of the square to three points", len(corners) == 3)
    claim("a third one parts these by a line: the three compute XOR",
          (result.o == result.wanted).all())  # fmt: skip
    claim("3 lines cut the plane into 7 regions, for 7 of the 8 corners of a cube", counts[2] == 7)
    claim("p lines cut it into (p² + p + 2)/2: 2, 4, 7, 11, 16, 22 for p = 1 to 6",
          list(counts) == [(p * p + p + 2) // 2 for p in range(1, MOST + 1)])  # fmt: skip


def draw(result: Result, second: float, third: float, path: Path) -> None:
    """Draw the plane of x, the plane of z, and the regions of three lines."""
    figure = new_figure(15, 5.2)
    left, middle, right = figure.subplots(1, 3)
    for axes, points, weights_and_biases in (
        (left, result.x, [((1, 1), -0.5, "1"), ((-1, -1), second, "2")]),
        (middle, result.z, [((1, 1), third, "3")]),
    ):
        for kind, color, marker in ((1.0, "#e66100", "o"), (-1.0, "#1a6bb5", "s")):
            own = points[result.wanted[:, 0] == kind]
            axes.scatter(*own.T, s=110, color=color, marker=marker, edgecolors="black", zorder=3,
                         label=f"XOR: {kind:+.0f}")  # fmt: skip
        for (weights, bias, name), style in zip(weights_and_biases, ("-", "--"), strict=False):
            draw_line(axes, weights, bias, color="black", linestyle=style,
                      label=f"perceptron {name}")  # fmt: skip
        axes.set(aspect="equal")
    for point, z in zip(result.x, result.z, strict=True):
        left.annotate(f"z = ({z[0]:+.0f}, {z[1]:+.0f})", point, (0, 10), ha="center",
                      textcoords="offset points")  # fmt: skip
    left.set(title="The plane of x: no single line parts it", xlabel="$x_1$", ylabel="$x_2$",
             xlim=(-0.6, 1.7), ylim=(-0.6, 1.7))  # fmt: skip
    middle.set(title="The plane of z: one line does", xlabel="$z_1$", ylabel="$z_2$",
               xlim=(-2, 2), ylim=(-2, 2))  # fmt: skip
    for z in np.unique(result.z, axis=0):
        own = result.x[(result.z == z).all(axis=1)]
        label = " and ".join(f"({a:.0f},{b:.0f})" for a, b in own)
        middle.annotate(label, z, (0, 12), ha="center", textcoords="offset points")
    for axes in (left, middle):
        axes.legend(loc="lower left")
    draw_regions(right)
    save_figure(figure, path)


def draw_regions(axes: Any) -> None:
    """Draw three lines, and in each region the answers of three perceptrons."""
    for number, (line, style) in enumerate(zip(THREE, ("-", "--", ":"), strict=True), 1):
        draw_line(axes, line[:2], line[2], color="black", linestyle=style, label=f"{number}")
    above, below = [(-1.05, 0.35), (0, 1.2), (0, 0), (1.05, 0.35)], [(-1.25, -0.8), (0, -0.75)]
    for point in [*above, *below, (1.25, -0.8)]:
        code = np.where(THREE[:, :2] @ point + THREE[:, 2] >= 0, "+", "−")
        axes.text(*point, " ".join(code), ha="center", va="center", fontsize=14)
    axes.set(title="Three lines: 7 regions, none with − − −", xlabel="$x_1$",
             ylabel="$x_2$", xlim=(-1.7, 1.7), ylim=(-1.5, 1.9), aspect="equal")  # fmt: skip
    axes.legend(title="perceptron", loc="upper left")


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        second=(1.5, "bias of perceptron 2"),
        third=(-1.0, "bias of perceptron 3"),
        parallel=(False, "count the regions of parallel lines"),
    )  # fmt: skip
    result = compute(options.second, options.third)
    print("   x         s1    s2     z          s3    o")
    for x, s, z, s3, o in zip(*result[:5], strict=True):
        print(f"({x[0]:.0f}, {x[1]:.0f})   {s[0]:5.1f} {s[1]:5.1f}   ({z[0]:+.0f}, {z[1]:+.0f}) "
              f"{s3[0]:6.1f}   {o[0]:+.0f}")  # fmt: skip
    counts = [len(regions(random_lines(p, options.parallel))) for p in range(1, MOST + 1)]
    print("\nlines    ", *(f"{p:3}" for p in range(1, MOST + 1)))
    print("regions  ", *(f"{count:3}" for count in counts))
    if options.out is not None:
        draw(result, options.second, options.third, options.out / "xor_three_perceptrons.png")
    check(result, counts)


if __name__ == "__main__":
    main()
