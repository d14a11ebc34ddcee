"""Values, slopes and curvatures of elementwise operations as literal numbers.

The numbers come from the `math` module or from calculation by hand, not from the library's rules
or its checker.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

E40 = math.exp(-40)
ROOT3 = math.sqrt(3)
PHI_0 = 1 / math.sqrt(2 * math.pi)  # the normal density at 0 and 1
PHI_1 = PHI_0 * math.exp(-0.5)
NORMAL_1 = 0.8413447460685429  # the probability of less than 1

TABLE = [
    # Where 1 + x, e**x - 1 and their like lose every digit of x.
    (ag.log1p, 1e-18, 1e-18, 1.0, -1.0),
    (ag.log1p, 0.0, 0.0, 1.0, -1.0),
    (ag.expm1, 1e-18, 1e-18, 1.0, 1.0),
    (ag.expm1, -40.0, -1.0, E40, E40),
    (ag.expm1, -1000.0, -1.0, 0.0, 0.0),
    (ag.log10, 100.0, 2.0, 0.004342944819032518, -4.342944819032518e-05),
    (ag.log2, 8.0, 3.0, 0.18033688011112042, -0.022542110013890053),
    # Circular functions and their inverses.
    (ag.tan, math.pi / 4, 1.0, 2.0, 4.0),
    (ag.tan, 0.0, 0.0, 1.0, 0.0),
    (ag.arcsin, 0.5, math.pi / 6, 2 / ROOT3, 4 / (3 * ROOT3)),
    (ag.arcsin, 1e-18, 1e-18, 1.0, 1e-18),
    (ag.arcsin, 1.0, math.pi / 2, math.inf, None),
    (ag.arccos, 0.5, math.pi / 3, -2 / ROOT3, -4 / (3 * ROOT3)),
    (ag.arccos, -1.0, math.pi, -math.inf, None),
    (ag.arctan, 1.0, math.pi / 4, 0.5, -0.5),
    (ag.arctan, 1e200, math.pi / 2, 0.0, 0.0),
    # Hyperbolic ones.
    (ag.sinh, 0.0, 0.0, 1.0, 0.0),
    (ag.sinh, 1.0, 1.1752011936438014, 1.5430806348152437, 1.1752011936438014),
    (ag.cosh, 1.0, 1.5430806348152437, 1.1752011936438014, 1.5430806348152437),
    (ag.cosh, -700.0, math.cosh(700), -math.sinh(700), math.cosh(700)),
    (ag.tanh, 0.0, 0.0, 1.0, 0.0),
    (ag.tanh, 1000.0, 1.0, 0.0, 0.0),
    (ag.tanh, -1000.0, -1.0, 0.0, 0.0),
    (ag.arcsinh, 1e-18, 1e-18, 1.0, -1e-18),
    (ag.arccosh, 2.0, 1.3169578969248166, 1 / ROOT3, -2 / (3 * ROOT3)),
    (ag.arctanh, 0.5, 0.5493061443340549, 4 / 3, 16 / 9),
    # Powers at 0.
    (lambda x: x**2, 0.0, 0.0, 0.0, 2.0),
    (lambda x: x**3, 0.0, 0.0, 0.0, 0.0),
    (lambda x: x**1, 0.0, 0.0, 1.0, 0.0),
    (lambda x: x**0, 0.0, 1.0, 0.0, None),
    (lambda x: x ** Tensor(0.0), 0.0, 1.0, 0.0, 0.0),
    (lambda x: x ** Tensor(2.0), 0.0, 0.0, 0.0, 2.0),
    # The error function: its series begins 2 / sqrt(pi) (x - x**3 / 3).
    (ag.erf, 0.0, 0.0, 1.1283791670955126, 0.0),
    (ag.erf, 1.0, 0.8427007929497149, 0.41510749742059466, -0.8302149948411893),
    (ag.erf, 1000.0, 1.0, 0.0, 0.0),
    (ag.erf, -1e200, -1.0, 0.0, 0.0),
    (ag.erfc, 0.0, 1.0, -1.1283791670955126, 0.0),
    (ag.erfc, 1000.0, 0.0, 0.0, 0.0),
    (ag.erfc, -1000.0, 2.0, 0.0, 0.0),
    # Activations in the middle and where they saturate.
    (ag.sigmoid, 0.0, 0.5, 0.25, 0.0),
    (ag.sigmoid, 1000.0, 1.0, 0.0, 0.0),
    (ag.sigmoid, -1000.0, 0.0, 0.0, 0.0),
    (ag.sigmoid, -40.0, E40, E40, E40),
    (ag.softplus, 0.0, math.log(2), 0.5, 0.25),
    (ag.softplus, 1000.0, 1000.0, 1.0, 0.0),
    (ag.softplus, -1000.0, 0.0, 0.0, 0.0),
    (ag.softplus, -40.0, E40, E40, E40),
    (ag.softplus, 20.0, 20 + math.log1p(math.exp(-20)), 1 / (1 + math.exp(-20)), None),
    (lambda x: ag.softplus(x, beta=4.0), 0.0, math.log(2) / 4, 0.5, 1.0),
    (lambda x: ag.softplus(x, threshold=20.0), 21.0, 21.0, 1.0, 0.0),
    (ag.logsigmoid, 0.0, -math.log(2), 0.5, -0.25),
    (ag.logsigmoid, 1000.0, 0.0, 0.0, 0.0),
    (ag.logsigmoid, -1000.0, -1000.0, 1.0, 0.0),
    (ag.logsigmoid, 40.0, -E40, E40, -E40),
    (ag.silu, 0.0, 0.0, 0.5, 0.5),
    (ag.silu, 1000.0, 1000.0, 1.0, 0.0),
    (ag.silu, -1000.0, 0.0, 0.0, 0.0),
    (ag.gelu, 0.0, 0.0, 0.5, 2 * PHI_0),
    (ag.gelu, 1.0, NORMAL_1, NORMAL_1 + PHI_1, PHI_1),
    (ag.gelu, -10.0, -5 * math.erfc(math.sqrt(50)), None, None),
    (ag.gelu, 1000.0, 1000.0, 1.0, 0.0),
    (ag.gelu, -1000.0, 0.0, 0.0, 0.0),
    (lambda x: ag.gelu(x, approximate="tanh"), 0.0, 0.0, 0.5, 2 * PHI_0),
    (lambda x: ag.gelu(x, approximate="tanh"), 1.0, 0.8411919906082768, None, None),
    (lambda x: ag.gelu(x, approximate="tanh"), 1000.0, 1000.0, 1.0, 0.0),
    (lambda x: ag.gelu(x, approximate="tanh"), -1000.0, 0.0, 0.0, 0.0),
    (ag.elu, 0.0, 0.0, 1.0, 0.0),
    (ag.elu, -1e-18, -1e-18, 1.0, 1.0),
    (ag.elu, -1.0, math.expm1(-1), math.exp(-1), math.exp(-1)),
    (ag.elu, 1000.0, 1000.0, 1.0, 0.0),
    (ag.elu, -1000.0, -1.0, 0.0, 0.0),
    (lambda x: ag.elu(x, alpha=2.0), 0.0, 0.0, 2.0, 0.0),
    (lambda x: ag.elu(x, alpha=2.0), -1.0, 2 * math.expm1(-1), 2 * math.exp(-1), 2 * math.exp(-1)),
    # Deck 2's table of activation functions: the slopes at 0 are a / 4 and a / 2.
    (lambda x: ag.scaled_sigmoid(x, 3.0), 0.0, 0.5, 0.75, 0.0),
    (lambda x: ag.scaled_sigmoid(x, 2.0), -1000.0, 0.0, 0.0, 0.0),
    (lambda x: ag.scaled_tanh(x, 3.0), 0.0, 0.0, 1.5, 0.0),
    (lambda x: ag.scaled_tanh(x, 2.0), 1000.0, 1.0, 0.0, 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("function", "x", "value", "slope", "curvature"), TABLE)
def test_value_slope_and_curvature(
    function: Callable[..., Any], x: float, value: float, slope: float | None, curvature: float | None
) -> None:
    t = Tensor(x, requires_grad=True)
    result = function(t)
    assert result.item() == pytest.approx(value, rel=4e-16, abs=0)
    (first,) = ag.gradients(result, t, create_graph=True)
    if slope is not None:
        assert first.item() == pytest.approx(slope, rel=4e-15, abs=0)
    if curvature is not None:
        (second,) = ag.gradients(first, t)
        # tan and cosine of a rounded pi / 4 are not exactly what they should be.
        assert second.item() == pytest.approx(curvature, rel=4e-15, abs=0)


ARRAYS = [function for function, *_ in TABLE]


@pytest.mark.parametrize("function", ARRAYS)
def test_arrays_of_float32_agree_with_numbers(function: Callable[..., Any]) -> None:
    x = np.array([0.0, 0.3, 0.7], dtype=np.float32)
    with np.errstate(all="ignore"):
        if np.isnan(function(Tensor(0.3)).item()):  # arccosh
            x += 1
        single = function(Tensor(x))
        double = [function(Tensor(float(value))).item() for value in x]
    exponent_is_a_tensor = single.dtype == np.float64  # a scalar Tensor is as strong as an array
    assert single.dtype == np.float32 or exponent_is_a_tensor
    np.testing.assert_allclose(single.numpy(), double, rtol=3e-7, atol=1e-7)


@pytest.mark.parametrize(
    ("y", "x", "angle", "by_y", "by_x"),
    [
        (1.0, 1.0, math.pi / 4, 0.5, -0.5),
        (1.0, -1.0, 3 * math.pi / 4, -0.5, -0.5),
        (-1.0, -1.0, -3 * math.pi / 4, -0.5, 0.5),
        (-1.0, 1.0, -math.pi / 4, 0.5, 0.5),
        (0.0, 2.0, 0.0, 0.5, 0.0),
        (2.0, 0.0, math.pi / 2, 0.0, -0.5),
        (0.0, -2.0, math.pi, -0.5, 0.0),
        (-0.0, -2.0, -math.pi, -0.5, 0.0),
        (0.0, 0.0, 0.0, 0.0, 0.0),  # the origin: 0 by PyTorch's convention, not NaN
        (0.0, -0.0, math.pi, 0.0, 0.0),
    ],
)
def test_arctan2(y: float, x: float, angle: float, by_y: float, by_x: float) -> None:
    a, b = Tensor(y, requires_grad=True), Tensor(x, requires_grad=True)
    result = ag.arctan2(a, b)
    result.backward()
    assert result.item() == pytest.approx(angle, rel=1e-15)
    assert a.grad.item() == by_y
    assert b.grad.item() == by_x


def test_the_origin_keeps_its_neighbours_gradients() -> None:
    y = Tensor([0.0, 3.0], requires_grad=True)
    x = Tensor([0.0, 4.0], requires_grad=True)
    ag.arctan2(y, x).sum().backward()
    assert y.grad.tolist() == [0.0, 0.16]
    assert x.grad.tolist() == [0.0, -0.12]


def test_pytorchs_names_are_the_same_functions() -> None:
    for theirs, ours in [
        ("asin", "arcsin"), ("acos", "arccos"), ("atan", "arctan"), ("atan2", "arctan2"),
        ("asinh", "arcsinh"), ("acosh", "arccosh"), ("atanh", "arctanh"),
    ]:  # fmt: skip
        assert getattr(ag, theirs) is getattr(ag, ours)


def test_what_is_infinite_or_undefined_warns_as_numpy_does() -> None:
    for function, x, value, words in [
        (ag.log1p, -1.0, -math.inf, "divide by zero"),
        (ag.log10, 0.0, -math.inf, "divide by zero"),
        (ag.arctanh, 1.0, math.inf, "divide by zero"),
        (ag.sinh, 1000.0, math.inf, "overflow"),
        (ag.expm1, 1000.0, math.inf, "overflow"),
        (ag.arcsin, 2.0, math.nan, "invalid value"),
        (ag.arccosh, 0.5, math.nan, "invalid value"),
    ]:
        with pytest.warns(RuntimeWarning, match=words):
            result = function(Tensor(x))
        assert result.item() == pytest.approx(value, nan_ok=True)


def test_a_constant_power_stops_an_infinite_gradient() -> None:
    """The square root of `x**0 - 1` has an infinite slope there, but x is not why."""
    x = Tensor(3.0, requires_grad=True)
    ag.sqrt(x**0 - 1.0).backward()
    assert x.grad.item() == 0.0


def test_the_mixed_derivative_of_a_power_at_exponent_0() -> None:
    """By x it is `y x**(y - 1)`, which is 0 at y = 0, but grows there by `1 / x`."""
    x, y = Tensor(4.0, requires_grad=True), Tensor(0.0, requires_grad=True)
    by_x, by_y = ag.gradients(x**y, [x, y], create_graph=True)
    assert by_x.item() == 0.0
    assert by_y.item() == math.log(4)
    assert ag.gradients(by_x, y, retain_graph=True)[0].item() == 0.25
    assert ag.gradients(by_y, x)[0].item() == 0.25


def test_powers_of_0_have_finite_derivatives_by_the_exponent() -> None:
    x, y = Tensor([0.0, 0.0], requires_grad=True), Tensor([0.0, 2.0], requires_grad=True)
    by_x, by_y = ag.gradients((x**y).sum(), [x, y], create_graph=True)
    assert by_x.tolist() == [0.0, 0.0]
    assert by_y.tolist() == [0.0, 0.0]
    assert ag.gradients(by_y.sum(), y)[0].tolist() == [0.0, 0.0]


def test_integer_scores_have_a_softmax() -> None:
    assert ag.softmax(Tensor([7, 7])).tolist() == [0.5, 0.5]
    assert ag.logsumexp(Tensor([0, 0])).item() == pytest.approx(math.log(2), rel=1e-15)


def test_logsumexp_with_a_large_offset() -> None:
    for offset in (1e6, -1e6):
        t = Tensor([offset, offset + 1.0], requires_grad=True)
        result = ag.logsumexp(t)
        result.backward()
        # ln(e**0 + e**1) = 1.313261687518223; 1e6 leaves ten of its digits
        assert result.item() - offset == pytest.approx(1.313261687518223, abs=2e-10)
        assert t.grad.tolist() == pytest.approx([0.2689414213699951, 0.7310585786300049], abs=2e-10)
