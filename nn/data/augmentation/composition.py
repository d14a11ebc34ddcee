"""Transforms made of other transforms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograd import Tensor, default_generator
from nn.checks import checked_probability

from ._images import Image, as_batch
from ._transform import Transform

__all__ = ["Compose", "RandomApply"]

Step = Callable[[Any], Any]


class Compose(Transform):
    """Apply transforms one after the other.

    A function of your own, which may be one for single images only, is given the images of a batch
    one by one; with an attribute `accepts_batches = True` it gets the whole batch, which is faster.
    A function that comes first may take images of another form: `nn.data.to_tensor` takes them as
    files have them, bytes of shape (H, W, C) or (H, W).

    Args:
        transforms: transforms, or functions that take an image and return one.

    Raises:
        TypeError: a transform cannot be called, or a function returns no array or Tensor.
        ValueError: a function returns images of different shapes for the images of a batch.

    Source: torchvision's `Compose`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import Compose, hflip, invert
        >>> Compose([hflip, invert])(np.array([[[0., 0.25, 1.]]]))
        array([[[0. , 0.75, 1. ]]])
    """

    def __init__(self, transforms: Iterable[Step]) -> None:
        self.transforms = _steps(transforms, "Compose")

    @property
    def accepts_batches(self) -> bool:  # type: ignore[override]
        """Whether a dataset may call it once for a batch: if the first transform takes batches."""
        return not self.transforms or _takes_batches(self.transforms[0])

    def __call__(self, image: Image) -> Any:
        """Return the image, `(C, H, W)`, or the batch of images, `(N, C, H, W)`, transformed."""
        if self.accepts_batches:
            as_batch(image, "Compose")  # for an error that names us
        return _apply(self.transforms, image)


class RandomApply(Transform):
    """Apply transforms, one after the other, to an image with probability `p`; all or none of them.

    Args:
        transforms: a transform, or several, that keep the image's shape and dtype.
        p: the probability. Default: 0.5.

    Raises:
        ValueError: `p` is not between 0 and 1; when called, a transform changes the shape.
        TypeError: a transform cannot be called; when called, a transform changes the dtype.

    Source: torchvision's `RandomApply`.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import ElasticTransform, RandomApply
        >>> RandomApply(ElasticTransform(), p=0.3)(np.ones((64, 1, 28, 28))).shape
        (64, 1, 28, 28)
    """

    def __init__(self, transforms: Step | Iterable[Step], p: float = 0.5) -> None:
        several = transforms if isinstance(transforms, Iterable) else [transforms]
        self.transforms = _steps(several, "RandomApply")
        self.p = checked_probability(p, "RandomApply")

    def __call__(self, image: Image) -> Any:
        """Return the image, `(C, H, W)`, or the batch, `(N, C, H, W)`, some images transformed."""
        images, give_back = as_batch(image, "RandomApply")
        chosen = np.flatnonzero(default_generator().random(len(images)) < self.p)
        result = images.copy()
        if len(chosen):
            part = images[chosen]
            changed = _apply(self.transforms, Tensor(part) if isinstance(image, Tensor) else part)
            changed, _ = as_batch(changed, "RandomApply: the result")
            if changed.shape != part.shape:
                raise ValueError(
                    f"RandomApply: transforms must keep the shape, but made {changed.shape} of "
                    f"{part.shape}; put one that changes it outside, in a Compose"
                )
            if changed.dtype != part.dtype:
                raise TypeError(
                    f"RandomApply: transforms must keep the dtype, but made {changed.dtype} of "
                    f"{part.dtype}"
                )
            result[chosen] = changed
        return give_back(result)


def _steps(transforms: Any, where: str) -> list[Step]:
    if not isinstance(transforms, Iterable):
        raise TypeError(
            f"{where} takes a list of transforms: {where}([first, second]), got {transforms!r}"
        )
    steps = list(transforms)
    for step in steps:
        if not callable(step) or isinstance(step, type):
            raise TypeError(f"{where}: a transform must be a callable object, got {step!r}")
    return steps


def _takes_batches(step: Step) -> bool:
    """Whether a step is a function of this package, or says that it takes batches."""
    own = str(getattr(step, "__module__", None)).startswith(__name__.rpartition(".")[0])
    return own or bool(getattr(step, "accepts_batches", False))


def _apply(steps: list[Step], image: Any) -> Any:
    """Return the result of the steps; those that take single images go through a batch."""
    for step in steps:
        if getattr(image, "ndim", 0) == 4 and not _takes_batches(step):
            image = _one_by_one(step, image)
        else:
            image = step(image)
    return image


def _one_by_one(step: Step, images: Any) -> Any:
    wrapped = isinstance(images, Tensor)
    pixels = images.data if wrapped else images
    if not len(pixels):
        return images
    results = [step(Tensor(one) if wrapped else one) for one in pixels]
    arrays = [one.data if isinstance(one, Tensor) else one for one in results]
    name = getattr(step, "__name__", type(step).__name__)
    if not all(isinstance(one, np.ndarray) for one in arrays):
        raise TypeError(
            f"the transform {name} must return an array or a Tensor for each image, got "
            f"{type(results[0]).__name__}"
        )
    shapes = {one.shape for one in arrays}
    if len(shapes) > 1:
        raise ValueError(
            f"the transform {name} returned images of different shapes for those of a batch: "
            f"{sorted(shapes)}"
        )
    stacked = np.stack(arrays)
    return Tensor(stacked) if isinstance(results[0], Tensor) else stacked
