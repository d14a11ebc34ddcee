"""Averaging a model's outputs for several crops of an image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd
from autograd import Tensor

from ...evaluation import evaluating
from ._images import Image, as_batch
from .flips_and_crops import ten_crop

__all__ = ["ten_crop_predict"]


def ten_crop_predict(
    model: Callable[[Tensor], Any],
    images: Image,
    size: int | tuple[int, int],
    *,
    average: str = "probabilities",
    vertical_flip: bool = False,
) -> Tensor:
    """Average a model's outputs for ten crops of each image, instead of one: `ten_crop`'s.

    The model computes in evaluation mode and without gradients; its mode comes back afterwards.

    Args:
        model: a Module, or a function, from images `(N, C, h, w)` to outputs `(N, classes, ...)`.
        images: array or Tensor, shape `(N, C, H, W)`, or `(C, H, W)` for a single image.
        size: height and width of the crops, `(h, w)` or one integer for both, as in training.
        average: "probabilities" when the model gives scores (logits): their softmax is averaged, as
            in the paper; "outputs" averages what the model gives as it is, for one that ends in a
            softmax, for scores or for regression. Default: "probabilities".
        vertical_flip: mirror vertically instead of horizontally. Default: False.

    Returns:
        The averages, shape `(N, classes, ...)`, without N for a single image. Their largest is at
        the predicted class.

    Raises:
        ValueError: `average` is another word, the outputs are no scores of at least two classes
            though their probabilities are to be averaged, the size is larger than the image, or
            the image's shape is wrong.
        TypeError: the image is no array or Tensor of a suitable dtype.

    Source: Krizhevsky, Sutskever and Hinton, 2012; deck 2, "예측 단계에서 영상 잘라내기".

    Example:
        >>> import numpy as np, nn
        >>> from nn.data.augmentation import ten_crop_predict
        >>> model = nn.Sequential(nn.Flatten(), nn.Linear(24 * 24, 10))
        >>> probabilities = ten_crop_predict(model, np.ones((5, 1, 28, 28), np.float32), 24)
        >>> probabilities.shape
        (5, 10)
    """
    if average not in ("probabilities", "outputs"):
        raise ValueError(
            f'ten_crop_predict: average must be "probabilities" or "outputs", got {average!r}'
        )
    batch, give_back = as_batch(images, "ten_crop_predict")
    total: Any = None
    with evaluating(model):
        for crops in ten_crop(batch, size, vertical_flip):
            outputs = model(Tensor(crops))
            if average == "probabilities":
                outputs = _probabilities(outputs)
            total = outputs if total is None else total + outputs
    mean = (total / 10).data if isinstance(total, Tensor) else total / 10
    result = give_back(mean)
    return result if isinstance(result, Tensor) else Tensor(result)


def _probabilities(scores: Any) -> Any:
    shape = scores.shape
    if len(shape) < 2 or shape[1] < 2:
        raise ValueError(
            "ten_crop_predict: scores must have shape (N, classes), with two classes or more, got "
            f'{shape}; average="outputs" averages other outputs'
        )
    return autograd.softmax(scores, axis=1)
