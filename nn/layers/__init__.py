"""Layers, by family."""

from .attention import *
from .constant_input import *
from .convolution import *
from .dropout import *
from .embeddings import *
from .linear import *
from .locally_connected import *
from .noise import *
from .normalization import *
from .pooling import *
from .probabilities import *
from .rectifying import *
from .recurrent import *
from .reshaping import *
from .saturating import *
from .units import *

from . import (  # isort: skip
    attention, constant_input, convolution, dropout, embeddings, linear, locally_connected,
    noise, normalization, pooling, probabilities, rectifying, recurrent, reshaping, saturating,
    units,
)  # fmt: skip

__all__: list[str] = []
__all__ += attention.__all__
__all__ += constant_input.__all__
__all__ += convolution.__all__
__all__ += dropout.__all__
__all__ += embeddings.__all__
__all__ += linear.__all__
__all__ += locally_connected.__all__
__all__ += noise.__all__
__all__ += normalization.__all__
__all__ += pooling.__all__
__all__ += probabilities.__all__
__all__ += rectifying.__all__
__all__ += recurrent.__all__
__all__ += reshaping.__all__
__all__ += saturating.__all__
__all__ += units.__all__
