"""Layers, by family."""

from .activation import *
from .dropout import *
from .linear import Flatten, Linear

from . import activation, dropout  # isort: skip

__all__ = ["Flatten", "Linear"]
__all__ += activation.__all__
__all__ += dropout.__all__
