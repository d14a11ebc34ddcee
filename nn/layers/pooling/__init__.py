"""Pooling: one number for each window of an image."""

from .regions import *
from .windows import *

from . import regions, windows  # isort: skip

__all__: list[str] = []
__all__ += regions.__all__
__all__ += windows.__all__
