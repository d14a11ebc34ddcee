"""Operations on the windows of a signal or an image: convolution, pooling, patches."""

from .average_pooling import *
from .convolution import *
from .max_pooling import *
from .patches import *

from . import average_pooling, convolution, max_pooling, patches  # isort: skip

__all__ = [
    *convolution.__all__, *max_pooling.__all__, *average_pooling.__all__, *patches.__all__,
]  # fmt: skip
