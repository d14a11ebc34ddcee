"""Moving, turning, scaling, slanting and warping images at random, each by its own amounts."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import default_generator
from nn.checks import finite_number

from ._images import Pixels
from ._resampling import check_interpolation
from ._settings import (
    Interval,
    checked_center,
    checked_fill,
    draw,
    interval,
    pair,
    symmetric_interval,
)
from ._transform import Transform
from .geometry import affine, elastic_transform, rotate, shear, translate, zoom

__all__ = [
    "ElasticTransform",
    "RandomAffine",
    "RandomRotation",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
]

Range = float | Interval


class RandomTranslation(Transform):
    """Move each image by random amounts, uniform to both sides.

    `RandomCrop` with padding moves by whole pixels, which does not blur.

    Args:
        x: at most so many pixels to the right or the left, or `(low, high)`, negative for left.
        y: likewise down or up. Default: the same as x.
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: a setting is no finite number or negative, low is above high, or the
            interpolation is unknown.

    Source: deck 2, "데이터 증대 (Data Augmentation)".

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomTranslation
        >>> RandomTranslation(2)(np.ones((1, 28, 28))).shape
        (1, 28, 28)
    """

    def __init__(
        self, x: Range, y: Range | None = None, *, interpolation: str = "bilinear", fill: Any = 0
    ) -> None:
        self.x = symmetric_interval(x, "RandomTranslation: x")
        self.y = symmetric_interval(x if y is None else y, "RandomTranslation: y")
        self.interpolation = check_interpolation(interpolation, "RandomTranslation")
        self.fill = checked_fill(fill, "RandomTranslation")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each moved by its own amounts."""
        dx, dy = draw(self.x, len(images)), draw(self.y, len(images))
        return translate(images, dx, dy, interpolation=self.interpolation, fill=self.fill)


class RandomRotation(Transform):
    """Turn each image about its centre by a random angle, uniform to both sides.

    Args:
        degrees: the largest angle to either side, or `(low, high)`, positive for counter-clockwise.
        interpolation: "bilinear" or "nearest" (torchvision's default). Default: "bilinear".
        center: the fixed point `(x, y)`, in pixels from the upper left corner of the image.
            Default: the middle of the image.
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: a setting is no finite number or negative, low is above high, or the
            interpolation is unknown.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `RandomRotation`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomRotation
        >>> RandomRotation((90, 90))(np.array([[[1., 2.], [3., 4.]]]))
        array([[[2., 4.], [1., 3.]]])
    """

    def __init__(
        self,
        degrees: Range,
        interpolation: str = "bilinear",
        *,
        center: tuple[float, float] | None = None,
        fill: Any = 0,
    ) -> None:
        self.degrees = symmetric_interval(degrees, "RandomRotation: degrees")
        self.interpolation = check_interpolation(interpolation, "RandomRotation")
        self.center = checked_center(center, "RandomRotation")
        self.fill = checked_fill(fill, "RandomRotation")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each turned by its own angle."""
        return rotate(
            images, draw(self.degrees, len(images)), interpolation=self.interpolation,
            center=self.center, fill=self.fill,
        )  # fmt: skip


class RandomZoom(Transform):
    """Enlarge or reduce each image about its centre by a random factor, uniform in an interval.

    Args:
        scale: the factors `(low, high)`, above 0.
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: low is not positive or above high, a number is not finite, or the
            interpolation is unknown.

    Source: deck 2, "데이터 증대 (Data Augmentation)".

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomZoom
        >>> RandomZoom((0.9, 1.1))(np.ones((1, 28, 28))).shape
        (1, 28, 28)
    """

    def __init__(self, scale: Interval, *, interpolation: str = "bilinear", fill: Any = 0) -> None:
        self.scale = interval(scale, "RandomZoom: scale", above=0)
        self.interpolation = check_interpolation(interpolation, "RandomZoom")
        self.fill = checked_fill(fill, "RandomZoom")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each scaled by its own factor."""
        factors = draw(self.scale, len(images))
        return zoom(images, factors, interpolation=self.interpolation, fill=self.fill)


