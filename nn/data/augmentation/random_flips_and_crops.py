"""Mirroring and cutting images at random, each image in its own way."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import default_generator
from nn.checks import checked_probability, per_axis
from nn.data._indices import as_bool

from ._images import Image, Pixels, as_batch
from ._settings import checked_fill
from ._transform import Transform
from .flips_and_crops import center_crop, check_padding, pad, ten_crop

__all__ = [
    "CenterCrop",
    "RandomCrop",
    "RandomHorizontalFlip",
    "RandomVerticalFlip",
    "TenCrop",
]


class RandomHorizontalFlip(Transform):
    """Mirror each image horizontally with probability `p`.

    Args:
        p: the probability. Default: 0.5.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: deck 2, "자연영상 확대"; torchvision's `RandomHorizontalFlip`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomHorizontalFlip
        >>> RandomHorizontalFlip(p=1)(np.array([[[1., 2.], [3., 4.]]]))
        array([[[2., 1.], [4., 3.]]])
    """

    def __init__(self, p: float = 0.5) -> None:
        self.p = checked_probability(p, "RandomHorizontalFlip")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, some of them mirrored."""
        flipped = default_generator().random(len(images)) < self.p
        return np.where(flipped[:, None, None, None], images[..., ::-1], images)


class RandomVerticalFlip(Transform):
    """Mirror each image vertically with probability `p`.

    Args:
        p: the probability. Default: 0.5.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `RandomVerticalFlip`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomVerticalFlip
        >>> RandomVerticalFlip(p=1)(np.array([[[1., 2.], [3., 4.]]]))
        array([[[3., 4.], [1., 2.]]])
    """

    def __init__(self, p: float = 0.5) -> None:
        self.p = checked_probability(p, "RandomVerticalFlip")

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, some of them mirrored."""
        flipped = default_generator().random(len(images)) < self.p
        return np.where(flipped[:, None, None, None], images[..., ::-1, :], images)


class RandomCrop(Transform):
    """Cut a rectangle of one size out of each image, at a random place, all equally likely.

    With padding of k pixels and the image's own size it moves the image by up to k whole pixels to
    each side. The decks' crops of 224 x 224 out of 256 x 256 can lie at 33 * 33 = 1089 places.

    Args:
        size: height and width of the crop, `(h, w)` or one integer for both.
        padding: pixels to put around the image first: an integer for all sides,
            `(left and right, top and bottom)`, or `(left, top, right, bottom)`. Default: None.
        pad_if_needed: whether to put pixels around an image that is too small, on both sides
            equally. Default: False.
        fill: the value of the new pixels, a number or one a channel. Default: 0.
        padding_mode: "constant" for `fill`, "edge", "reflect" or "symmetric", as in `pad`.
            Default: "constant".

    Raises:
        ValueError: the size is not of positive integers, or larger than the padded image when
            called; the padding is not of integers of at least 0, the fill no finite number, or
            the mode unknown.
        TypeError: pad_if_needed is no bool.

    Source: deck 2, "자연영상 확대"; torchvision's `RandomCrop`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import RandomCrop
        >>> RandomCrop(28, padding=2)(np.ones((64, 1, 28, 28), np.float32)).shape
        (64, 1, 28, 28)
    """

    def __init__(
        self,
        size: int | tuple[int, int],
        padding: int | tuple[int, ...] | None = None,
        pad_if_needed: bool = False,
        fill: Any = 0,
        padding_mode: str = "constant",
    ) -> None:
        height, width = per_axis(size, 2, "RandomCrop: size")
        self.size = height, width
        self.padding = check_padding(0 if padding is None else padding, padding_mode, "RandomCrop")
        self.pad_if_needed = as_bool("RandomCrop: pad_if_needed", pad_if_needed)
        self.fill = checked_fill(fill, "RandomCrop")
        self.padding_mode = padding_mode

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, h, w)`, each cut at its own place."""
        height, width = self.size
        if any(self.padding):
            images = pad(images, self.padding, self.fill, self.padding_mode)
        missing = max(0, height - images.shape[2]), max(0, width - images.shape[3])
        if any(missing) and self.pad_if_needed:
            # Half of what is missing on each side, rounded up.
            around = (missing[1] + 1) // 2, (missing[0] + 1) // 2
            images = pad(images, around, self.fill, self.padding_mode)
        elif any(missing):
            raise ValueError(
                f"RandomCrop: the requested crop size {self.size} is bigger than the padded "
                f"image's, {images.shape[2:]}; use padding or pad_if_needed=True"
            )
        generator, count = default_generator(), len(images)
        tops = generator.integers(0, images.shape[2] - height, count, endpoint=True)
        lefts = generator.integers(0, images.shape[3] - width, count, endpoint=True)
        crops = np.empty((count, images.shape[1], height, width), images.dtype)
        places = zip(tops.tolist(), lefts.tolist(), strict=True)
        for number, (top, left) in enumerate(places):
            crops[number] = images[number, :, top : top + height, left : left + width]
        return crops


class CenterCrop(Transform):
    """Cut the middle out of each image, as at prediction after a `RandomCrop` in training.

    Args:
        size: height and width of the crop, `(h, w)` or one integer for both.

    Raises:
        ValueError: the size is not of positive integers, or larger than the image when called.

    Source: deck 2, "예측 단계에서 영상 잘라내기"; torchvision's `CenterCrop`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import CenterCrop
        >>> CenterCrop(2)(np.arange(16.).reshape(1, 4, 4))
        array([[[ 5., 6.], [ 9., 10.]]])
    """

    def __init__(self, size: int | tuple[int, int]) -> None:
        height, width = per_axis(size, 2, "CenterCrop: size")
        self.size = height, width

    def transform(self, images: Pixels) -> Any:
        """Return the middle of images `(N, C, H, W)`."""
        return center_crop(images, self.size)


class TenCrop(Transform):
    """Cut the four corners and the middle out of each image and out of its mirror image.

    `ten_crop_predict` averages a model's outputs for them.

    Args:
        size: height and width of the crops, `(h, w)` or one integer for both.
        vertical_flip: mirror vertically instead of horizontally. Default: False.

    Returns, when called:
        A tuple of ten images or batches of images.

    Raises:
        ValueError: the size is not of positive integers, or larger than the image when called.

    Source: Krizhevsky, Sutskever and Hinton, 2012; deck 2, "예측 단계에서 영상 잘라내기";
    torchvision's `TenCrop`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import TenCrop
        >>> len(TenCrop(24)(np.ones((1, 28, 28))))
        10
    """

    def __init__(self, size: int | tuple[int, int], vertical_flip: bool = False) -> None:
        height, width = per_axis(size, 2, "TenCrop: size")
        self.size = height, width
        self.vertical_flip = as_bool("TenCrop: vertical_flip", vertical_flip)

    def __call__(self, image: Image) -> tuple[Any, ...]:
        """Return ten crops of the image or of the batch of images."""
        as_batch(image, "TenCrop")  # for an error that names us
        return ten_crop(image, self.size, self.vertical_flip)
