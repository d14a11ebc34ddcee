"""Images with the channels last, as files and cameras have them, or first, as layers take them."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor

from .preprocessor import as_array

__all__ = ["channels_first", "channels_last", "to_image", "to_tensor"]

_MOST_CHANNELS = 4  # of what people look at: red, green, blue, and opacity


def channels_first(images: Any) -> Any:
    """Return images ``(..., H, W, C)`` as ``(..., C, H, W)``, which convolutions take.

    Args:
        images: one image or a batch, an array or a Tensor; other things become an array.

    Returns:
        A view of the same values, a Tensor where a Tensor goes in.

    Raises:
        ValueError: when there are fewer than three axes.

    Source: deck 2, "Channel" (its images are height x width x channels).

    Example:
        >>> channels_first(np.zeros((28, 32, 3))).shape
        (3, 28, 32)
    """
    return _move_axis("channels_first", "(..., H, W, C)", images, -1, -3)


def channels_last(images: Any) -> Any:
    """Return images ``(..., C, H, W)`` as ``(..., H, W, C)``, which Matplotlib takes.

    Args:
        images: one image or a batch, an array or a Tensor; other things become an array.

    Returns:
        A view of the same values, a Tensor where a Tensor goes in.

    Raises:
        ValueError: when there are fewer than three axes.

    Source: deck 2, "Channel".

    Example:
        >>> channels_last(np.zeros((5, 3, 28, 32))).shape
        (5, 28, 32, 3)
    """
    return _move_axis("channels_last", "(..., C, H, W)", images, -3, -1)


def to_tensor(images: Any) -> Tensor:
    """Return an image of a file's, ``(H, W, C)`` of bytes, as a layer's, ``(C, H, W)`` from 0 to 1.

    Args:
        images: ``(H, W)``, ``(H, W, C)`` or a batch ``(N, H, W, C)`` with 1 to 4 channels. Bytes
            (uint8) are divided by 255 and become float32; other numbers stay as they are.

    Returns:
        A Tensor ``(C, H, W)`` or ``(N, C, H, W)``.

    Raises:
        TypeError: when the values are not numbers.
        ValueError: when the shape is another one; a batch of grey images needs its axis of
            channels, `images[..., np.newaxis]`.

    Source: torchvision's ``to_tensor``; deck 2, "Channel" (pixels are 0 to 255).

    Example:
        >>> to_tensor(np.array([[[0], [51]], [[102], [255]]], dtype=np.uint8)).data
        array([[[0. , 0.2], [0.4, 1. ]]], dtype=float32)
    """
    pixels = as_array(images)
    if pixels.dtype.kind not in "biuf":
        raise TypeError(f"to_tensor: an image has numbers, not values of dtype {pixels.dtype}")
    if pixels.ndim == 2:
        pixels = pixels[:, :, np.newaxis]
    if pixels.ndim not in (3, 4) or not 1 <= pixels.shape[-1] <= _MOST_CHANNELS:
        raise ValueError(
            f"to_tensor: takes images (H, W), (H, W, C) or (N, H, W, C) with 1 to {_MOST_CHANNELS} "
            f"channels, not of shape {pixels.shape}; grey images need an axis of channels, "
            "images[..., np.newaxis]"
        )
    pixels = np.ascontiguousarray(np.moveaxis(pixels, -1, -3))
    if pixels.dtype == np.uint8:
        pixels = pixels.astype(np.float32)
        pixels /= np.float32(255)
    return Tensor(pixels)


def to_image(images: Any) -> Any:
    """Return a layer's image, ``(C, H, W)`` from 0 to 1, as a file's, ``(H, W, C)`` of bytes.

    Args:
        images: ``(C, H, W)`` or a batch ``(N, C, H, W)``, an array or a Tensor. Floats are
            multiplied by 255, rounded, and clipped to 0 ... 255; bytes stay as they are.

    Returns:
        An array of uint8, ``(H, W, C)`` or ``(N, H, W, C)``.

    Raises:
        TypeError: when the values are neither floats nor bytes.
        ValueError: when the shape is another one, or a value is NaN.

    Source: the inverse of `to_tensor`; torchvision's ``to_pil_image`` rounds down instead.

    Example:
        >>> to_image(np.array([[[0.0, 0.2], [0.5, 1.2]]])).ravel()
        array([ 0, 51, 128, 255], dtype=uint8)
    """
    pixels = as_array(images)
    if pixels.ndim not in (3, 4):
        raise ValueError(
            f"to_image: takes images (C, H, W) or (N, C, H, W), not of shape {pixels.shape}"
        )
    if pixels.dtype.kind == "f":
        if np.isnan(pixels).any():
            raise ValueError("to_image: a value is NaN, which is no colour")
        scaled = np.clip(pixels, 0.0, 1.0) * 255.0
        pixels = np.rint(scaled, out=scaled).astype(np.uint8)
    if pixels.dtype != np.uint8:
        raise TypeError(f"to_image: takes floats or uint8, not dtype {pixels.dtype}")
    return np.ascontiguousarray(np.moveaxis(pixels, -3, -1))


def _move_axis(name: str, expected: str, images: Any, source: int, destination: int) -> Any:
    pixels = images if isinstance(images, Tensor | np.ndarray) else as_array(images)
    if pixels.ndim < 3:
        raise ValueError(f"{name}: takes images {expected}, not of shape {pixels.shape}")
    return autograd.moveaxis(pixels, source, destination)
