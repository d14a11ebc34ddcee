"""The functions behind layers and losses, without state, under PyTorch's names."""

from autograd import linear

from .activations import *
from .binary import *
from .categorical import *
from .noise import *
from .normalizations import *
from .regression import *
from .sequences import *
from .windows import *

from . import (  # isort: skip
    activations, binary, categorical, noise, normalizations, regression, sequences, windows,
)  # fmt: skip

__all__ = ["linear"]
__all__ += activations.__all__
__all__ += binary.__all__
__all__ += categorical.__all__
__all__ += noise.__all__
__all__ += normalizations.__all__
__all__ += regression.__all__
__all__ += sequences.__all__
__all__ += windows.__all__
