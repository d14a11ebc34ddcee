"""The error function against the one of the C library, on a dense grid."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

GRID = np.concatenate(
    [
        np.linspace(-7.0, 7.0, 14001), np.linspace(-30.0, 30.0, 6001),
        np.nextafter(1.0, [0.0, 2.0]), [1.0, 0.0, 6.0, -6.0, np.inf, -np.inf],
        np.logspace(-320, 0, 641), -np.logspace(-320, 0, 641), [5e-324, 1e300],
    ]
)  # fmt: skip


def exact(function: Any, x: Any) -> Any:
    return np.array([function(float(value)) for value in x])


def test_erf_to_14_digits_on_the_whole_line() -> None:
    expected = exact(math.erf, GRID)
    result = ag.erf(GRID)
    np.testing.assert_allclose(result, expected, rtol=0, atol=4e-16)
    # Numbers below the smallest normal one have fewer digits.
    np.testing.assert_allclose(result, expected, rtol=1e-15, atol=5e-324)


def test_erfc_to_14_digits_of_its_own_into_the_tail() -> None:
    x = GRID[GRID < 26.5]
    np.testing.assert_allclose(ag.erfc(x), exact(math.erfc, x), rtol=1e-14, atol=0)
    assert ag.erfc(np.array([30.0, 1e300, np.inf])).tolist() == [0.0, 0.0, 0.0]
    assert ag.erfc(np.array([-30.0, -np.inf])).tolist() == [2.0, 2.0]


def test_the_tail_in_literal_numbers() -> None:
    assert ag.erfc(Tensor(10.0)).item() == pytest.approx(2.0884875837625448e-45, rel=1e-14)
    assert ag.erfc(Tensor(26.0)).item() == pytest.approx(5.663192408856143e-296, rel=1e-14)
    assert ag.erf(Tensor(0.5)).item() == pytest.approx(0.5204998778130465, rel=3e-16)


def test_special_values() -> None:
    assert math.isnan(ag.erf(Tensor(math.nan)).item())
    assert math.isnan(ag.erfc(Tensor(math.nan)).item())
    mixed = ag.erf(np.array([np.nan, 0.5, 2.0, -0.0]))
    assert np.isnan(mixed).tolist() == [True, False, False, False]
    assert math.copysign(1.0, mixed[3]) == -1.0
    assert ag.erf(Tensor(np.inf)).item() == 1.0
    assert ag.erf(Tensor(-np.inf)).item() == -1.0


def test_it_is_odd_and_the_complement_completes_it() -> None:
    np.testing.assert_array_equal(ag.erf(-GRID), -ag.erf(GRID))
    np.testing.assert_allclose(ag.erf(GRID) + ag.erfc(GRID), 1.0, rtol=0, atol=5e-16)


@pytest.mark.parametrize(("dtype", "result"), [
    (np.float16, np.float16), (np.float32, np.float32), (np.float64, np.float64),
    (np.int64, np.float64), (np.bool_, np.float64),
])  # fmt: skip
def test_dtypes(dtype: Any, result: Any) -> None:
    x = np.array([0, 1, 1]).astype(dtype)
    for function, theirs in ((ag.erf, math.erf), (ag.erfc, math.erfc)):
        ours = function(x)
        assert ours.dtype == result
        np.testing.assert_allclose(ours, exact(theirs, x), rtol=2 * np.finfo(result).eps)


def test_float32_to_its_own_precision() -> None:
    x = np.linspace(-9.0, 9.0, 3001, dtype=np.float32)
    np.testing.assert_allclose(ag.erf(x), exact(math.erf, x), rtol=4e-7, atol=0)
    np.testing.assert_allclose(ag.erfc(x), exact(math.erfc, x), rtol=1e-6, atol=0)


@pytest.mark.parametrize("shape", [(0,), (3, 0), (1,), (2, 3, 4), (20_000,), (3, 7000)])
def test_any_shape_and_any_memory(shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).normal(0.0, 2.0, shape)
    expected = exact(math.erf, x.ravel()).reshape(shape)
    np.testing.assert_allclose(ag.erf(x), expected, rtol=1e-15)
    np.testing.assert_allclose(ag.erf(np.asfortranarray(x)), expected, rtol=1e-15)
    np.testing.assert_allclose(ag.erf(x[::-1]), expected[::-1], rtol=1e-15)


def test_no_warnings_however_numpy_is_set() -> None:
    with np.errstate(all="raise"):
        ag.erfc(GRID)
        ag.erf(GRID)


def test_complex_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match=r"^erf\(Tensor of shape \(2,\)\): the error function of complex"):
        ag.erf(Tensor(np.array([1j, 2.0])))
