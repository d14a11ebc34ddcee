"""Where a classifier of points in the plane changes its mind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor

from ..evaluation import evaluating
from .figures import COLORS, MARKS, as_numbers, names_of, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["decision_boundary", "in_evaluation"]

_MARGIN = 0.15  # around the points, as a part of their extent


def decision_boundary(
    model: Callable[[Any], Any],
    points: Any,
    labels: Any,
    class_names: Sequence[Any] | None = None,
    threshold: float = 0.5,
    resolution: int = 200,
) -> Figure:
    """Draw which class a model gives to each place of the plane, with the data points.

    Args:
        model: takes a Tensor of points `(M, 2)`; gives scores or probabilities `(M, C)`, of which
            the largest decides, or one number for each point, `(M,)` or `(M, 1)`.
        points: the data, `(N, 2)`; they set what part of the plane is drawn.
        labels: their classes `(N,)` or `(N, 1)`: 0 to C - 1, or -1 and +1.
        class_names: the names of the classes, in this order. Default: the labels.
        threshold: where one number decides, from which value on it means the second class: 0.5 for
            a probability, 0 for a score or for answers of -1 and +1. Default: 0.5.
        resolution: along each side of the picture, how many points the model is asked for. Default:
            200.

    Raises:
        ValueError: the shapes do not belong together, a label is no class of the model, there are
            more than 8 classes, a point is not finite, the model gives NaN, or the resolution is
            below 2.
        ImportError: Matplotlib is not installed.

    Source: deck 2, "퍼셉트론에 해당하는 결정 경계".

    Example:
        >>> import nn
        >>> points, labels = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 1]
        >>> def perceptron(x):
        ...     return x[:, 0] + x[:, 1]
        >>> figure = nn.plots.decision_boundary(perceptron, points, labels)
        >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        ['0', '1']
    """
    places = as_numbers(points, "decision_boundary: the points", ndim=2).astype(np.float64)
    true = as_numbers(labels, "decision_boundary: the labels")
    if true.shape == (len(places), 1):
        true = true[:, 0]
    if places.shape[1] != 2 or not len(places) or true.shape != (len(places),):
        raise ValueError(
            f"decision_boundary: needs points (N, 2) and labels (N,), got shapes {places.shape} "
            f"and {true.shape}"
        )
    if not np.isfinite(places).all():
        raise ValueError("decision_boundary: the points must be finite, some are inf or NaN")
    if isinstance(resolution, bool) or not isinstance(resolution, int) or resolution < 2:
        raise ValueError(
            f"decision_boundary: resolution must be an integer of at least 2, got {resolution!r}"
        )
    low, high = places.min(axis=0), places.max(axis=0)
    room = _MARGIN * np.where(high > low, high - low, 1.0)
    x, y = np.meshgrid(*(
        np.linspace(start, end, resolution)
        for start, end in zip(low - room, high + room, strict=True)
    ))  # fmt: skip
    scores = _scores(model, np.stack([x.ravel(), y.ravel()], axis=1), threshold)
    if scores.shape[1] > len(COLORS):
        raise ValueError(
            f"decision_boundary: has colours for {len(COLORS)} classes, the model has "
            f"{scores.shape[1]}"
        )
    values = [-1, 1] if scores.shape[1] == 2 and (true < 0).any() else range(scores.shape[1])
    if not np.isin(true, list(values)).all():
        raise ValueError(
            f"decision_boundary: the labels must be among {', '.join(map(str, values))}, the "
            f"model's classes; got {', '.join(f'{label:g}' for label in np.unique(true))}"
        )
    names = names_of(len(values), list(values) if class_names is None else class_names,
                     "decision_boundary")  # fmt: skip
    figure = new_figure(6.4, 4.8)
    axes = figure.subplots()
    _draw_regions(axes, x, y, scores.reshape(*x.shape, -1))
    for number, value in enumerate(values):
        own = places[true == value]
        axes.scatter(
            own[:, 0], own[:, 1], s=36, color=COLORS[number], marker=MARKS[number],
            edgecolors="black", linewidths=0.6, label=names[number], zorder=3,
        )  # fmt: skip
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    # Beside the picture: within it, it would hide data.
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0, title="class")
    return figure


def _scores(model: Callable[[Any], Any], grid: Any, threshold: float) -> Any:
    """Return the model's scores of the grid's points, a column for each class."""
    output = as_numbers(in_evaluation(model, grid), "decision_boundary: the model's output")
    if np.isnan(output).any():
        raise ValueError("decision_boundary: the model gives NaN in this part of the plane")
    if output.shape in ((len(grid),), (len(grid), 1)):
        above = output.reshape(-1).astype(np.float64) - threshold
        return np.stack([-above, above], axis=1)
    if output.ndim != 2 or len(output) != len(grid):
        raise ValueError(
            f"decision_boundary: for {len(grid)} points the model must give shape ({len(grid)},), "
            f"({len(grid)}, 1) or ({len(grid)}, C), got {output.shape}"
        )
    return output.astype(np.float64)


def in_evaluation(model: Callable[[Any], Any], inputs: Any) -> Any:
    """Return a model's output, in evaluation mode, without gradients."""
    with evaluating(model):
        return model(Tensor(inputs))


def _draw_regions(axes: Axes, x: Any, y: Any, scores: Any) -> None:
    """Colour the classes' regions, and draw the lines between them."""
    winner = scores.argmax(axis=-1)
    # A class at exactly the threshold counts as the second one, as in `nn.accuracy`.
    if scores.shape[-1] == 2:
        winner = (scores[..., 1] >= scores[..., 0]).astype(int)
    axes.contourf(
        x, y, winner, levels=np.arange(scores.shape[-1] + 1) - 0.5,
        colors=COLORS[: scores.shape[-1]], alpha=0.25,
    )  # fmt: skip
    for number in range(scores.shape[-1]):
        others = np.delete(scores, number, axis=-1).max(axis=-1)
        lead = scores[..., number] - others
        if lead.min() < 0 < lead.max():
            axes.contour(x, y, lead, levels=[0.0], colors="black", linewidths=1.2)
