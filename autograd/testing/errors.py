"""What gradcheck raises."""

from __future__ import annotations

__all__ = ["GradientError", "NotDifferentiable"]


class GradientError(AssertionError):
    """The gradients of a function cannot be trusted; the message tells where, by how much and why.

    Example:
        >>> import autograd
        >>> from autograd.testing import GradientError, gradcheck
        >>> @autograd.operation(lambda g, out, x: g * 3.0 * x)
        ... def square(x):
        ...     return x * x
        >>> x = autograd.Tensor([1.0, -2.0], requires_grad=True, name="x")
        >>> try:
        ...     gradcheck(square, x)
        ... except GradientError as error:
        ...     print(error)
        gradcheck: the gradient of square is wrong in 2 of 2 elements:
          x[0]: analytic 3, numeric 2, relative error 0.333 (of output 0[0])
          x[1]: analytic -6, numeric -4, relative error 0.333 (of output 0[1])
        Likely cause: it is 1.5 times what it should be, in the rule of square.
    """


class NotDifferentiable(GradientError):
    """The point is a kink, a jump or a border of the domain, where there is no gradient to check.

    Example:
        >>> import autograd
        >>> from autograd.testing import NotDifferentiable, gradcheck
        >>> x = autograd.Tensor([1.0, 0.0], requires_grad=True, name="x")
        >>> try:
        ...     gradcheck(autograd.absolute, x)
        ... except NotDifferentiable as error:
        ...     print(error)
        gradcheck: absolute is not differentiable in 1 of 2 elements:
          x[1] = 0: a kink, with slope -1 on its left and 1 on its right (of output 0[1])
        The gradient at such a point is a convention. Check it beside the point instead.
    """
