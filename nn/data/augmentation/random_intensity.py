"""Changing the values of pixels at random, each image by its own amounts; and to a common scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import default_generator
from nn.checks import checked_probability, finite_number
from nn.data._indices import as_bool

from ._images import Pixels
from ._settings import Interval, draw, interval, numbers
from ._transform import Transform
from .intensity import adjust_brightness, adjust_contrast, gaussian_noise, invert, normalize

__all__ = ["ColorJitter", "GaussianNoise", "Normalize", "RandomInvert"]


class RandomInvert(Transform):
    """Replace each image by its negative, 1 - value (uint8: 255 - value), with probability `p`.

    Args:
        p: the probability. Default: 0.5.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `RandomInvert`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomInvert
        >>> RandomInvert(p=1)(np.array([[[0., 0.25, 1.]]]))
        array([[[1. , 0.75, 0. ]]])
    """

    def __init__(self, p: float = 0.5) -> None:
        self.p = checked_probability(p, "RandomInvert")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, some of them inverted."""
        inverted = default_generator().random(len(images)) < self.p
        return np.where(inverted[:, None, None, None], invert(images), images)


class ColorJitter(Transform):
    """Change each image's brightness, then its contrast, by random factors.

    torchvision changes them in a random order, and saturation and hue too.

    Args:
        brightness: a number b for a factor uniform in (max(0, 1 - b), 1 + b), or `(low, high)`.
            Default: 0, no change.
        contrast: likewise. Default: 0.

    Raises:
        ValueError: a setting is no number of at least 0 nor a pair of such, or low is above high.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `ColorJitter`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import ColorJitter
        >>> ColorJitter(brightness=(2, 2))(np.array([[[0.25, 0.75]]]))
        array([[[0.5, 1. ]]])
    """

    def __init__(
        self, brightness: float | Interval = 0.0, contrast: float | Interval = 0.0
    ) -> None:
        self.brightness = _around_one(brightness, "ColorJitter: brightness")
        self.contrast = _around_one(contrast, "ColorJitter: contrast")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each changed by its own factors."""
        images = adjust_brightness(images, draw(self.brightness, len(images)))
        return adjust_contrast(images, draw(self.contrast, len(images)))


def _around_one(value: Any, what: str) -> Interval:
    """Return a pair `(low, high)` as it is, and a number `b` as `(max(0, 1 - b), 1 + b)`."""
    if isinstance(value, (tuple, list, np.ndarray)):
        return interval(value, what, least=0)
    width = finite_number(value, what, least=0)
    return max(0.0, 1 - width), 1 + width


class GaussianNoise(Transform):
    """Add normal random numbers to every pixel.

    `nn.GaussianNoise` is the layer, which does so within a model, in training only.

    Args:
        mean: of the noise. Default: 0.
        sigma: standard deviation of the noise, at least 0. Default: 0.1.
        clip: whether to clip the result to 0..1; False for images in another range.
            Default: True.

    Raises:
        ValueError: a setting is no finite number, or sigma is negative.
        TypeError: clip is no bool; when called, the image is not floating-point.

    Source: deck 2, "잡음을 섞어 확대"; torchvision's `GaussianNoise`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import GaussianNoise
        >>> GaussianNoise(sigma=0.05)(np.zeros((64, 1, 28, 28), np.float32)).dtype
        dtype('float32')
    """

    def __init__(self, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> None:
        self.mean = finite_number(mean, "GaussianNoise: mean")
        self.sigma = finite_number(sigma, "GaussianNoise: sigma", least=0)
        self.clip = as_bool("GaussianNoise: clip", clip)

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)` with noise."""
        return gaussian_noise(images, self.mean, self.sigma, self.clip)


class Normalize(Transform):
    """Subtract a mean and divide by a standard deviation, channel by channel.

    Args:
        mean: a number, or one a channel; of the training images.
        std: a number above 0, or one a channel; of the training images.

    Raises:
        ValueError: std is not positive or a number not finite; when called, there is not one a
            channel.
        TypeError: when called, the image is not floating-point.

    Source: deck 2, "데이터 전처리"; torchvision's `Normalize`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import Normalize
        >>> Normalize(mean=0.5, std=0.5)(np.array([[[0., 0.5, 1.]]]))
        array([[[-1., 0., 1.]]])
    """

    def __init__(self, mean: Any, std: Any) -> None:
        self.mean = numbers(mean, "Normalize: mean")
        self.std = numbers(std, "Normalize: std", above=0)

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each channel on its new scale."""
        return normalize(images, self.mean, self.std)