class RandomShear(Transform):
    """Slant each image about its centre by random angles, uniform to both sides.

    Args:
        x: the largest angle by which rows shift sideways, in degrees below 90, or `(low, high)`,
            positive for slanting to the right, as italics do.
        y: likewise for columns, positive for raising the right side. Default: 0.
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: an angle is negative, not finite or not below 90, low is above high, or the
            interpolation is unknown.

    Source: deck 2, "데이터 증대 (Data Augmentation)".

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomShear
        >>> RandomShear(15)(np.ones((1, 28, 28))).shape
        (1, 28, 28)
    """

    def __init__(
        self, x: Range, y: Range = 0.0, *, interpolation: str = "bilinear", fill: Any = 0
    ) -> None:
        self.x = symmetric_interval(x, "RandomShear: x", below=90)
        self.y = symmetric_interval(y, "RandomShear: y", below=90)
        self.interpolation = check_interpolation(interpolation, "RandomShear")
        self.fill = checked_fill(fill, "RandomShear")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each slanted by its own angles."""
        x, y = draw(self.x, len(images)), draw(self.y, len(images))
        return shear(images, x, y, interpolation=self.interpolation, fill=self.fill)


class RandomAffine(Transform):
    """Shear, scale, turn and move each image at random, reading its pixels once.

    Args:
        degrees: the largest angle to either side, or `(low, high)`, positive for clockwise (as in
            `affine` and torchvision).
        translate: the largest shifts `(a, b)` as fractions of the width and the height: dx is
            uniform in (-a W, a W), not rounded as in torchvision. Default: None, no shift.
        scale: the factors `(low, high)`. Default: None, which means 1.
        shear: the largest angle of the shear along x to either side, in degrees below 90;
            `(low, high)`; or `(x_low, x_high, y_low, y_high)` to shear along y too.
            Default: None, no shear.
        interpolation: "bilinear" or "nearest" (torchvision's default). Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.
        center: the fixed point `(x, y)`, in pixels from the upper left corner of the image.
            Default: the middle of the image.

    Raises:
        ValueError: a number is out of its range or not finite, low is above high, or the
            interpolation is unknown.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `RandomAffine`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomAffine
        >>> transform = RandomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1), shear=10)
        >>> transform(np.ones((64, 1, 28, 28), np.float32)).shape
        (64, 1, 28, 28)
    """

    def __init__(
        self,
        degrees: Range,
        translate: tuple[float, float] | None = None,
        scale: Interval | None = None,
        shear: Range | tuple[float, float, float, float] | None = None,
        interpolation: str = "bilinear",
        fill: Any = 0,
        center: tuple[float, float] | None = None,
    ) -> None:
        self.degrees = symmetric_interval(degrees, "RandomAffine: degrees")
        self.translate = None if translate is None else _fractions(translate)
        self.scale = None if scale is None else interval(scale, "RandomAffine: scale", above=0)
        self.shear = None if shear is None else _shear_intervals(shear)
        self.interpolation = check_interpolation(interpolation, "RandomAffine")
        self.fill = checked_fill(fill, "RandomAffine")
        self.center = checked_center(center, "RandomAffine")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each changed by its own amounts."""
        count, _, height, width = images.shape
        a, b = self.translate or (0.0, 0.0)
        x_shear, y_shear = self.shear or ((0.0, 0.0), (0.0, 0.0))
        return affine(
            images,
            angle=draw(self.degrees, count),
            translate=(
                draw((-a * width, a * width), count), draw((-b * height, b * height), count),
            ),
            scale=draw(self.scale or (1.0, 1.0), count),
            shear=(draw(x_shear, count), draw(y_shear, count)),
            interpolation=self.interpolation, center=self.center, fill=self.fill,
        )  # fmt: skip


def _fractions(translate: Any) -> Interval:
    parts = pair(translate, "RandomAffine: translate", "of fractions of the width and the height")
    a, b = (finite_number(fraction, "RandomAffine: translate") for fraction in parts)
    if not (0 <= a <= 1 and 0 <= b <= 1):
        raise ValueError(
            "RandomAffine: translate must be fractions of the width and the height, between 0 and "
            f"1, got {translate!r}"
        )
    return a, b


def _shear_intervals(shear: Any) -> tuple[Interval, Interval]:
    """Return the intervals of the angles along x and y."""
    what = "RandomAffine: shear"
    if isinstance(shear, (tuple, list)) and len(shear) == 4:
        return (
            symmetric_interval(shear[:2], what, below=90),
            symmetric_interval(shear[2:], what, below=90),
        )
    return symmetric_interval(shear, what, below=90), (0.0, 0.0)


class ElasticTransform(Transform):
    """Warp each image by smooth random displacements, as a hand that trembles does.

    Every pixel's dx and dy are drawn uniformly from (-1, 1), smoothed by a Gaussian of standard
    deviation sigma (with 0 outside the image), and multiplied by alpha. A small sigma gives noise,
    a large one shifts; in between, lines bend. Displacements have a standard deviation of about
    0.16 alpha / sigma pixels: 1.4 for the defaults, which the paper found best for MNIST.

    Args:
        alpha: the factor of the displacements, in pixels (torchvision counts in half pixels: twice
            this number, with another default). Default: 34.
        sigma: the standard deviation of the Gaussian, in pixels. Default: 4.
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: alpha is negative, sigma not positive, or one not finite; or the interpolation
            is unknown.

    Source: Simard, Steinkraus and Platt, "Best Practices for Convolutional Neural Networks", 2003;
    deck 2, "모핑 (Morphing)을 이용한 변형".

    Example:
        >>> import nn
        >>> from nn.data.augmentation import ElasticTransform
        >>> images, labels = nn.data.mnist(subset=True)[:64]
        >>> ElasticTransform()(images).shape
        (64, 1, 28, 28)
    """

    def __init__(
        self,
        alpha: float = 34.0,
        sigma: float = 4.0,
        interpolation: str = "bilinear",
        fill: Any = 0,
    ) -> None:
        self.alpha = finite_number(alpha, "ElasticTransform: alpha", least=0)
        self.sigma = finite_number(sigma, "ElasticTransform: sigma", above=0)
        self.interpolation = check_interpolation(interpolation, "ElasticTransform")
        self.fill = checked_fill(fill, "ElasticTransform")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each warped by its own displacements."""
        count, _, height, width = images.shape
        field = default_generator().random((count, 2, height, width), dtype=np.float32)
        field *= 2
        field -= 1
        down, across = _gaussian(height, self.sigma), _gaussian(width, self.sigma)
        displacement = self.alpha * (down @ field @ across)
        return elastic_transform(
            images, displacement, interpolation=self.interpolation, fill=self.fill
        )


def _gaussian(size: int, sigma: float) -> Pixels:
    """Return the matrix `(size, size)` that smooths a column, with 0 outside of it.

    For images of usual sizes this product is several times as fast as a convolution.
    """
    reach = np.arange(-np.ceil(8 * sigma), np.ceil(8 * sigma) + 1)
    total = np.exp(-0.5 * (reach / sigma) ** 2).sum()
    distances = np.subtract.outer(np.arange(size), np.arange(size)) / sigma
    weights: Pixels = np.exp(-0.5 * distances**2) / total
    return weights.astype(np.float32)
