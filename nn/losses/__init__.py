"""Losses as modules: how far predictions are from their targets."""

from .classification import *
from .regression import *

from . import classification, regression  # isort: skip

__all__ = [*classification.__all__, *regression.__all__]
