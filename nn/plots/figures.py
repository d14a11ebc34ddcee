"""Figures without a window, and colours that all eyes tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLORS", "DASHES", "MARKS", "as_numbers", "grid_of_axes", "names_of", "new_figure"]

# Okabe and Ito, "Color Universal Design", 2008.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D00")
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), "-")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, in inches; its parts are laid out so that none overlap.

    Raises:
        ImportError: Matplotlib is not installed.
    """
    try:
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        from .shown import Figure
    except ImportError as error:
        raise ImportError("plots need Matplotlib: pip install matplotlib") from error
    # Its own padding is too small where pictures keep their proportions: text would be cut off.
    return Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1))


def grid_of_axes(
    number: int, columns: int, width: float, height: float
) -> tuple[Figure, list[Axes]]:
    """Return a figure with so many axes, in rows, each of a size in inches."""
    columns = min(number, columns)
    rows = -(-number // columns)  # rounded up
    figure = new_figure(max(columns * width, 3.0), max(rows * height, 1.5))
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for unused in axes[number:]:
        unused.set_axis_off()
    return figure, list(axes[:number])


def as_numbers(values: Any, what: str, ndim: int | None = None) -> Any:
    """Return a Tensor, array or list as an array of numbers with so many axes.

    Raises:
        TypeError: it does not hold numbers.
        ValueError: it has another number of axes.
    """
    array = np.asarray(values.detach().numpy() if isinstance(values, Tensor) else values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{what} must be numbers, got {array.dtype}")
    if ndim is not None and array.ndim != ndim:
        raise ValueError(f"{what} must have {ndim} axes, got shape {array.shape}")
    return array


def names_of(classes: int, names: Sequence[Any] | None, caller: str) -> list[str]:
    """Return the names of classes, by default their numbers.

    Raises:
        ValueError: there are more or fewer names than classes.
    """
    if names is None:
        return [str(number) for number in range(classes)]
    if len(names) != classes:
        raise ValueError(f"{caller}: there are {classes} classes and {len(names)} class_names")
    return [str(name) for name in names]
