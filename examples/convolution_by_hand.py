"""Deck 2, Convolution Layer: a 3x3 kernel over the slide's 5x5 image, by hand.

Each cell of the feature map is the sum of the products of a window of the image with the kernel;
the slide works out the first one, 4. A stride of 2 skips every second window; padding puts zeros
around the image, so that the map does not shrink. The map's gradients come last: that of the
kernel and that of the image. The slide's kernel is not printed; this is the well-known one of the
same image, and it gives the same 4.
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

KERNEL = "1 0 1  0 1 0  1 0 1"
# Size of the input, kernel, padding, stride; the slides' (32, 32, 3) with 2 pixels around is (36,
# 36, 3), on which a 5x5 kernel gives 32 again.
SIZES = ((5, 3, 0, 1), (5, 3, 0, 2), (5, 3, 1, 1), (5, 3, 1, 2),
         (32, 5, 2, 1), (32, 3, 2, 1), (32, 3, 0, 1))  # fmt: skip


def image() -> Tensor:
    return nn.data.load_table("image_5x5").tensors[0][0, 0].astype(float)


def convolve(I: Any, K: Any, stride: int = 1, padding: int = 0) -> Tensor:
    """Return the feature map of one image and one kernel, of one channel each."""
    return nn.functional.conv2d(I[None], K[None, None], stride=stride, padding=padding)[0]


def cell(window: Any, kernel: Any) -> tuple[str, float]:
    """Return the sum of products of a window and the kernel, written out, and its value."""
    products = [f"{a:g}×{b:g}" for a, b in zip(window.flat, kernel.flat, strict=True)]
    return " + ".join(products), float((window * kernel).sum())


def by_hand(I: Any, K: Any, stride: int = 1, padding: int = 0) -> tuple[list[str], Any]:
    """Return each cell written out, and the feature map, from windows one after the other."""
    padded, size = np.pad(I, padding), len(K)
    places = range(0, len(padded) - size + 1, stride)
    lines, values = [], np.empty((len(places), len(places)))
    for row, top in enumerate(places):
        for column, left in enumerate(places):
            window = padded[top : top + size, left : left + size]
            text, values[row, column] = cell(window, K)
            lines.append(f"O[{row},{column}] = {text} = {values[row, column]:g}")
    return lines, values


def output_size(size: int, kernel: int, padding: int, stride: int) -> int:
    """Return (n + 2 p - k) / s + 1, rounded down: how many windows there are."""
    return (size + 2 * padding - kernel) // stride + 1


def gradients(kernel: Any) -> dict[str, tuple[Any, Any]]:
    """Return the kernel's and the image's gradient, of Σ O and of ½ Σ O²."""
    losses = {"Σ O": lambda O: O.sum(), "½ Σ O²": lambda O: (O**2).sum() / 2}
    found = {}
    for name, loss in losses.items():
        I, K = image().requires_grad_(), Tensor(kernel, requires_grad=True)
        dK, dI = autograd.gradients(loss(convolve(I, K)), [K, I])
        found[name] = (dK.numpy(), dI.numpy())
    return found


def check(maps: dict[str, tuple[Any, Any]], K: Any, shapes: Any, slopes: Any) -> None:
    """Claim what the slides show; `maps` holds each by hand and by the library."""
    claim("the first cell is the slide's 4", maps["stride 1, padding 0"][0][0, 0] == 4)
    claim(
        "the windows' sums of products are what nn computes, with every stride and padding",
        all(np.allclose(hand, computed) for hand, computed in maps.values()),
    )
    claim(
        "the map's size is (n + 2 p - k) / s + 1, rounded down",
        all(output_size(*sizes) == shape for sizes, shape in shapes.items()),
    )
    dK, dI = slopes["Σ O"]
    I = image().numpy()
    windows = [[I[row : row + 3, column : column + 3].sum() for column in range(3)]
               for row in range(3)]  # fmt: skip
    claim("an element of the kernel's gradient of Σ O is the sum of the pixels that it met",
          np.allclose(dK, windows))  # fmt: skip
    claim("the middle pixel, which is in all nine windows, has the sum of the kernel as gradient",
          np.isclose(dI[2, 2], K.sum()))  # fmt: skip


def draw(I: Any, K: Any, O: Any, out: Path) -> None:
    """Draw image, kernel and map as numbers, and the nine windows on the image."""
    figure = new_figure(10, 7.5)
    left, right = figure.subfigures(1, 2, width_ratios=[1, 2.4])
    parts = (("Image, 5×5", I), ("Kernel, 3×3", K), ("Feature map, 3×3", O))
    for axes, (title, values) in zip(left.subplots(3, 1), parts, strict=True):
        numbers(axes, values, title)
    for (row, column), axes in np.ndenumerate(right.subplots(3, 3)):
        numbers(axes, I, f"O[{row},{column}] = {O[row, column]:g}")
        axes.add_patch(_frame(column, row))
    save_figure(figure, out / "convolution.png")


def _frame(left: int, top: int) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((left - 0.5, top - 0.5), 3, 3, fill=False, edgecolor="tab:red", linewidth=3,
                     clip_on=False)  # fmt: skip


def numbers(axes: Any, values: Any, title: str) -> None:
    """Draw a matrix as numbers in cells, the larger the darker."""
    low, high = min(values.min(), 0), max(values.max(), 1)
    axes.imshow(values, cmap="Blues", vmin=low, vmax=2 * high)
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, f"{value:g}", ha="center", va="center", fontsize=11)
    axes.set(title=title, xticks=[], yticks=[])


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        kernel=(KERNEL, "its nine numbers, row by row"),
    )  # fmt: skip
    try:
        K = np.array(options.kernel.split(), dtype=float).reshape(3, 3)
    except ValueError:
        K = np.array(np.nan)
    if not np.isfinite(K).all():
        raise SystemExit(f"--kernel must be nine numbers, as {KERNEL!r}, not {options.kernel!r}")
    I = image().numpy()
    lines, O = by_hand(I, K)
    print("\n".join(lines))
    maps = {}
    for stride, padding in ((1, 0), (2, 0), (1, 1), (2, 1)):
        computed = convolve(image(), Tensor(K), stride, padding).numpy()
        maps[f"stride {stride}, padding {padding}"] = by_hand(I, K, stride, padding)[1], computed
    for name, (_, computed) in maps.items():
        print(f"\n{name}\n{computed}")
    shapes = {}
    for n, k, padding, stride in SIZES:
        layer = nn.Conv2d(1, 1, k, stride=stride, padding=padding)
        shapes[n, k, padding, stride] = layer(autograd.zeros(1, 1, n, n)).shape[-1]
    print("\nimage  kernel  padding  stride  map")
    for (n, k, padding, stride), size in shapes.items():
        print(f"{n:5}  {k:6}  {padding:7}  {stride:6}  {size:3}")
    padded = nn.functional.pad(autograd.zeros(3, 32, 32), (2, 2, 2, 2)).shape
    print(f"(32, 32, 3) with 2 pixels around it: ({padded[1]}, {padded[2]}, {padded[0]})")
    slopes = gradients(K)
    for name, (dK, dI) in slopes.items():
        print(f"\ngradient of {name} by the kernel\n{dK}\nby the image\n{dI}")
    if options.out is not None:
        draw(I, K, O, options.out)
    check(maps, K, shapes, slopes)


if __name__ == "__main__":
    main()
