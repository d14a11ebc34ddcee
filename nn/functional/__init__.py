"""The functions behind layers and losses, without state, under PyTorch's names."""

from autograd import linear

from .activations import *
from .binary import *
from .borders import *
from .categorical import *
from .densities import *
from .likelihood import *
from .local_connections import *
from .margins import *
from .noise import *
from .normalizations import *
from .pairs import *
from .pooling import *
from .regression import *
from .resizing import *
from .sequences import *
from .windows import *

from . import (  # isort: skip
    activations, binary, borders, categorical, densities, likelihood, local_connections, margins,
    noise, normalizations, pairs, pooling, regression, resizing, sequences, windows,
)  # fmt: skip

__all__ = ["linear"]
__all__ += activations.__all__
__all__ += binary.__all__
__all__ += borders.__all__
__all__ += categorical.__all__
__all__ += densities.__all__
__all__ += likelihood.__all__
__all__ += local_connections.__all__
__all__ += margins.__all__
__all__ += noise.__all__
__all__ += normalizations.__all__
__all__ += pooling.__all__
__all__ += pairs.__all__
__all__ += regression.__all__
__all__ += resizing.__all__
__all__ += sequences.__all__
__all__ += windows.__all__
