"""Augmentation: more images out of those there are, so that a model learns what does not matter.

Functions such as `rotate` change an image by an amount that the caller gives; classes such as
`RandomRotation` draw one at every call, another for every image of a batch, from
`autograd.default_generator()`. Images are arrays or Tensors of shape (C, H, W) or (N, C, H, W),
floating-point (from 0 to 1) or uint8 (from 0 to 255); what comes back is new, and of the same kind
and dtype.

    >>> import nn
    >>> from nn.data import augmentation
    >>> transform = augmentation.Compose([
    ...     augmentation.RandomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1)),
    ...     augmentation.ElasticTransform(alpha=34, sigma=4),
    ... ])
    >>> images, labels = nn.data.mnist(subset=True)[:64]
    >>> transform(images).shape
    (64, 1, 28, 28)
"""

from ._transform import *
from .composition import *
from .flips_and_crops import *
from .geometry import *
from .intensity import *
from .pca_color import *
from .prediction import *
from .random_flips_and_crops import *
from .random_geometry import *
from .random_intensity import *

from . import (  # isort: skip
    _transform,
    composition,
    flips_and_crops,
    geometry,
    intensity,
    pca_color,
    prediction,
    random_flips_and_crops,
    random_geometry,
    random_intensity,
)

__all__ = [
    *_transform.__all__,
    *composition.__all__,
    *flips_and_crops.__all__,
    *geometry.__all__,
    *intensity.__all__,
    *pca_color.__all__,
    *prediction.__all__,
    *random_flips_and_crops.__all__,
    *random_geometry.__all__,
    *random_intensity.__all__,
]
