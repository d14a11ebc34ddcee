"""Changing the values of pixels where they are: negative, brightness, contrast, noise, scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import default_generator
from nn.checks import finite_number

from ._images import Image, Pixels, as_batch, as_pixels, computing_dtype, largest_value
from ._settings import PerImage, per_channel, per_image

__all__ = ["adjust_brightness", "adjust_contrast", "gaussian_noise", "invert", "normalize"]

_LUMINANCE = (0.2989, 0.587, 0.114)  # how bright red, green and blue look (ITU-R BT.601)


def invert(image: Image) -> Any:
    """Return the negative: 1 - value, or 255 - value for uint8.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`, values from 0 to 1, or uint8.

    Raises:
        ValueError: the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `invert`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import invert
        >>> invert(np.array([[[0., 0.25, 1.]]]))
        array([[[1. , 0.75, 0. ]]])
    """
    images, give_back = as_batch(image, "invert")
    return give_back(largest_value(images) - images)


def adjust_brightness(image: Image, brightness_factor: PerImage) -> Any:
    """Multiply an image by a factor, and clip it to 0..1 (uint8: 0..255).

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`, values from 0 to 1, or uint8.
        brightness_factor: at least 0, a number or one for each image: 0 gives black, 1 the image.

    Raises:
        ValueError: a factor is no number of at least 0, there is not one for each image, or the
            image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `adjust_brightness`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import adjust_brightness
        >>> adjust_brightness(np.array([[[0.25, 0.75]]]), 2)
        array([[[0.5, 1. ]]])
    """
    images, give_back = as_batch(image, "adjust_brightness")
    factors = _factors(brightness_factor, images, "adjust_brightness: brightness_factor")
    return give_back(_clipped(images * factors, images))


def adjust_contrast(image: Image, contrast_factor: PerImage) -> Any:
    """Multiply differences from the mean brightness by a factor, and clip to 0..1 (uint8: 0..255).

    New values are `mean + factor * (value - mean)`, where the mean is that of all the image's
    pixels in grey: of three channels 0.2989 red + 0.587 green + 0.114 blue, of others their mean.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`, values from 0 to 1, or uint8.
        contrast_factor: at least 0, a number or one for each image: 0 gives grey, 1 the image.

    Raises:
        ValueError: a factor is no number of at least 0, there is not one for each image, or the
            image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `adjust_contrast`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import adjust_contrast
        >>> adjust_contrast(np.array([[[0.25, 0.75]]]), 0.5)
        array([[[0.375, 0.625]]])
    """
    images, give_back = as_batch(image, "adjust_contrast")
    factors = _factors(contrast_factor, images, "adjust_contrast: contrast_factor")
    channels = images.shape[1]
    weights = _LUMINANCE if channels == 3 else (1 / channels,) * channels
    means = images.mean(axis=(2, 3), dtype=factors.dtype) @ np.array(weights, factors.dtype)
    means = means[:, None, None, None]
    return give_back(_clipped(means + factors * (images - means), images))


def _factors(value: Any, images: Pixels, what: str) -> Pixels:
    """Return a factor for each image, shape `(N, 1, 1, 1)`, in the dtype to compute in."""
    factors = per_image(value, len(images), what)
    if not (factors >= 0).all():
        raise ValueError(f"{what} must not be negative, got {value!r}")
    return factors.astype(computing_dtype(images))[:, None, None, None]


def _clipped(values: Pixels, images: Pixels) -> Pixels:
    return as_pixels(np.clip(values, 0, largest_value(images)), images.dtype)


def gaussian_noise(
    image: Image, mean: float = 0.0, sigma: PerImage = 0.1, clip: bool = True
) -> Any:
    """Add normal random numbers to an image, other ones to every pixel.

    Args:
        image: floating-point array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        mean: of the noise. Default: 0.
        sigma: standard deviation of the noise, at least 0, a number or one for each image.
            Default: 0.1.
        clip: whether to clip the result to 0..1; False for images in another range.
            Default: True.

    Raises:
        ValueError: a setting is no finite number, sigma is negative, or the image's shape is
            wrong.
        TypeError: the image is no floating-point array or Tensor.

    Source: deck 2, "잡음을 섞어 확대"; torchvision's `gaussian_noise`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import gaussian_noise
        >>> bool(gaussian_noise(np.zeros((1, 28, 28))).max() < 1)
        True
    """
    images, give_back = as_batch(image, "gaussian_noise")
    require_floats(images, "gaussian_noise")
    mean = finite_number(mean, "gaussian_noise: mean")
    deviations = _factors(sigma, images, "gaussian_noise: sigma")
    noise = default_generator().standard_normal(images.shape, dtype=deviations.dtype.type)
    noise *= deviations
    noise += mean
    noise += images
    return give_back(_clipped(noise, images) if clip else as_pixels(noise, images.dtype))


def normalize(image: Image, mean: Any, std: Any) -> Any:
    """Subtract a mean and divide by a standard deviation, channel by channel.

    Args:
        image: floating-point array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        mean: a number, or one a channel.
        std: a number above 0, or one a channel.

    Raises:
        ValueError: std is not positive, a setting is no finite number, there is not one a
            channel, or the image's shape is wrong.
        TypeError: the image is no floating-point array or Tensor.

    Source: deck 2, "데이터 전처리"; torchvision's `normalize`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import normalize
        >>> normalize(np.array([[[0., 0.5, 1.]]]), mean=0.5, std=0.5)
        array([[[-1., 0., 1.]]])
    """
    images, give_back = as_batch(image, "normalize")
    require_floats(images, "normalize")
    means = per_channel(mean, images.shape[1], "normalize: mean")
    deviations = per_channel(std, images.shape[1], "normalize: std", above=0)
    dtype = computing_dtype(images)
    result = images - means.astype(dtype)[:, None, None]
    result /= deviations.astype(dtype)[:, None, None]
    return give_back(as_pixels(result, images.dtype))


def require_floats(images: Pixels, where: str) -> None:
    """Say that a uint8 image will not do."""
    if images.dtype == np.uint8:
        raise TypeError(
            f"{where} needs a floating-point image; divide the uint8 one by 255: "
            "image.astype(np.float32) / 255"
        )
