"""Layers, by family."""

from .activation import *
from .attention import *
from .convolution import *
from .dropout import *
from .embeddings import *
from .linear import *
from .locally_connected import *
from .noise import *
from .normalization import *
from .pooling import *
from .recurrent import *

from . import (  # isort: skip
    activation, attention, convolution, dropout, embeddings, linear, locally_connected, noise,
    normalization, pooling, recurrent,
)  # fmt: skip

__all__: list[str] = []
__all__ += activation.__all__
__all__ += attention.__all__
__all__ += convolution.__all__
__all__ += dropout.__all__
__all__ += embeddings.__all__
__all__ += linear.__all__
__all__ += locally_connected.__all__
__all__ += noise.__all__
__all__ += normalization.__all__
__all__ += pooling.__all__
__all__ += recurrent.__all__
