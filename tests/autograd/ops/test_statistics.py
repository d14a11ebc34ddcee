"""Variance, deviation and norms: literal numbers, both libraries' conventions, kinks, errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

INF = np.inf


def slopes(function: Any, x: Any) -> tuple[Any, Any]:
    """The gradient, and the gradient of its sum."""
    t = Tensor(x, requires_grad=True)
    (first,) = ag.gradients(function(t).sum(), t, create_graph=True)
    (second,) = ag.gradients(first.sum(), t, allow_unused=True)
    return first.tolist(), None if second is None else second.tolist()


# 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares of distances 9 1 1 1 0 0 4 16, together 32.
SAMPLE = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]
DISTANCES = np.array(SAMPLE) - 5


def test_variance_of_a_population_and_of_a_sample() -> None:
    x = Tensor(SAMPLE)
    assert ag.var(x).item() == 4.0
    assert ag.std(x).item() == 2.0
    assert ag.var(x, axis=0).item() == 4.0
    assert ag.var(x, dim=0).item() == pytest.approx(32 / 7)
    assert ag.std(x, dim=0).item() == pytest.approx((32 / 7) ** 0.5)
    for one in ({"ddof": 1}, {"correction": 1}, {"unbiased": True}):
        assert ag.var(x, **one).item() == pytest.approx(32 / 7)
    for none in ({"ddof": 0}, {"correction": 0}, {"unbiased": False}):
        assert ag.std(x, dim=0, keepdim=True, **none).tolist() == [2.0]


def test_derivatives_of_variance_and_deviation() -> None:
    first, second = slopes(ag.var, SAMPLE)  # 2 (x - 5) / 8
    assert first == (DISTANCES / 4).tolist()
    assert second == pytest.approx([0.0] * 8)
    assert slopes(lambda t: ag.var(t, ddof=1), SAMPLE)[0] == pytest.approx((2 * DISTANCES / 7).tolist())
    assert slopes(ag.std, SAMPLE)[0] == (DISTANCES / 16).tolist()  # (x - 5) / (2 * 8)


def test_heights_and_weights_of_the_slides() -> None:
    """Deck 3, height and weight: mean, deviation of a population, deviation of a sample."""
    x = Tensor([[180.0, 83.0], [170.0, 73.0], [175.0, 78.0], [170.0, 64.0], [163.0, 52.0],
                [154.0, 45.0], [165.0, 70.0], [160.0, 55.0], [173.0, 71.0]])  # fmt: skip
    assert x.mean(axis=0).tolist() == pytest.approx([167.777777778, 65.666666667])
    assert ag.std(x, axis=0).tolist() == pytest.approx([7.597920443235, 11.94431524478])
    assert ag.std(x, dim=0).tolist() == pytest.approx([8.058811602491, 12.66885945932])


def test_where_all_elements_are_equal_the_deviation_is_flat() -> None:
    for value in (2.0, 0.1, 1e8 + 0.3):  # the mean of three times 0.1 is not 0.1
        assert ag.std(Tensor([value] * 3)).item() == 0.0
        assert slopes(ag.std, [value] * 3) == ([0.0] * 3, [0.0] * 3)
        assert slopes(lambda t: ag.std(t, dim=0), [value] * 3) == ([0.0] * 3, [0.0] * 3)
    assert slopes(lambda t: ag.std(t, axis=1), [[1.0, 1.0], [1.0, 3.0]])[0] == [[0.0, 0.0], [-0.5, 0.5]]


def test_variance_of_large_numbers_keeps_its_digits() -> None:
    assert ag.var(Tensor([1e9, 1e9 + 1, 1e9 + 2])).item() == pytest.approx(2 / 3, rel=1e-12)


def test_a_sample_of_one_has_no_variance() -> None:
    x = Tensor([2.0], requires_grad=True)
    with pytest.warns(RuntimeWarning, match="invalid value"):
        result = ag.var(x, dim=0)
    assert np.isnan(result.item())
    result.backward()
    assert np.isnan(x.grad.numpy()).all()
    with pytest.warns(RuntimeWarning):
        assert np.isnan(ag.std(Tensor(np.zeros(0))).item())


def test_variance_of_integers_and_numbers() -> None:
    assert ag.var(Tensor([1, 2, 3, 4])).item() == 1.25
    assert ag.var(np.array([0, 255], np.uint8)) == 127.5**2
    assert ag.var(3.0) == 0.0
    assert ag.std([1, 3]) == 1.0


def test_one_thing_under_two_names_is_an_error() -> None:
    x = Tensor([1.0, 2.0])
    with pytest.raises(TypeError, match=r"var\(\) got correction= and ddof=, which mean the same; give one"):
        ag.var(x, correction=1, ddof=1)
    with pytest.raises(TypeError, match=r"std\(\) got ddof= and unbiased=, which mean the same"):
        ag.std(x, ddof=1, unbiased=True)
    with pytest.raises(TypeError, match=r"var\(\) got both axis= and dim=, which mean the same"):
        ag.var(x, axis=0, dim=0)
    with pytest.raises(TypeError, match=r"norm\(\) got both axis= and dim=, which mean the same"):
        ag.norm(x, axis=0, dim=0)
    with pytest.raises(TypeError, match=r"norm\(\) got both ord= and p=, which mean the same"):
        ag.norm(x, 1, p=1)
    with pytest.raises(ValueError, match=r"std\(Tensor of shape \(2,\)\): axis 1 is out of bounds"):
        ag.std(x, axis=1)


# (3, -4): p, the norm, its gradient, and the sum of the rows of its Hessian.
@pytest.mark.parametrize(
    ("p", "value", "first", "second"),
    [
        (2, 5.0, [0.6, -0.8], [0.224, 0.168]),
        ("fro", 5.0, [0.6, -0.8], [0.224, 0.168]),
        (1, 7.0, [1.0, -1.0], None),
        (0, 2.0, [0.0, 0.0], None),
        (INF, 4.0, [0.0, -1.0], None),
        (-INF, 3.0, [1.0, 0.0], None),
        (3, 91 ** (1 / 3), [9 / 91 ** (2 / 3), -16 / 91 ** (2 / 3)], [0.3650062373173625, 0.2737546779880219]),
        (0.5, 7 + 48**0.5, [2.154700538379252, -1.8660254037844386], [-0.3367876570272817, -0.2525907427704613]),
        (-1, 12 / 7, [16 / 49, -9 / 49], [-0.163265306122449, -0.12244897959183676]),
    ],
)  # fmt: skip
def test_norms(p: Any, value: float, first: Any, second: Any) -> None:
    assert ag.norm(Tensor([3.0, -4.0]), p=p).item() == pytest.approx(value)
    found = slopes(lambda t: ag.norm(t, p=p), [3.0, -4.0])
    assert found[0] == pytest.approx(first)
    assert found[1] == pytest.approx(second or [0.0, 0.0])


def test_norms_of_the_slides() -> None:
    """Deck 2, L1 and L2 norm of (1, 2, 3, 4, 5); the root of 55 is 7.4162, not 7.4161."""
    x = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert ag.norm(Tensor(x), p=1).item() == 15.0
    assert ag.norm(Tensor(x)).item() == pytest.approx(7.416198487096, abs=1e-12)
    assert slopes(lambda t: ag.norm(t, 1), x)[0] == [1.0] * 5
    assert slopes(ag.norm, x)[0] == pytest.approx(
        [0.1348399724926, 0.2696799449853, 0.4045199174779, 0.5393598899706, 0.6741998624632]
    )


@pytest.mark.filterwarnings("ignore:divide by zero")  # 0 to a negative power, as in NumPy
@pytest.mark.parametrize("p", [2, 1, 0, 0.5, 1.5, 3, INF, -INF, -1, -2])
def test_no_norm_has_nan_in_its_derivatives_at_zero(p: float) -> None:
    zeros = [0.0, 0.0]
    assert ag.norm(Tensor(zeros), p=p).item() == 0.0
    assert slopes(lambda t: ag.norm(t, p=p), zeros) == (zeros, zeros)
    first, second = slopes(lambda t: ag.norm(t, p=p), [0.0, 2.0])
    assert first == pytest.approx([0.0, 1.0] if p > 0 else zeros)
    assert second == pytest.approx([0.5, 0.0] if p == 2 else zeros)


def test_elements_of_equal_size_share_the_norm_of_infinity() -> None:
    assert slopes(lambda t: ag.norm(t, p=INF), [3.0, -3.0, 1.0])[0] == [0.5, -0.5, 0.0]
    assert slopes(lambda t: ag.norm(t, p=-INF, axis=1), [[3.0, -3.0], [1.0, 2.0]])[0] == [[0.5, -0.5], [1.0, 0.0]]


def test_norm_of_rows_where_one_is_zero() -> None:
    first, second = slopes(lambda t: ag.norm(t, axis=-1), [[3.0, 4.0], [0.0, 0.0]])
    assert first == [[0.6, 0.8], [0.0, 0.0]]
    assert second == [pytest.approx([0.032, -0.024]), [0.0, 0.0]]


def test_norms_of_nothing_of_a_number_and_of_integers() -> None:
    nothing = Tensor(np.zeros(0))
    assert [ag.norm(nothing, p=p).item() for p in (2, 1, 0, INF)] == [0.0] * 4
    with pytest.raises(ValueError, match=r"norm\(Tensor of shape \(0,\)\): zero-size array"):
        ag.norm(nothing, p=-INF)
    assert ag.norm(-3.0) == 3.0
    assert ag.norm(Tensor([3, 4])).item() == 5.0
    assert ag.norm([1, 2], p=-1) == pytest.approx(2 / 3)
    assert ag.norm(Tensor([1.0], dtype=np.float32), p=np.float64(3)).dtype == np.float32


@pytest.mark.parametrize("ord", [2, 1, INF, -2])
def test_what_numpy_takes_for_a_norm_of_matrices_is_an_error(ord: Any) -> None:
    matrix = Tensor([[3.0, 0.0], [0.0, 4.0]])
    for call in (lambda: ag.norm(matrix, ord), lambda: ag.norm(matrix, ord=ord, axis=(0, 1)),
                 lambda: np.linalg.norm(matrix, ord)):  # fmt: skip
        with pytest.raises(ValueError, match=rf"norm of matrices in NumPy.* write p={ord}$"):
            call()
    assert ag.norm(matrix, p=2).item() == ag.norm(matrix, "fro").item() == ag.norm(matrix).item() == 5.0
    assert ag.norm(matrix, 1, axis=0).tolist() == [3.0, 4.0]
    assert np.linalg.norm(matrix, 1, axis=0).tolist() == [3.0, 4.0]


@pytest.mark.parametrize("p", ["nuc", float("nan"), Tensor(2.0), 1j])
def test_what_is_no_norm_is_refused(p: Any) -> None:
    with pytest.raises(ValueError, match='p must be a number, inf and -inf included, or "fro"; got'):
        ag.norm(Tensor([1.0]), p=p)


def test_variance_leaves_its_input_alone() -> None:
    for x in (np.array([1.0, 2.0, 4.0]), np.array([1, 2, 4])):
        ag.var(x)
        ag.std(Tensor(x))
        assert x.tolist() == [1, 2, 4]


def test_a_correction_is_a_number() -> None:
    with pytest.raises(TypeError, match="var: ddof must be a number, got 'a'"):
        ag.var(Tensor([1.0, 2.0]), ddof="a")
    x = Tensor(np.array([1.0, 2.0], np.float32))
    assert ag.var(x, ddof=np.int64(1)).item() == 0.5
    assert ag.var(x, ddof=np.int64(1)).dtype == np.float32


def test_a_count_of_elements_lets_no_infinite_gradient_through() -> None:
    x = Tensor([1.0, 0.0], requires_grad=True)
    (slope,) = ag.gradients(ag.norm(x, p=0), x, Tensor(np.inf))
    assert slope.tolist() == [0.0, 0.0]
