"""Preprocessing: numbers on one scale, names as numbers, images as models take them."""

from .columns import *
from .encoders import *
from .images import *
from .scalers import *
from .signs import *

from . import columns, encoders, images, scalers, signs  # isort: skip

__all__ = [
    *scalers.__all__, *encoders.__all__, *columns.__all__, *signs.__all__, *images.__all__,
]  # fmt: skip
