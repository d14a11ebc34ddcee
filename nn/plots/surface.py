"""A function of two numbers seen from above, with the ways that optimizers took down it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..checks import positive_integer
from .figures import COLORS, DASHES, MARKS, as_numbers, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["loss_surface"]

_RESOLUTION = 200
_MARGIN = 0.15  # around the paths, as a part of their extent


def loss_surface(
    function: Callable[[Any, Any], Any],
    paths: Mapping[str, Any] | None = None,
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
    levels: int = 20,
) -> Figure:
    """Draw the contours of a loss of two weights, and paths of optimizers on it.

    The higher, the darker. Between two neighbouring lines lie equal parts of the picture, so that a
    flat valley has its lines as well as a steep slope. A path begins at its open mark and ends at
    its full one.

    Args:
        function: `function(x, y)`, of two arrays of shape `(M, M)`, gives their losses.
        paths: for each name an array `(K, 2)` of the weights after each step. Default: none.
        xlim: from where to where the first weight is drawn. Default: as far as the paths go.
        ylim: the same for the second one.
        levels: how many contour lines. Default: 20.

    Raises:
        ValueError: a path has another shape, there are more than 8 or they do not say what part to
            draw, the limits are no two rising numbers, or the function gives another shape or
            nothing finite.
        ImportError: Matplotlib is not installed.

    Source: deck 2, the race of the optimizers on a saddle; deck 1, "경사하강법의 종류".

    Example:
        >>> import nn
        >>> def bowl(x, y):
        ...     return x**2 + 10 * y**2
        >>> path = [[1.0, 1.0], [0.5, 0.2], [0.1, 0.0]]
        >>> figure = nn.plots.loss_surface(bowl, {"SGD": path})
        >>> [text.get_text() for text in figure.legends[0].get_texts()]
        ['SGD']
    """
    steps = {name: _path(name, path) for name, path in (paths or {}).items()}
    if len(steps) > len(COLORS):
        raise ValueError(f"loss_surface: has colours for {len(COLORS)} paths, got {len(steps)}")
    levels = positive_integer(levels, "loss_surface: levels")
    limits = [_limits(name, given, [path[:, axis] for path in steps.values()])
              for axis, (name, given) in enumerate((("xlim", xlim), ("ylim", ylim)))]  # fmt: skip
    x, y = np.meshgrid(*(np.linspace(*limit, _RESOLUTION) for limit in limits))
    losses = as_numbers(function(x, y), "loss_surface: the function's values").astype(np.float64)
    if losses.shape != x.shape:
        raise ValueError(
            f"loss_surface: for arrays of shape {x.shape} the function gave shape {losses.shape}; "
            f"it must compute element by element"
        )
    finite = losses[np.isfinite(losses)]
    if not finite.size:
        raise ValueError("loss_surface: the function is nowhere finite in this part of the plane")
    heights = np.unique(np.quantile(finite, np.linspace(0, 1, levels + 2)[1:-1]))
    figure = new_figure(7.0, 5.0)
    axes = figure.subplots()
    visible = np.ma.masked_invalid(losses)
    if finite.min() < heights[-1] and heights[0] < finite.max():  # else it is flat: no contours
        # Grey, the higher the darker, which leaves the colours to the paths.
        edges = np.unique([finite.min(), *heights, finite.max()])
        greys = [str(shade) for shade in np.linspace(0.98, 0.65, len(edges) - 1)]
        areas = axes.contourf(x, y, visible, levels=edges, colors=greys)
        axes.contour(x, y, visible, levels=heights, colors="0.5", linestyles="-", linewidths=0.6)
        bar = figure.colorbar(areas, ax=axes, label="loss", ticks=edges[:: max(1, levels // 5)])
        bar.ax.yaxis.set_major_formatter(lambda height, _: f"{height:.4g}")
    for place, (name, path) in enumerate(steps.items()):
        color = COLORS[place]
        axes.plot(
            *path.T, label=name, color=color, linestyle=DASHES[place], marker=MARKS[place],
            markersize=3.5, markevery=max(1, len(path) // 25),
        )  # fmt: skip
        for end, face in ((path[0], "white"), (path[-1], color)):
            axes.plot(*end, marker=MARKS[place], markersize=9, color=color, markerfacecolor=face,
                      zorder=4)  # fmt: skip
    axes.set(xlabel="$w_1$", ylabel="$w_2$", xlim=limits[0], ylim=limits[1])
    if steps:
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def _path(name: str, path: Any) -> Any:
    points = as_numbers(path, f"loss_surface: the path {name!r}", ndim=2).astype(np.float64)
    if points.shape[1] != 2:
        raise ValueError(
            f"loss_surface: the path {name!r} must have shape (K, 2), got {points.shape}"
        )
    points = points[np.isfinite(points).all(axis=1)]  # up to where it diverged
    if not len(points):
        raise ValueError(f"loss_surface: the path {name!r} has no finite points")
    return points


def _limits(
    name: str, given: tuple[float, float] | None, coordinates: list[Any]
) -> tuple[float, float]:
    if given is not None:
        try:
            low, high = (float(limit) for limit in given)
        except (TypeError, ValueError):
            low = high = np.nan
        if not (np.isfinite([low, high]).all() and low < high):
            raise ValueError(f"loss_surface: {name} must be two rising numbers, got {given!r}")
        return low, high
    if not coordinates:
        raise ValueError(f"loss_surface: without paths it needs {name}=(from, to)")
    every = np.concatenate(coordinates)
    low, high = float(every.min()), float(every.max())
    room = _MARGIN * (high - low) or 1.0
    return low - room, high + room
