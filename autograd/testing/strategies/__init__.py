"""Hypothesis strategies for property tests of operations: shapes, tensors, whole expressions.

    >>> from hypothesis import given
    >>> import autograd
    >>> from autograd.testing import gradcheck, strategies
    >>> @given(strategies.tensors(domain="positive"))
    ... def test_square_root(x):
    ...     assert gradcheck(autograd.sqrt, x, order=2)

It needs Hypothesis, which nothing else here does: `pip install hypothesis`.
"""

try:
    import hypothesis as _  # noqa: F401
except ImportError as error:
    raise ImportError(
        "autograd.testing.strategies needs Hypothesis: pip install hypothesis"
    ) from error

from ._expressions import Expression, expressions, graphs
from ._shapes import broadcastable_shapes, shapes
from ._tensors import broadcastable_tensors, tensors

__all__ = [
    "Expression", "broadcastable_shapes", "broadcastable_tensors", "expressions", "graphs",
    "shapes", "tensors",
]  # fmt: skip
