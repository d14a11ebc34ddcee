"""A picture of the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .figures import as_numbers, names_of, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["confusion_matrix"]

_MOST_NUMBERED = 25  # classes; in the cells of more, numbers could not be read


def confusion_matrix(
    counts: Any, class_names: Sequence[Any] | None = None, normalize: bool = False
) -> Figure:
    """Draw a confusion matrix: a row for each true class, a column for each answer.

    Args:
        counts: what `nn.confusion_matrix` returned, `(C, C)`.
        class_names: the names of the classes. Default: their numbers.
        normalize: write and colour the percentage of each true class instead of the number.
            Default: False.

    Raises:
        ValueError: the matrix is not square, is empty, or has a negative number; or the names are
            not as many as the classes.
        ImportError: Matplotlib is not installed.

    Example:
        >>> import nn
        >>> counts = nn.confusion_matrix([0, 1, 1, 0], [0, 0, 1, 1])
        >>> figure = nn.plots.confusion_matrix(counts, ["cat", "dog"])
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['1', '1', '1', '1']
    """
    matrix = as_numbers(counts, "confusion_matrix: the counts", ndim=2)
    classes = len(matrix)
    if not classes or matrix.shape != (classes, classes) or not (matrix >= 0).all():
        raise ValueError(
            f"confusion_matrix: needs counts >= 0 of shape (C, C), got shape {matrix.shape}"
        )
    names = names_of(classes, class_names, "confusion_matrix")
    shown = matrix
    if normalize:
        total = matrix.sum(axis=1, keepdims=True)
        shown = np.divide(100 * matrix, total, out=np.zeros(matrix.shape), where=total > 0)
    longest = max(len(name) for name in names)
    size = min(3.0 + 0.55 * classes, 14.0)
    figure = new_figure(size + 0.08 * longest + 1.2, size + 0.08 * longest)
    axes = figure.subplots()
    image = axes.imshow(shown, cmap="Blues", vmin=0, vmax=shown.max() or 1)
    unit = "% of the true class" if normalize else "samples"
    figure.colorbar(image, ax=axes, shrink=0.8, label=unit)
    axes.set(xlabel="predicted", ylabel="true")
    if classes <= _MOST_NUMBERED:
        upright = longest > 3 and classes > 3
        axes.set_xticks(range(classes), names, rotation=90 if upright else 0)
        axes.set_yticks(range(classes), names)
        size_of_text = 9 if classes <= 12 else 7
        form = ".1f" if normalize else "d" if shown.dtype.kind in "iu" else "g"
        for (row, column), value in np.ndenumerate(shown):
            axes.text(
                column, row, format(value, form), ha="center", va="center", fontsize=size_of_text,
                color="white" if value > 0.55 * shown.max() else "black",
            )  # fmt: skip
    return figure
