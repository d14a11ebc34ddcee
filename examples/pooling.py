"""Deck 2, Pooling Layer: max, average and stochastic pooling of a feature map.

Each 2x2 region of the map becomes one number: its largest, its mean, or one of its numbers drawn at
random, with p_i = a_i / Σ a_k. For evaluation the stochastic layer takes the mean by these
probabilities. Pooling also makes a network robust to small shifts: a digit of MNIST that is moved
by a pixel changes less once it is pooled.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._tables import Row, agrees, rows_of, table

MAP = [[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0], [3.0, 2.0, 1.0, 0.0], [1.0, 2.0, 3.0, 4.0]]
REGION = (1.0, 3.0, 5.0, 6.0)  # its first 2x2 region
SPARSE = [[1.6, 2.4, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]  # after ReLU most are zero


def pooled(images: Any, kind: str) -> Any:
    """Return what is left of `(..., H, W)` after 2x2 pooling."""
    layers = {
        "max": nn.MaxPool2d(2),
        "average": nn.AvgPool2d(2),
        "stochastic": nn.StochasticPool2d(2).eval(),
    }
    return layers[kind](images)


def found_by_hand() -> list[Row]:
    """Return the map's pooled values and the probabilities, none of which a slide prints."""
    region = Tensor(MAP)[:2, :2].reshape(4)
    sparse = Tensor([SPARSE])
    corners = "top-left top-right bottom-left bottom-right"
    rows = []
    for kind, values in (("max", "6 8 3 4"), ("average", "3.75 5.25 2 2"),
                         ("stochastic", "4.7333333 6.3333333 2.25 3.25")):  # fmt: skip
        rows += rows_of(f"{kind}, {{}}", corners, values, pooled(Tensor([MAP]), kind)[0])
    p = region / region.sum()
    rows += rows_of("p of {}", "1 3 5 6", "0.0666667 0.2 0.3333333 0.4", p, "in the first region")
    p = sparse / sparse.sum()
    expected = nn.StochasticPool2d(3).eval()(sparse)
    return [
        *rows,
        *rows_of("p of {}", "1.6 2.4", "0.4 0.6", p[p > 0], "beside seven zeros"),
        Row("their Σ p a", "2.08", expected.item()),
    ]


def draws(count: int) -> Any:
    """Return the numbers that training draws from the first region, so many times."""
    layer = nn.StochasticPool2d(2)  # in training
    region = Tensor(MAP)[:2, :2]
    return layer(region.broadcast_to((count, 1, 2, 2))).numpy().ravel()


def change_when_moved(images: Any, kind: str | None, pixels: int) -> float:
    """Return by how much of their norm the maps change when all images move to the right."""
    maps = [images, nn.data.augmentation.translate(images, pixels, 0)]
    if kind is not None:
        maps = [pooled(some, kind) for some in maps]
    here, moved = (some.numpy() for some in maps)
    return float(np.linalg.norm(moved - here) / np.linalg.norm(here))


def check(rows: list[Row], drawn: Any, changes: dict[str, float]) -> None:
    """Claim what the slide says of pooling."""
    claim("the numbers found by hand are the computed ones, rounded", all(map(agrees, rows)))
    claim("drawn are numbers of the region only", set(drawn) <= set(REGION))
    off = [abs(np.mean(drawn == a) - a / sum(REGION)) for a in REGION]
    claim("each is drawn as often as its probability says, within 0.05", max(off) < 0.05)
    kinds = [name for name in changes if name != "without pooling"]
    claim(
        "with any pooling a shift changes the map less than without",
        all(changes[kind] < changes["without pooling"] for kind in kinds),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        draws=(2000, "numbers to draw from the first region"),
        images=(100, "of MNIST to move"),
        shift=(1, "pixels to move them by"),
    )  # fmt: skip
    rows = found_by_hand()
    print(table(rows, "by hand"))
    drawn = draws(options.draws)
    for number in REGION:
        print(f"drawn {number:g}: {100 * np.mean(drawn == number):.1f} %")
    images = nn.data.mnist(split="test", subset=True).tensors[0][: options.images]
    kinds = {"without pooling": None, **{kind: kind for kind in ("max", "average", "stochastic")}}
    changes = {name: change_when_moved(images, kind, options.shift) for name, kind in kinds.items()}
    print(f"\ndigits moved by {options.shift}")
    for name, change in changes.items():
        print(f"{name:15}  changes by {100 * change:.1f} % of the norm")
    if options.out is not None:
        draw(images[0], options.out)
    check(rows, drawn, changes)


def draw(digit: Any, out: Path) -> None:
    """Draw the map and its pooled forms as numbers, and a digit and its own."""
    figure = new_figure(11, 6)
    numbers, digits = figure.subplots(2, 4)
    kinds = ("max", "average", "stochastic")
    named = ("max", "average", "stochastic, in evaluation")
    maps = [np.array(MAP), *(pooled(Tensor([MAP]), kind).numpy()[0] for kind in kinds)]
    for axes, title, values in zip(numbers, ("4×4 map", *named), maps, strict=True):
        axes.imshow(values, cmap="Blues", vmin=0, vmax=16)
        for (row, column), value in np.ndenumerate(values):
            axes.text(column, row, f"{value:.4g}", ha="center", va="center", fontsize=12)
        if values.shape == (4, 4):
            axes.axhline(1.5, color="tab:red", linewidth=2)
            axes.axvline(1.5, color="tab:red", linewidth=2)
        axes.set(title=title, xticks=[], yticks=[])
    pictures = [digit, *(pooled(digit, kind) for kind in kinds)]
    titles = ("a digit, 28×28", *(f"{kind}, 14×14" for kind in kinds))
    for axes, title, picture in zip(digits, titles, pictures, strict=True):
        axes.imshow(picture.numpy()[0], cmap="gray_r")
        axes.set(title=title, xticks=[], yticks=[])
    save_figure(figure, out / "pooling.png")


if __name__ == "__main__":
    main()
