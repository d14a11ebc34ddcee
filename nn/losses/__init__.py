"""Losses as modules: how far predictions are from their targets."""

from .classification import *
from .densities import *
from .margins import *
from .pairs import *
from .regression import *

from . import classification, densities, margins, pairs, regression  # isort: skip

__all__ = [
    *classification.__all__, *densities.__all__, *margins.__all__, *pairs.__all__,
    *regression.__all__,
]  # fmt: skip
