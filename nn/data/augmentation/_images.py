"""What every transform does with its image: check it, make it a batch, give back the same kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import Tensor, is_grad_enabled

__all__ = ["Image", "Pixels", "as_batch", "as_pixels", "computing_dtype", "largest_value"]

Pixels = NDArray[Any]
Image = Pixels | Tensor
_CHANNEL_COUNTS = (1, 3, 4)  # of grey, coloured and transparent images


def as_batch(image: Image, where: str) -> tuple[Pixels, Callable[[Pixels], Any]]:
    """Return an image as a batch `(N, C, H, W)`, and what turns such a batch into its kind.

    The batch is the image's own memory, not to be written to; the second value gives `(C, H, W)`
    for an image of that shape, and a Tensor for a Tensor.
    """
    if isinstance(image, Tensor):
        if image.requires_grad and is_grad_enabled():
            raise RuntimeError(
                f"{where}: the image requires a gradient, but augmentation records none; pass "
                "image.detach()"
            )
        pixels = np.asarray(image.data)
    elif isinstance(image, np.ndarray):
        pixels = image
    else:
        raise TypeError(
            f"{where}: an image is a NumPy array or a Tensor of shape (C, H, W) or (N, C, H, W), "
            f"got {type(image).__name__}; np.asarray(image) makes an array of it"
        )
    _check(pixels, where)
    single, wrapped = pixels.ndim == 3, isinstance(image, Tensor)

    def give_back(batch: Pixels) -> Any:
        result = batch[0] if single else batch
        return Tensor(result) if wrapped else result

    return (pixels[None] if single else pixels), give_back


def _check(pixels: Pixels, where: str) -> None:
    shape = pixels.shape
    if pixels.dtype.kind != "f" and pixels.dtype != np.uint8:
        raise TypeError(
            f"{where}: an image's dtype must be floating-point or uint8, got {pixels.dtype}; "
            "use image.astype(np.float32)"
        )
    if pixels.ndim not in (3, 4):
        hint = "; a grey image needs a channel: image[None]" if pixels.ndim == 2 else ""
        raise ValueError(
            f"{where}: an image has shape (C, H, W), a batch (N, C, H, W), got {shape}{hint}"
        )
    if 0 in shape[-3:]:
        raise ValueError(f"{where}: an image must have pixels, got shape {shape}")
    channels, height, width = shape[-3:]
    if width in _CHANNEL_COUNTS and min(channels, height) > max(_CHANNEL_COUNTS):
        axes = "2, 0, 1" if pixels.ndim == 3 else "0, 3, 1, 2"
        raise ValueError(
            f"{where}: shape {shape} looks like channels last, (H, W, C); channels come first "
            f"here: image.transpose({axes})"
        )


def computing_dtype(pixels: Pixels) -> np.dtype[Any]:
    """Return the dtype to compute new pixels in: float64 for itself, float32 for all others."""
    return np.dtype(np.float64 if pixels.dtype == np.float64 else np.float32)


def as_pixels(values: Pixels, dtype: np.dtype[Any]) -> Pixels:
    """Return computed values in an image's dtype: for uint8 rounded, and clipped to 0..255."""
    if dtype == np.uint8:
        values = np.clip(np.rint(values), 0, 255)
    return values.astype(dtype, copy=False)


def largest_value(pixels: Pixels) -> int:
    """Return the value of white: 255 for uint8, 1 for floating-point images."""
    return 255 if pixels.dtype == np.uint8 else 1
