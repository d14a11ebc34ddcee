"""What a convolution looks for and what it finds: its filters, and an image's feature maps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..checks import positive_integer
from .boundary import in_evaluation
from .figures import as_numbers, grid_of_axes, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["feature_maps", "filters"]

_CELL = 0.9  # inches


def filters(layer: Any, max_filters: int = 64) -> Figure:
    """Draw the filters of a convolution, one small picture each.

    Filters of one input channel are drawn in blue (negative) and red (positive), filters of three
    as colour pictures, in which grey is zero; those of more channels have a row each, with a
    picture for each channel. All share one scale.

    Args:
        layer: a Conv2d, or weights of shape `(out_channels, in_channels, height, width)`.
        max_filters: draw no more than so many of them, and of their channels. Default: 64.

    Raises:
        ValueError: the weights have another shape, or `max_filters` is not a positive integer.
        TypeError: the layer has no weights.
        ImportError: Matplotlib is not installed.

    Example:
        >>> import numpy as np, nn
        >>> weights = np.arange(72.0).reshape(8, 1, 3, 3)
        >>> figure = nn.plots.filters(weights)
        >>> figure.axes[7].get_title()
        '7'
    """
    weight = getattr(layer, "weight", layer)
    if weight is None or callable(weight):
        raise TypeError(
            f"filters: takes a Conv2d or its weights; a {type(layer).__name__} has no weights"
        )
    kernels = as_numbers(weight, "filters: the weights", ndim=4).astype(np.float64)
    if not kernels.size:
        raise ValueError(f"filters: the weights are empty, of shape {kernels.shape}")
    most = positive_integer(max_filters, "filters: max_filters")
    kernels = kernels[:most]
    scale = float(np.abs(kernels).max()) or 1.0
    channels = kernels.shape[1]
    if channels == 3:
        figure, all_axes = grid_of_axes(len(kernels), 8, _CELL, _CELL + 0.25)
        for number, (axes, kernel) in enumerate(zip(all_axes, kernels, strict=True)):
            _show(axes, 0.5 + kernel.transpose(1, 2, 0) / (2 * scale), str(number))
        return figure
    if channels == 1:
        figure, all_axes = grid_of_axes(len(kernels), 8, _CELL, _CELL + 0.25)
        pictures = [(axes, kernels[n, 0], str(n)) for n, axes in enumerate(all_axes)]
    else:
        kernels = kernels[:, :most]
        rows, columns = kernels.shape[:2]
        figure = new_figure(columns * 0.65 + 2.0, max(rows * 0.65 + 0.9, 2.0))
        cells: Any = figure.subplots(rows, columns, squeeze=False)
        pictures = [(cells[place], kernels[place], "") for place in np.ndindex(rows, columns)]
        for row in range(rows):
            cells[row, 0].set_ylabel(str(row), rotation=0, ha="right", va="center")
        for column in range(columns):
            cells[0, column].set_title(str(column), fontsize=9)
        figure.supxlabel("input channel")
        figure.supylabel("filter")
    for axes, picture, title in pictures:
        image = _show(axes, picture, title, cmap="RdBu_r", vmin=-scale, vmax=scale)
    shown = [axes for axes, _, _ in pictures]
    figure.colorbar(image, ax=shown, label="weight", aspect=30, pad=0.03)
    return figure


def feature_maps(
    module: Callable[[Any], Any], image: Any, max_maps: int = 64, columns: int = 8
) -> Figure:
    """Draw an image, and each channel that a layer, or a part of a model, makes of it.

    The image stands on the left. Each channel has a colour scale of its own, from its smallest
    value (dark) to its largest (bright).

    Args:
        module: takes a Tensor `(1, C, H, W)` and gives `(1, channels, height, width)`, such as
            `model[:2]` of a Sequential; it computes in evaluation mode, without gradients.
        image: `(H, W)`, `(C, H, W)` or `(1, C, H, W)`.
        max_maps: draw no more than so many. Default: 64.
        columns: channels in a row. Default: 8.

    Raises:
        ValueError: the image or the output has another shape, or a number is not a positive
            integer.
        ImportError: Matplotlib is not installed.

    Example:
        >>> import numpy as np, nn
        >>> def halves(x):
        ...     return np.concatenate([x.data / 2, -x.data / 2], axis=1)
        >>> figure = nn.plots.feature_maps(halves, np.eye(5))
        >>> [axes.get_title() for axes in figure.axes]
        ['image', '0', '1']
    """
    pixels = as_numbers(image, "feature_maps: the image")
    if pixels.ndim not in (2, 3, 4) or not pixels.size or (pixels.ndim == 4 and len(pixels) != 1):
        raise ValueError(
            f"feature_maps: the image must have shape (H, W), (C, H, W) or (1, C, H, W), got "
            f"{pixels.shape}"
        )
    pixels = pixels.reshape((1,) * (4 - pixels.ndim) + pixels.shape)
    maps = as_numbers(in_evaluation(module, pixels), "feature_maps: the output")
    if maps.ndim != 4 or len(maps) != 1 or not maps.size:
        raise ValueError(
            f"feature_maps: the module must give shape (1, channels, height, width), got "
            f"{maps.shape}; leave out its last layers"
        )
    shown = maps[0, : positive_integer(max_maps, "feature_maps: max_maps")]
    columns = min(len(shown), positive_integer(columns, "feature_maps: columns"))
    rows = -(-len(shown) // columns)  # rounded up
    figure, axes_of_all = grid_of_axes(
        rows * (1 + columns), 1 + columns, _CELL + 0.2, _CELL + 0.45
    )
    grid = np.array(axes_of_all).reshape(rows, 1 + columns)
    first, rest = grid[0, 0], grid[:, 1:].ravel()
    for unused in (*grid[1:, 0], *rest[len(shown) :]):
        unused.set_axis_off()
    if pixels.shape[1] == 3:
        low, high = pixels.min(), pixels.max()
        inside = low >= 0 and high <= 1
        picture = pixels[0] if inside else (pixels[0] - low) / ((high - low) or 1)
        _show(first, picture.transpose(1, 2, 0), "image")
    else:
        _show(first, pixels[0].mean(axis=0), "image", cmap="gray")
    for number, (axes, channel) in enumerate(zip(rest, shown, strict=False)):
        _show(axes, channel, str(number), cmap="viridis")
    return figure


def _show(axes: Axes, picture: Any, title: str, **options: Any) -> Any:
    """Draw a picture without ticks."""
    axes.set(xticks=[], yticks=[])
    if title:
        axes.set_title(title, fontsize=9)
    return axes.imshow(picture, interpolation="nearest", **options)
