"""Learning curves: what a training run measured, over its epochs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..training.history import History
from .figures import COLORS, DASHES, MARKS, grid_of_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["learning_curves"]

_VALIDATION = "validation_"
_MOST_MARKS = 30  # more epochs than these are a line without marks


def learning_curves(history: History, columns: Sequence[str] | None = None) -> Figure:
    """Draw the columns of a history over the epochs, training and validation in one picture.

    Args:
        history: what `Trainer.fit` returned.
        columns: which ones to draw, such as `["loss", "accuracy"]`; each with the validation's
            column of this name, where there is one. Default: all but the seconds.

    Raises:
        TypeError: it is no History.
        ValueError: it has no epochs.
        KeyError: it has no such column.
        ImportError: Matplotlib is not installed.

    Source: deck 2, "조기 종료 (Early Stopping)": the curves of training and validation error.

    Example:
        >>> import nn
        >>> history = nn.History()
        >>> for epoch, loss in enumerate([0.9, 0.5, 0.4], start=1):
        ...     history.append({"epoch": epoch, "loss": loss, "validation_loss": loss + 0.1})
        >>> figure = nn.plots.learning_curves(history)
        >>> figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()
        ('epoch', 'loss')
    """
    if not isinstance(history, History):
        raise TypeError(f"learning_curves: takes a History, got {type(history).__name__}")
    if not len(history):
        raise ValueError("learning_curves: the history has no epochs yet")
    known = [name for name in history.names if name not in ("epoch", "seconds")]
    if columns is None:
        bases = (name.removeprefix(_VALIDATION) for name in known)
        columns = list(dict.fromkeys(bases))
    if not columns:
        raise ValueError("learning_curves: there is no column to draw")
    for name in columns:
        if name not in known and _VALIDATION + name not in known:
            raise KeyError(f"the history has no column {name!r}; it has {', '.join(known)}")
    figure, all_axes = grid_of_axes(len(columns), columns=3, width=4.6, height=3.4)
    epochs = [row.get("epoch", number) for number, row in enumerate(history, start=1)]
    for axes, name in zip(all_axes, columns, strict=True):
        lines = [
            (column, label)
            for column, label in ((name, "training"), (_VALIDATION + name, "validation"))
            if column in known
        ]
        for column, label in lines:
            place = 0 if label == "training" else 1
            axes.plot(
                epochs, _numbers(history[column]), label=label, color=COLORS[place],
                linestyle=DASHES[place], markersize=4,
                marker=MARKS[place] if len(epochs) <= _MOST_MARKS else None,
            )  # fmt: skip
        axes.set(xlabel="epoch", ylabel=textwrap.fill(name.replace("_", " "), 30))
        _count_epochs(axes, epochs)
        axes.grid(alpha=0.3)
        if len(lines) > 1:
            axes.legend()
    return figure


def _numbers(column: list[Any]) -> list[float]:
    return [np.nan if value is None else float(value) for value in column]


def _count_epochs(axes: Axes, epochs: list[int]) -> None:
    """Let the ticks be whole epochs, also where there are only one or two."""
    axes.set_xlim(min(epochs) - 0.5, max(epochs) + 0.5)
    axes.locator_params(axis="x", integer=True, min_n_ticks=1)
