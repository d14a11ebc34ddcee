"""Data: datasets, the loader that makes batches of them, preprocessing, and data by name."""

from . import augmentation
from ._collate import default_collate
from ._mnist import *
from .combining import *
from .dataset import *
from .loader import *
from .preprocessing import *
from .sampler import *
from .shapes import *
from .tables import Table, load_table

from . import _mnist, combining, dataset, loader, preprocessing, sampler, shapes  # isort: skip

__all__ = [
    "Table", "augmentation", "default_collate", "load_table",
    *dataset.__all__, *combining.__all__, *loader.__all__, *sampler.__all__,
    *preprocessing.__all__, *_mnist.__all__, *shapes.__all__,
]  # fmt: skip
