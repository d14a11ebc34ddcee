"""The operations and their derivative rules, by family: the table of derivatives.

arithmetic      sums, products, quotients, powers
transcendental  exponentials, logarithms, roots, angles
activation      sigmoid, ReLU, the softmax family
selection       where, maximum, clip, comparisons
reduction       sums and extremes over axes
shape           reshape, transpose, broadcast, join
indexing        taking elements out, putting them back
linear_algebra  products of matrices
"""

from .activation import *
from .arithmetic import *
from .indexing import *
from .linear_algebra import *
from .reduction import *
from .selection import *
from .shape import *
from .transcendental import *

from . import (  # isort: skip
    activation, arithmetic, indexing, linear_algebra, reduction, selection, shape, transcendental,
)  # fmt: skip

_families = (
    activation, arithmetic, indexing, linear_algebra, reduction, selection, shape, transcendental,
)  # fmt: skip
__all__ = sorted({name for family in _families for name in family.__all__})
