"""Operations on the windows of a signal or an image: convolution, pooling, patches."""

from .convolution import *
from .patches import *
from .pooling import *

from . import convolution, patches, pooling  # isort: skip

__all__ = [*convolution.__all__, *patches.__all__, *pooling.__all__]
