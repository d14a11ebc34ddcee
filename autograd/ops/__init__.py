"""The operations and their derivative rules, by family: the table of derivatives.

Elementwise:
    arithmetic       sums, products, quotients, powers
    exponential      exponentials, logarithms, the square root
    trigonometric    circular and hyperbolic functions
    special          functions without a closed form
    rounding         signs, rounding, remainders
    activation       sigmoid, ReLU and their relatives
    selection        where, maximum, minimum, clip
    comparison       less, greater, logical and, isnan

Over axes:
    reduction        sums, means, extremes and their places
    statistics       variance, standard deviation, norms
    cumulative       products, running sums
    sorting          sorting, the largest few
    softmax_family   softmax and its logarithms

The same elements elsewhere:
    shape            reshape, squeeze, broadcast
    axes             transpose, flip, roll
    joining          concatenate, stack, split, repeat
    padding          more elements around them
    indexing         taking elements out, putting them back
    conversion       copies, dtypes

Matrices and images:
    linear_algebra   products of matrices
    tensor_products  products over chosen axes
    matrices         diagonals, triangles, inverses, determinants
    window           convolution, pooling, patches
"""

from .activation import *
from .arithmetic import *
from .axes import *
from .comparison import *
from .conversion import *
from .cumulative import *
from .exponential import *
from .indexing import *
from .joining import *
from .linear_algebra import *
from .matrices import *
from .padding import *
from .reduction import *
from .rounding import *
from .selection import *
from .shape import *
from .softmax_family import *
from .sorting import *
from .special import *
from .statistics import *
from .tensor_products import *
from .trigonometric import *
from .window import *

from . import (  # isort: skip
    activation, arithmetic, axes, comparison, conversion, cumulative, exponential, indexing,
    joining, linear_algebra, matrices, padding, reduction, rounding, selection, shape,
    softmax_family, sorting, special, statistics, tensor_products, trigonometric, window,
)  # fmt: skip

_families = (
    activation, arithmetic, axes, comparison, conversion, cumulative, exponential, indexing,
    joining, linear_algebra, matrices, padding, reduction, rounding, selection, shape,
    softmax_family, sorting, special, statistics, tensor_products, trigonometric, window,
)  # fmt: skip
__all__ = sorted({name for family in _families for name in family.__all__})
