"""Normalization: values of mean 0 and variance 1, over a batch, a sample or a group."""

from .over_batches import *
from .over_samples import *

from . import over_batches, over_samples  # isort: skip

__all__: list[str] = []
__all__ += over_batches.__all__
__all__ += over_samples.__all__
