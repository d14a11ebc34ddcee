"""gradcheck: are the derivatives of a function what finite differences say they are?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..modes import enable_grad
from .conduct import check_determinism, start
from .lines import Tolerance
from .problem import first_order, second_order
from .report import failure, not_linear
from .search import search
from .subject import Subject

__all__ = ["gradcheck"]


def gradcheck(
    fn: Callable[..., Any],
    inputs: Any,
    order: int = 1,
    rtol: float = 1e-6,
    atol: float = 1e-10,
    *,
    parameters: Any = None,
    max_elements: int = 64,
    seed: int = 0,
) -> bool:
    """Check the gradients of a function against central differences, in float64.

    The outputs are weighted with random numbers and summed to one number s. For every element x of
    every input the gradient `ds/dx` must be what s changes by:
    `|analytic - numeric| <= rtol * max(|analytic|, |numeric|) + atol * scale`, where the scale is
    that of the outputs that change, for a change of x in proportion to max(1, |x|). The step is
    chosen for each element: it may be 1e-12, or 1e8, or close to a kink.

    At the point itself it checks that outputs and gradients are the same at a second call, and that
    neither the function nor a derivative rule changes an array that it was given. The inputs, the
    parameters and buffers of a module, and the modes of the library are left as they were.

    Args:
        fn: takes the inputs, returns a Tensor, or Tensors in tuples, lists or dicts; a module too.
        inputs: a Tensor or a sequence of arguments. Those Tensors that require a gradient are
            checked, also inside containers; anything else is passed on as it is.
        order: 1 for the gradient, 2 for the gradient of the gradient as well: with respect to the
            inputs, and to the gradient that arrives, in which every rule is linear.
        rtol: relative tolerance.
        atol: absolute tolerance, for outputs of size 1.
        parameters: Tensors that `fn` uses besides its inputs, to be checked too: a module, a dict
            by names, or a sequence. Default: those of `fn`, if it is a module or a module's method.
        max_elements: an input with more elements is checked along random directions, which cost
            the same whatever its size. A direction that is wrong is halved until it names elements.
        seed: of the random numbers.

    Returns:
        True; never False.

    Raises:
        GradientError: a gradient is wrong, or cannot be trusted; the message says where and why.
        NotDifferentiable: the point is a kink, a jump or a border of the domain, and nothing else
            is wrong. It is a GradientError.
        TypeError: an input or output is not float64, or an output is no Tensor.
        ValueError: no input requires a gradient, or a setting makes no sense.

    Example:
        >>> import autograd
        >>> from autograd.testing import gradcheck
        >>> x = autograd.Tensor([0.5, 2.0], requires_grad=True)
        >>> gradcheck(lambda x: x * autograd.exp(x), x, order=2)
        True
    """
    if order not in (1, 2):
        raise ValueError(f"gradcheck: order must be 1 or 2, got {order!r}")
    if not (rtol >= 0 and atol >= 0):
        raise ValueError(f"gradcheck: tolerances are not negative, got rtol={rtol}, atol={atol}")
    if max_elements < 1:
        raise ValueError(f"gradcheck: max_elements must be at least 1, got {max_elements}")
    if not callable(fn):
        raise TypeError(f"gradcheck: fn must be a function, got {type(fn).__name__}")
    subject = Subject(fn, inputs, parameters)
    tolerance = Tolerance(rtol, atol)
    generator = np.random.default_rng(seed)
    # Steps may leave the function's domain; that is for us to notice, not to warn of.
    with subject.borrowed(), enable_grad(), np.errstate(all="ignore"):
        begun = start(subject, generator)
        for number in range(1, order + 1):
            if number == 1:
                problem = first_order(subject, begun)
            else:
                problem = second_order(subject, begun, generator)
            found = search(problem, tolerance, max_elements, generator)
            if found:
                check_determinism(subject, begun)
                complete = all(v.size <= max_elements for v in problem.point)
                raise failure(subject, begun, problem, found, tolerance, complete)
            if not begun.odd:
                raise not_linear(subject)
    return True
