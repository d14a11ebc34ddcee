"""Pooling into a given number of regions, whatever the size of the input."""

from __future__ import annotations

from typing import Any

from ... import functional as F
from ...checks import as_images, per_axis
from ...module import Module

__all__ = ["AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d"]


class _AdaptivePooling(Module):
    """Base of the layers that pool into a given number of regions."""

    axes: int
    _pool: Any

    def __init__(self, output_size: int | tuple[int | None, ...] | None) -> None:
        super().__init__()
        given = output_size if isinstance(output_size, (tuple, list)) else [output_size] * self.axes
        known = [1 if size is None else size for size in given]
        per_axis(known, self.axes, f"{type(self).__name__}: output_size")
        self.output_size = output_size

    def forward(self, x: Any) -> Any:
        """Return one number for each region."""
        return self._pool(as_images(x, self, self.axes), self.output_size)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptivePooling):
    """The mean of each of `output_size` regions that cover signals evenly.

    Args:
        output_size: the number of regions; None keeps the input's length.

    Shapes: input `(N, C, L)`, output `(N, C, output_size)`; both without N for a single signal.

    Raises:
        ValueError: the size is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.AdaptiveAvgPool1d(2)(autograd.Tensor([[1.0, 2.0, 3.0, 4.0]]))
        Tensor([[1.5, 3.5]])
    """

    axes = 1
    _pool = staticmethod(F.adaptive_avg_pool1d)


class AdaptiveAvgPool2d(_AdaptivePooling):
    """The mean of each of H x W regions that cover images evenly, whatever their size.

    With `output_size=1` it is global average pooling. Where the number of regions does not divide
    the size, neighbours overlap; see `nn.functional.adaptive_avg_pool2d`.

    Args:
        output_size: the number of regions along both axes: an int or a pair; None keeps the input's
            size along an axis.

    Shapes: input `(N, C, H, W)`, output `(N, C, *output_size)`; both without N for a single image.

    Raises:
        ValueError: the size is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.AdaptiveAvgPool2d(1)(autograd.Tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]]]))
        Tensor([[[4.]]])
    """

    axes = 2
    _pool = staticmethod(F.adaptive_avg_pool2d)


class _AdaptiveMaxPooling(_AdaptivePooling):
    def __init__(
        self, output_size: int | tuple[int | None, ...] | None, return_indices: bool = False
    ) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, x: Any) -> Any:
        """Return the largest element of each region, with `return_indices` also its place."""
        return self._pool(as_images(x, self, self.axes), self.output_size, self.return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPooling):
    """The largest element of each of `output_size` regions that cover signals evenly.

    Args:
        output_size: the number of regions; None keeps the input's length.
        return_indices: return also the place of each winner in its signal. Default: False.

    Shapes: input `(N, C, L)`, output `(N, C, output_size)`; both without N for a single signal.

    Raises:
        ValueError: the size is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.AdaptiveMaxPool1d(2)(autograd.Tensor([[1.0, 2.0, 3.0, 4.0]]))
        Tensor([[2., 4.]])
    """

    axes = 1
    _pool = staticmethod(F.adaptive_max_pool1d)


class AdaptiveMaxPool2d(_AdaptiveMaxPooling):
    """The largest element of each of H x W regions that cover images evenly, whatever their size.

    Args:
        output_size: the number of regions along both axes: an int or a pair; None keeps the input's
            size along an axis.
        return_indices: return also the place of each winner in its image, counted row by row.
            Default: False.

    Shapes: input `(N, C, H, W)`, output `(N, C, *output_size)`; both without N for a single image.

    Raises:
        ValueError: the size is wrong, or the input does not fit.

    Example:
        >>> import autograd, nn
        >>> nn.AdaptiveMaxPool2d(1)(autograd.Tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]]]))
        Tensor([[[9.]]])
    """

    axes = 2
    _pool = staticmethod(F.adaptive_max_pool2d)
