"""Moving, turning, scaling, slanting and warping images, by amounts that the caller gives.

x counts columns to the right and y rows downwards, in pixels; angles are in degrees. Amounts may be
one number for all images of a batch, or one for each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import Tensor
from nn.checks import finite_number

from ._images import Image, Pixels, as_batch, computing_dtype
from ._resampling import affine_coordinates, check_interpolation, resample
from ._settings import PerImage, pair, per_image

__all__ = ["affine", "elastic_transform", "rotate", "shear", "translate", "zoom"]


def translate(
    image: Image,
    dx: PerImage,
    dy: PerImage = 0.0,
    *,
    interpolation: str = "bilinear",
    fill: Any = 0,
) -> Any:
    """Move an image to the right by `dx` and down by `dy` pixels; what moves out is lost.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        dx: pixels to the right, a number or one for each image; need not be whole.
        dy: pixels down, likewise. Default: 0.
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: an amount is no finite number or not one for each image, the fill does not
            fit, or the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)".

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import translate
        >>> translate(np.array([[[1., 2., 3.], [4., 5., 6.]]]), 1)
        array([[[0., 1., 2.], [0., 4., 5.]]])
    """
    return _affine("translate", image, translation=(dx, dy), interpolation=interpolation, fill=fill)


def rotate(
    image: Image,
    angle: PerImage,
    *,
    interpolation: str = "bilinear",
    center: tuple[float, float] | None = None,
    fill: Any = 0,
) -> Any:
    """Turn an image counter-clockwise about its centre, keeping its size.

    `rotate(image, 90)` of a square image is `np.rot90` of it. (`affine` turns clockwise, as it does
    in torchvision.)

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        angle: degrees, a number or one for each image.
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        center: the fixed point `(x, y)`, in pixels from the upper left corner of the image.
            Default: the middle of the image.
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: a setting is no finite number, there is not one for each image, the fill does
            not fit, or the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `rotate`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import rotate
        >>> rotate(np.array([[[1., 2.], [3., 4.]]]), 90)
        array([[[2., 4.], [1., 3.]]])
    """
    return _affine(
        "rotate", image, turn=-1, angle=angle, interpolation=interpolation, center=center, fill=fill
    )


def zoom(image: Image, factor: PerImage, *, interpolation: str = "bilinear", fill: Any = 0) -> Any:
    """Enlarge an image about its centre (or reduce it, below 1), keeping its size.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        factor: above 0, a number or one for each image: 2 shows the middle twice as large.
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: a factor is not positive, there is not one for each image, the fill does not
            fit, or the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)".

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import zoom
        >>> zoom(np.array([[[1., 2., 3., 4.]] * 4]), 2, interpolation="nearest")[0, 0]
        array([2., 2., 3., 3.])
    """
    return _affine("zoom", image, factor=factor, interpolation=interpolation, fill=fill)


def shear(
    image: Image,
    x: PerImage,
    y: PerImage = 0.0,
    *,
    interpolation: str = "bilinear",
    fill: Any = 0,
) -> Any:
    """Slant an image about its centre: rows shift sideways, columns up and down.

    A point moves as in torchvision's `affine`: by the shear along x from (x, y), relative to the
    centre, to (x - y tan(a), y); then by the one along y to (x, y - x tan(b)). Positive angles
    slant to the right as italics do, and raise the right side.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        x: the angle a in degrees, between -90 and 90, a number or one for each image.
        y: the angle b, likewise. Default: 0.
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: an angle is not between -90 and 90, there is not one for each image, the fill
            does not fit, or the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `affine`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import shear
        >>> shear(np.array([[[0., 1., 0.], [0., 1., 0.], [0., 1., 0.]]]), 45)
        array([[[0., 0., 1.], [0., 1., 0.], [1., 0., 0.]]])
    """
    return _affine("shear", image, slant=(x, y), interpolation=interpolation, fill=fill)


def affine(
    image: Image,
    angle: PerImage = 0.0,
    translate: tuple[PerImage, PerImage] = (0.0, 0.0),
    scale: PerImage = 1.0,
    shear: PerImage | tuple[PerImage, PerImage] = 0.0,
    *,
    interpolation: str = "bilinear",
    center: tuple[float, float] | None = None,
    fill: Any = 0,
) -> Any:
    """Shear, scale, turn clockwise and then move an image, reading its pixels once.

    A point moves from p, relative to the centre, to

        scale * R(angle) @ Sy @ Sx @ p + translate
        R(a) = [[cos a, -sin a], [sin a, cos a]], Sx = [[1, -tan sx], [0, 1]],
        Sy = [[1, 0], [-tan sy, 1]]

    As in torchvision the angle counts clockwise here, whereas it counts counter-clockwise in
    `rotate`.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        angle: degrees clockwise, a number or one for each image. Default: 0.
        translate: pixels to the right and down, `(dx, dy)`, each a number or one for each image.
            Default: (0, 0).
        scale: above 0, a number or one for each image. Default: 1.
        shear: degrees between -90 and 90, along x, or `(sx, sy)` along x and y, each a number or
            one for each image. Default: 0.
        interpolation: "bilinear" or "nearest" (torchvision's default). Default: "bilinear".
        center: the fixed point `(x, y)`, in pixels from the upper left corner of the image.
            Default: the middle of the image.
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: a setting is no number or out of its range, there is not one for each image,
            the fill does not fit, or the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: deck 2, "데이터 증대 (Data Augmentation)"; torchvision's `affine`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import affine
        >>> affine(np.array([[[1., 2.], [3., 4.]]]), angle=90)
        array([[[3., 1.], [4., 2.]]])
    """
    slant = shear if isinstance(shear, (tuple, list)) else (shear, 0.0)
    return _affine(
        "affine", image, angle=angle, translation=translate, factor=scale, slant=slant,
        interpolation=interpolation, center=center, fill=fill,
    )  # fmt: skip


def _affine(
    where: str,
    image: Image,
    turn: int = 1,
    angle: Any = 0.0,
    translation: Any = (0.0, 0.0),
    factor: Any = 1.0,
    slant: Any = (0.0, 0.0),
    interpolation: str = "bilinear",
    center: Any = None,
    fill: Any = 0,
) -> Any:
    """Do what `affine` does; `turn` is the direction of a positive angle, 1 for clockwise."""
    images, give_back = as_batch(image, where)
    check_interpolation(interpolation, where)
    count, _, height, width = images.shape
    angles = np.radians(turn * per_image(angle, count, f"{where}: the angle"))
    x_shear, y_shear = (
        _exact(np.tan(np.radians(_between_right_angles(one, count, f"{where}: the shear"))))
        for one in pair(slant, f"{where}: the shear", "(x, y)")
    )
    factors = per_image(factor, count, f"{where}: the scale factor")
    if not (factors > 0).all():
        raise ValueError(f"{where}: the scale factor must be positive, got {factor!r}")
    shifts = np.stack([
        per_image(one, count, f"{where}: the translation")
        for one in pair(translation, f"{where}: the translation", "(x, y)")
    ])  # fmt: skip
    if center is None:
        center = (width / 2, height / 2)
    center_x, center_y = (
        finite_number(one, f"{where}: center") - 0.5  # from corner to middle of the first pixel
        for one in pair(center, f"{where}: center", "(x, y)")
    )

    # Beyond these no image is to be seen any more, and products could overflow.
    factors, shifts = np.clip(factors, 1e-9, 1e9), np.clip(shifts, -1e9, 1e9)
    # A new pixel's value comes from where the point was: Sx^-1 @ Sy^-1 @ R^-1 / scale.
    cos, sin = _exact(np.cos(angles)) / factors, _exact(np.sin(angles)) / factors
    below_cos, below_sin = cos * y_shear - sin, sin * y_shear + cos
    inverse = np.stack([
        np.stack([cos + x_shear * below_cos, sin + x_shear * below_sin], axis=1),
        np.stack([below_cos, below_sin], axis=1),
    ], axis=1)  # fmt: skip
    offsets = -np.einsum("nij,jn->ni", inverse, shifts)
    x, y = affine_coordinates(inverse, offsets, (center_x, center_y), images)
    return give_back(resample(images, x, y, interpolation, fill, where))


def _exact(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sines or tangents rounded, so that quarter turns and 45 degrees hit pixels exactly."""
    return values.round(14)


def _between_right_angles(value: Any, count: int, what: str) -> NDArray[np.float64]:
    angles = per_image(value, count, what)
    if not (np.abs(angles) < 90).all():
        raise ValueError(f"{what} must be between -90 and 90 degrees, got {value!r}")
    return angles


def elastic_transform(
    image: Image,
    displacement: NDArray[Any] | Tensor,
    *,
    interpolation: str = "bilinear",
    fill: Any = 0,
) -> Any:
    """Warp an image: the new pixel at (x, y) shows the old image at (x + dx, y + dy).

    `ElasticTransform` draws smooth random displacements.

    Args:
        image: array or Tensor, shape `(C, H, W)` or `(N, C, H, W)`.
        displacement: dx and dy of every pixel, in pixels to the right and down; array or Tensor of
            shape `(2, H, W)`, for all images alike, or `(N, 2, H, W)`. (torchvision's has shape
            `(1, H, W, 2)` and counts in halves of the image's size.)
        interpolation: "bilinear" or "nearest". Default: "bilinear".
        fill: the value of pixels from outside, a number or one a channel. Default: 0.

    Raises:
        ValueError: the displacement does not fit the image or is not finite, the fill does not
            fit, or the image's shape is wrong.
        TypeError: the displacement is no array of numbers, or the image no array or Tensor.

    Source: Simard, Steinkraus and Platt, 2003; deck 2, "모핑 (Morphing)을 이용한 변형".

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import elastic_transform
        >>> image = np.array([[[1., 2., 3.]]])
        >>> elastic_transform(image, np.array([[[0., 0.5, -2.]], [[0., 0., 0.]]]))
        array([[[1. , 2.5, 1. ]]])
    """
    images, give_back = as_batch(image, "elastic_transform")
    check_interpolation(interpolation, "elastic_transform")
    field = _displacement(displacement, images)
    dtype = computing_dtype(images)
    shape = (images.shape[0], *images.shape[2:])
    x = np.broadcast_to(field[:, 0], shape) + np.arange(shape[2], dtype=dtype)
    y = np.broadcast_to(field[:, 1], shape) + np.arange(shape[1], dtype=dtype)[:, None]
    return give_back(resample(images, x, y, interpolation, fill, "elastic_transform"))


def _displacement(displacement: Any, images: Pixels) -> Pixels:
    """Return the displacement, checked, with shape `(N or 1, 2, H, W)`."""
    field = displacement.data if isinstance(displacement, Tensor) else displacement
    if not isinstance(field, np.ndarray) or field.dtype.kind not in "iuf":
        raise TypeError(
            "elastic_transform: the displacement must be an array of numbers, got "
            f"{type(displacement).__name__}"
        )
    count, _, height, width = images.shape
    one = (2, height, width)
    if field.shape not in (one, (count, *one)):
        raise ValueError(
            f"elastic_transform: the displacement must have shape {one} or {(count, *one)} for "
            f"images of shape {images.shape}, got {field.shape}"
        )
    if not np.isfinite(field).all():
        raise ValueError("elastic_transform: the displacement must be finite")
    field = np.clip(field, -1e9, 1e9).astype(computing_dtype(images), copy=False)
    return field[None] if field.ndim == 3 else field
