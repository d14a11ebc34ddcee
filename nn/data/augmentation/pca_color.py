"""Changing the colour of images along the directions in which the training images' colours vary."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd import default_generator
from nn.checks import finite_number

from ._images import Image, Pixels, as_batch, as_pixels, computing_dtype
from ._transform import Transform
from .intensity import require_floats

__all__ = ["PCAColor"]


class PCAColor(Transform):
    """Add to all pixels of an image one random multiple of each principal component of colour.

    With the eigenvalues l and the eigenvectors p (columns of P) of the covariance matrix of the
    training images' pixels, every pixel of an image is shifted by

        P @ (a * l),    a ~ N(0, std^2), one for each component, drawn for each image anew

    so that light changes in intensity and colour while objects stay. Values are not clipped.

    Args:
        std: the standard deviation of a, at least 0. Default: 0.1.
        eigenvalues: shape `(C,)`, of images from 0 to 1. Default: None, for `fit` to find.
        eigenvectors: shape `(C, C)`, one a column. Default: None, for `fit` to find.

    Attributes:
        eigenvalues: array of shape `(C,)`, the largest first; None before `fit`.
        eigenvectors: array of shape `(C, C)`, one a column; None before `fit`.

    Raises:
        ValueError: std is no number of at least 0; eigenvalues and eigenvectors have shapes that do
            not fit, are not finite, or come one without the other; when called, the image has
            another number of channels.
        RuntimeError: when called, there are no eigenvalues yet.
        TypeError: when called, the image is not floating-point.

    Source: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional
    Neural Networks", 2012; deck 2, "자연영상 확대".

    Example:
        >>> import numpy as np
        >>> from nn.data.augmentation import PCAColor
        >>> images = np.zeros((2, 3, 1, 2))
        >>> images[0, 0] = 1.0  # one image is red, the other black
        >>> transform = PCAColor().fit(images)
        >>> transform.eigenvalues
        array([0.25, 0. , 0. ])
        >>> abs(transform.eigenvectors[:, 0])
        array([1., 0., 0.])
    """

    def __init__(
        self,
        std: float = 0.1,
        eigenvalues: ArrayLike | None = None,
        eigenvectors: ArrayLike | None = None,
    ) -> None:
        self.std = finite_number(std, "PCAColor: std", least=0)
        self.eigenvalues: NDArray[np.float64] | None = None
        self.eigenvectors: NDArray[np.float64] | None = None
        if (eigenvalues is None) != (eigenvectors is None):
            raise ValueError(
                "PCAColor: pass both eigenvalues and eigenvectors, or call fit(images)"
            )
        if eigenvalues is not None and eigenvectors is not None:
            values = np.array(eigenvalues, np.float64)
            vectors = np.array(eigenvectors, np.float64)
            if values.ndim != 1 or vectors.shape != values.shape * 2:
                raise ValueError(
                    "PCAColor: eigenvalues must have shape (C,) and eigenvectors (C, C), got "
                    f"{values.shape} and {vectors.shape}"
                )
            if not (np.isfinite(values).all() and np.isfinite(vectors).all()):
                raise ValueError("PCAColor: eigenvalues and eigenvectors must be finite")
            self.eigenvalues, self.eigenvectors = values, vectors

    def fit(self, images: Image) -> Self:
        """Find the principal components of the colours of training images; return this object.

        Args:
            images: floating-point array or Tensor, shape `(N, C, H, W)`, values from 0 to 1.

        Raises:
            ValueError: there are no images, one is not finite, or their shape is wrong.
            TypeError: the images are no floating-point array or Tensor.
        """
        batch, _ = as_batch(images, "PCAColor.fit")
        require_floats(batch, "PCAColor.fit")
        if not len(batch):
            raise ValueError(f"PCAColor.fit: there are no images (shape {batch.shape})")
        colors = batch.swapaxes(0, 1).reshape(batch.shape[1], -1).astype(np.float64)
        if not np.isfinite(colors).all():
            raise ValueError("PCAColor.fit: the images must be finite")
        colors -= colors.mean(axis=1, keepdims=True)
        values, vectors = np.linalg.eigh(colors @ colors.T / colors.shape[1])
        # eigh sorts upwards; rounding may leave a variance of zero slightly negative.
        self.eigenvalues, self.eigenvectors = np.maximum(values[::-1], 0), vectors[:, ::-1]
        return self

    def transform(self, images: Pixels) -> Any:
        """Return images `(N, C, H, W)`, each shifted by its own colour."""
        if self.eigenvalues is None or self.eigenvectors is None:
            raise RuntimeError("PCAColor: call fit(training_images) first")
        require_floats(images, "PCAColor")
        channels = len(self.eigenvalues)
        if images.shape[1] != channels:
            raise ValueError(
                f"PCAColor: fitted to images of {channels} channels, got shape {images.shape}"
            )
        multiples = default_generator().normal(0.0, self.std, (len(images), channels))
        shifts = (multiples * self.eigenvalues) @ self.eigenvectors.T
        shifted = images + shifts[:, :, None, None].astype(computing_dtype(images))
        return as_pixels(shifted, images.dtype)
