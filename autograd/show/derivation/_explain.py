"""explain: the derivation of the gradients of a recorded expression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..._tensor import Tensor
from ...formula import Plain
from .deriving import derive
from .steps import Derivation

__all__ = ["explain"]


def explain(
    loss: Tensor,
    wrt: Tensor | Iterable[Tensor] | None = None,
    *,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    numbers: bool = True,
    precision: int = 6,
    every_operation: bool | None = None,
    gradient: Any = None,
    max_steps: int | None = 200,
) -> Derivation:
    """Write out the chain rule for a recorded expression, with its numbers, as on the slides.

    First the values, from the inputs to the output; then the gradients, from the output back:
    `dL/dw = dL/du * du/dw = dL/du * x = 0.5 * 2 = 1`. A value that is used several times gets the
    sum over all paths. The formulas are what the operations' own derivative rules give on symbols,
    so an operation of your own is explained too. Nothing is computed again and no `.grad` changes;
    what is shown is always d(output)/d(value), never an accumulated `.grad`. Hooks are not called,
    so what they would change is not shown.

    Results with a name (`h.name = "h"`, or `names=locals()`) have a line each; those without are
    written into the formula of what uses them, as long as that stays short.

    Args:
        loss: the output: a number, or with `gradient=` a Tensor of any shape.
        wrt: the tensors whose gradients are asked for, leaves or intermediate results: one or
            several. Default: all leaves that require a gradient.
        names: names of tensors, such as `locals()`. Default: only their own `.name`.
        model: a module whose `named_parameters()` name the parameters. Default: none.
        numbers: False for the formulas alone. Default: True.
        precision: significant digits of numbers. Default: 6.
        every_operation: True for a line for each operation, False for none of their own for
            unnamed results. Default: only if no intermediate result is named.
        gradient: d(something)/d(loss), of the shape of `loss`, as for `backward`. Default: 1.
        max_steps: how many lines the forward and the backward part may have; of longer ones both
            ends are shown. None for all. Default: 200.

    Returns:
        A Derivation. It prints as text, shows itself as formulas in Jupyter, and has `.latex()`,
        `.html()`, and the lines as data in `.forward` and `.backward`.

    Raises:
        TypeError: `loss` or one of `wrt` is not a Tensor.
        ValueError: `loss` has several elements and no `gradient`, or does not require a gradient;
            one of `wrt` does not, or `loss` does not depend on it; `precision` or `max_steps` is
            less than 1.
        RuntimeError: a value that the computation used has been written to since, by an
            optimizer's step for example.

    Source: deck 1, "Back propagation example"; deck 3, "Another Example".

    Example:
        >>> import autograd
        >>> a = autograd.Tensor(2.0, requires_grad=True, name="a")
        >>> b = autograd.Tensor(3.0, requires_grad=True, name="b")
        >>> x, y = a * b, a + b
        >>> autograd.explain(x * y, wrt=a, names=locals())
        Given
            a = 2, b = 3
        <BLANKLINE>
        Forward
            x = a * b = 2 * 3 = 6
            y = a + b = 2 + 3 = 5
            L = x * y = 6 * 5 = 30
        <BLANKLINE>
        Backward
            dL/dL = 1
            dL/dy = x = 6
            dL/dx = y = 5
            (a is used by x and y: its gradient is the sum over both paths)
            dL/da = dL/dx * dx/da + dL/dy * dy/da = dL/dx * b + dL/dy = 5 * 3 + 6 = 21
    """
    Plain(precision=precision)  # which refuses what is no number of digits
    if max_steps is not None and (type(max_steps) is not int or max_steps < 1):
        raise ValueError(f"explain: max_steps is a number of lines or None, got {max_steps!r:.40}")
    derivation = derive(loss, wrt, names, model, every_operation, gradient, max_steps)
    return replace(derivation, numbers=numbers, precision=precision)
