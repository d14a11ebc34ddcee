"""Mirroring, cutting and padding images, by amounts that the caller gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.checks import per_axis

from ._images import Image, as_batch, as_pixels
from ._settings import fill_values

__all__ = ["center_crop", "crop", "five_crop", "hflip", "pad", "ten_crop", "vflip"]

_PADDING_MODES = ("constant", "edge", "reflect", "symmetric")


def hflip(image: Image) -> Any:
    """Mirror an image horizontally: left becomes right.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.

    Raises:
        ValueError: the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `hflip`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import hflip
        >>> hflip(np.array([[[1., 2.], [3., 4.]]]))
        array([[[2., 1.], [4., 3.]]])
    """
    images, give_back = as_batch(image, "hflip")
    return give_back(images[..., ::-1].copy())


def vflip(image: Image) -> Any:
    """Mirror an image vertically: top becomes bottom.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.

    Raises:
        ValueError: the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `vflip`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import vflip
        >>> vflip(np.array([[[1., 2.], [3., 4.]]]))
        array([[[3., 4.], [1., 2.]]])
    """
    images, give_back = as_batch(image, "vflip")
    return give_back(images[..., ::-1, :].copy())


def crop(image: Image, top: int, left: int, height: int, width: int) -> Any:
    """Cut a rectangle out of an image.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        top: the first row.
        left: the first column.
        height: the number of rows.
        width: the number of columns.

    Raises:
        ValueError: a number is negative or not an integer, the rectangle does not lie within the
            image (pad it first), or the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: torchvision's `crop`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import crop
        >>> crop(np.arange(9.).reshape(1, 3, 3), top=0, left=1, height=2, width=2)
        array([[[1., 2.], [4., 5.]]])
    """
    images, give_back = as_batch(image, "crop")
    top, left = per_axis((top, left), 2, "crop: top and left", least=0)
    height, width = per_axis((height, width), 2, "crop: height and width")
    if top + height > images.shape[2] or left + width > images.shape[3]:
        raise ValueError(
            f"crop: rows {top} to {top + height - 1} and columns {left} to {left + width - 1} do "
            f"not lie within an image of {images.shape[2]} rows and {images.shape[3]} columns; pad "
            "it first"
        )
    return give_back(images[:, :, top : top + height, left : left + width].copy())


def center_crop(image: Image, size: int | tuple[int, int]) -> Any:
    """Cut the middle out of an image.

    Where it cannot be the exact middle, half a pixel is rounded to the even number, as in
    torchvision.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        size: height and width of the crop, `(h, w)` or one integer for both.

    Raises:
        ValueError: the size is not of positive integers or larger than the image (torchvision
            pads), or the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "예측 단계에서 영상 잘라내기"; torchvision's `center_crop`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import center_crop
        >>> center_crop(np.arange(16.).reshape(1, 4, 4), 2)
        array([[[ 5., 6.], [ 9., 10.]]])
    """
    images, _ = as_batch(image, "center_crop")
    height, width = _fitting_size(size, images.shape, "center_crop")
    top, left = round((images.shape[2] - height) / 2), round((images.shape[3] - width) / 2)
    return crop(image, top, left, height, width)


def five_crop(image: Image, size: int | tuple[int, int]) -> tuple[Any, Any, Any, Any, Any]:
    """Cut the four corners and the middle out of an image.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        size: height and width of the crops, `(h, w)` or one integer for both.

    Returns:
        Top left, top right, bottom left, bottom right and centre.

    Raises:
        ValueError: the size is not of positive integers or larger than the image, or the image's
            shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "예측 단계에서 영상 잘라내기"; torchvision's `five_crop`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import five_crop
        >>> [part.item() for part in five_crop(np.arange(9.).reshape(1, 3, 3), 1)]
        [0.0, 2.0, 6.0, 8.0, 4.0]
    """
    images, _ = as_batch(image, "five_crop")
    height, width = _fitting_size(size, images.shape, "five_crop")
    bottom, right = images.shape[2] - height, images.shape[3] - width
    return (
        crop(image, 0, 0, height, width),
        crop(image, 0, right, height, width),
        crop(image, bottom, 0, height, width),
        crop(image, bottom, right, height, width),
        center_crop(image, (height, width)),
    )


def ten_crop(
    image: Image, size: int | tuple[int, int], vertical_flip: bool = False
) -> tuple[Any, ...]:
    """Cut the four corners and the middle out of an image and out of its mirror image.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        size: height and width of the crops, `(h, w)` or one integer for both.
        vertical_flip: mirror vertically instead of horizontally. Default: False.

    Returns:
        Ten images: those of `five_crop`, then those of the mirror image.

    Raises:
        ValueError: the size is not of positive integers or larger than the image, or the image's
            shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: Krizhevsky, Sutskever and Hinton, 2012; deck 2, "예측 단계에서 영상 잘라내기";
    torchvision's `ten_crop`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import ten_crop
        >>> [part.item() for part in ten_crop(np.arange(9.).reshape(1, 3, 3), 1)]
        [0.0, 2.0, 6.0, 8.0, 4.0, 2.0, 0.0, 8.0, 6.0, 4.0]
    """
    mirrored = vflip(image) if vertical_flip else hflip(image)
    return (*five_crop(image, size), *five_crop(mirrored, size))


def _fitting_size(size: Any, shape: tuple[int, ...], where: str) -> tuple[int, int]:
    """Return height and width of a crop of images of a shape, or say that they are too large."""
    height, width = per_axis(size, 2, f"{where}: size")
    if height > shape[2] or width > shape[3]:
        raise ValueError(
            f"{where}: the requested crop size ({height}, {width}) is bigger than the image's, "
            f"({shape[2]}, {shape[3]})"
        )
    return height, width


def pad(
    image: Image, padding: int | tuple[int, ...], fill: Any = 0, padding_mode: str = "constant"
) -> Any:
    """Put pixels around an image.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        padding: pixels to add: an integer for all sides, `(left and right, top and bottom)`, or
            `(left, top, right, bottom)`.
        fill: the value of the new pixels, a number or one a channel. Default: 0.
        padding_mode: "constant" for `fill`; "edge" repeats the outermost pixels; "reflect" mirrors
            about the outermost pixel, "symmetric" about its outer edge. Default: "constant".

    Raises:
        ValueError: the padding is not of integers of at least 0, there are not 1, 2 or 4 of them,
            the mode is unknown, the fill does not fit, or the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: torchvision's `pad`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import pad
        >>> pad(np.array([[[1., 2.]]]), (2, 0), padding_mode="edge")
        array([[[1., 1., 1., 2., 2., 2.]]])
    """
    images, give_back = as_batch(image, "pad")
    left, top, right, bottom = check_padding(padding, padding_mode, "pad")
    fills = fill_values(fill, images, "pad")
    sides = ((0, 0), (0, 0), (top, bottom), (left, right))
    if padding_mode != "constant":
        return give_back(np.pad(images, sides, mode=padding_mode))  # type: ignore[call-overload]
    count, channels, height, width = images.shape
    shape = (count, channels, top + height + bottom, left + width + right)
    padded = np.empty(shape, images.dtype)
    padded[...] = as_pixels(fills, images.dtype)
    padded[:, :, top : top + height, left : left + width] = images
    return give_back(padded)


def check_padding(padding: Any, padding_mode: Any, where: str) -> tuple[int, int, int, int]:
    """Return the padding `(left, top, right, bottom)`, or say what is wrong with it or its mode."""
    if padding_mode not in _PADDING_MODES:
        raise ValueError(
            f"{where}: padding_mode must be one of {', '.join(_PADDING_MODES)}, got "
            f"{padding_mode!r}"
        )
    if isinstance(padding, (tuple, list)) and len(padding) == 2:
        padding = (*padding, *padding)
    left, top, right, bottom = per_axis(padding, 4, f"{where}: padding", least=0)
    return left, top, right, bottom
