"""The base of the transforms that are objects."""

from __future__ import annotations

from typing import Any

from ._images import Image, Pixels, as_batch

__all__ = ["Transform"]


class Transform:
    """Base of transforms: called with an image or a batch, it returns a new one of the same kind.

    A subclass defines `transform`, which gets images as an array `(N, C, H, W)` whatever the caller
    passed, and draws random numbers from `autograd.default_generator()`.

    Attributes:
        accepts_batches: True: a dataset may call it once for a batch.

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import Transform
        >>> class Halve(Transform):
        ...     def transform(self, images):
        ...         return images / 2
        >>> Halve()(np.ones((1, 1, 2)))
        array([[[0.5, 0.5]]])
    """

    accepts_batches: bool = True

    def __call__(self, image: Image) -> Any:
        """Return the image, `(C, H, W)`, or the batch of images, `(N, C, H, W)`, transformed."""
        images, give_back = as_batch(image, type(self).__name__)
        return give_back(self.transform(images))

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)` transformed, without writing to them; a subclass does it."""
        raise NotImplementedError(
            f"{type(self).__name__} has no transform: define transform(self, images) to return a "
            "new array of images of shape (N, C, H, W)"
        )

    def __repr__(self) -> str:
        settings = ", ".join(
            f"{name}={value!r}" for name, value in vars(self).items() if not name.startswith("_")
        )
        return f"{type(self).__name__}({settings})"
