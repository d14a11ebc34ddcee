"""gradcheck: are the derivatives of a function what finite differences say they are?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..chain_rule import gradients
from ..modes import enable_grad

__all__ = ["GradientError", "gradcheck"]

# The error of a central difference is least where truncation (h**2) and rounding (eps / h) meet.
_STEP = float(np.finfo(np.float64).eps) ** (1 / 3)


class GradientError(AssertionError):
    """A gradient differs from the finite difference; the message tells where and by how much."""


def gradcheck(
    fn: Callable[..., Any],
    inputs: Tensor | Sequence[Tensor],
    order: int = 1,
    rtol: float = 1e-6,
    atol: float = 1e-9,
) -> bool:
    """Check the gradients of a function against central differences, in float64.

    The outputs are weighted with fixed random numbers and summed to one number s; for every element
    x of every input, `(s(x + h) - s(x - h)) / 2h` must equal the gradient `ds/dx`:
    `|analytic - numeric| <= rtol * max(|analytic|, |numeric|) + atol * scale`, where the scale is
    that of the outputs.

    Args:
        fn: takes the inputs, returns a Tensor or a tuple of Tensors.
        inputs: a Tensor or several; those that require a gradient are checked.
        order: 1 for the gradient, 2 for the gradient of the gradient as well.
        rtol: relative tolerance.
        atol: absolute tolerance, for outputs of size 1.

    Returns:
        True; never False.

    Raises:
        GradientError: a gradient is wrong; the message lists the worst elements.
        TypeError: an input or output is not float64.
        ValueError: no input requires a gradient, or there is no such order.

    Example:
        >>> import autograd
        >>> from autograd.testing import gradcheck
        >>> x = autograd.Tensor([0.5, 2.0], requires_grad=True)
        >>> gradcheck(lambda x: x * autograd.exp(x), x, order=2)
        True
    """
    if order not in (1, 2):
        raise ValueError(f"gradcheck: order must be 1 or 2, got {order!r}")
    tensors = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    checked = [i for i, t in enumerate(tensors) if isinstance(t, Tensor) and t.requires_grad]
    if not checked:
        raise ValueError("gradcheck: none of the inputs is a Tensor that requires grad")
    for i in checked:
        _require_float64(tensors[i], f"input {i}")
    _check_first_order(fn, tensors, checked, rtol, atol, "gradient")
    if order == 2:

        def slopes(*values: Any) -> Any:
            total = _weighted_sum(fn(*values))
            if not total.requires_grad:
                return ()
            found = gradients(
                total, [values[i] for i in checked], create_graph=True, allow_unused=True
            )
            return tuple(slope for slope in found if slope is not None)

        slopes.__name__ = getattr(fn, "__name__", "the function")
        _check_first_order(slopes, tensors, checked, rtol, atol, "second derivative")
    return True


def _check_first_order(
    fn: Callable[..., Any],
    tensors: list[Any],
    checked: list[int],
    rtol: float,
    atol: float,
    what: str,
) -> None:
    with enable_grad():
        arguments = _copies(tensors)
        before = [np.copy(a._data) if isinstance(a, Tensor) else a for a in arguments]
        output = fn(*arguments)
        total = _weighted_sum(output)
        if total.requires_grad:
            analytic = gradients(total, [arguments[i] for i in checked], allow_unused=True)
        else:
            analytic = (None,) * len(checked)
        scale = max(1.0, max((float(np.max(np.abs(o._data), initial=0.0)) for o in _tuple(output)),
                             default=1.0))  # fmt: skip
        for a, old in zip(arguments, before, strict=True):
            if isinstance(a, Tensor) and not np.array_equal(a._data, old, equal_nan=True):
                raise GradientError("gradcheck: the function changes its input in place")
        wrong = []
        for i, found in zip(checked, analytic, strict=True):
            shape = tensors[i].shape
            for index in np.ndindex(shape):
                a = 0.0 if found is None else float(np.asarray(found._data)[index])
                n = _central_difference(fn, tensors, i, index)
                if not abs(a - n) <= rtol * max(abs(a), abs(n)) + atol * scale:
                    relative = abs(a - n) / max(abs(a), abs(n)) if a or n else float("nan")
                    label = tensors[i].name or f"input {i}"
                    place = f"[{', '.join(map(str, index))}]" if index else ""
                    wrong.append((relative, f"{label}{place}: analytic {a:.10g}, numeric {n:.10g}, "
                                            f"relative error {relative:.3g}"))  # fmt: skip
    if wrong:
        wrong.sort(key=lambda entry: -entry[0])
        shown = "\n  ".join(text for _, text in wrong[:8])
        more = f"\n  and {len(wrong) - 8} more" if len(wrong) > 8 else ""
        raise GradientError(
            f"gradcheck: the {what} of {getattr(fn, '__name__', 'the function')} is wrong at "
            f"{len(wrong)} elements:\n  {shown}{more}"
        )


def _central_difference(
    fn: Callable[..., Any], tensors: list[Any], i: int, index: tuple[int, ...]
) -> float:
    values = []
    x = float(np.asarray(tensors[i]._data)[index])
    h = _STEP * max(1.0, abs(x))
    for shifted in (x + h, x - h):
        arguments = _copies(tensors)
        changed = np.array(arguments[i]._data)
        changed[index] = shifted
        arguments[i] = Tensor(changed, requires_grad=True)
        values.append(float(_weighted_sum(fn(*arguments))._data))
    # The step as it came out in floating point, not as it was meant.
    width: float = (x + h) - (x - h)
    return (values[0] - values[1]) / width


def _copies(tensors: list[Any]) -> list[Any]:
    return [
        Tensor(np.array(t._data), requires_grad=t.requires_grad) if isinstance(t, Tensor) else t
        for t in tensors
    ]


def _tuple(output: Any) -> tuple[Tensor, ...]:
    outputs = output if isinstance(output, (tuple, list)) else (output,)
    for number, tensor in enumerate(outputs):
        if not isinstance(tensor, Tensor):
            raise TypeError(
                f"gradcheck: output {number} is a {type(tensor).__name__}, not a Tensor"
            )
        _require_float64(tensor, f"output {number}")
    return tuple(outputs)


def _weighted_sum(output: Any) -> Tensor:
    """Sum all outputs, weighted so that no error can cancel another."""
    generator = np.random.default_rng(0)
    total: Any = Tensor(0.0)
    for tensor in _tuple(output):
        total = total + (tensor * generator.uniform(0.5, 1.5, tensor.shape)).sum()
    return total  # type: ignore[no-any-return]


def _require_float64(tensor: Tensor, what: str) -> None:
    if tensor.dtype != np.float64:
        raise TypeError(
            f"gradcheck: {what} has dtype {tensor.dtype}; finite differences need float64. Make "
            f"the tensors float64, and a model with module.to(np.float64)"
        )
