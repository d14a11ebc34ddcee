"""What one does with all parameters or gradients of a model: clip, bound, join into a vector."""

from .bounding import *
from .clipping import *
from .vectors import *

from . import bounding, clipping, vectors  # isort: skip

__all__ = [*bounding.__all__, *clipping.__all__, *vectors.__all__]
