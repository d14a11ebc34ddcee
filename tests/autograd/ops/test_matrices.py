"""Square matrices: literal numbers, singular and large ones, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor
from autograd.testing import gradcheck


def leaf(values: object, **settings: Any) -> Tensor:
    return Tensor(np.array(values, dtype=float), requires_grad=True, **settings)


def random(*shape: int) -> Any:
    return np.random.default_rng(4).uniform(-1.0, 1.0, shape)


def test_diagonals_by_hand() -> None:
    x = leaf([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    y = ag.diagonal(x, 1)
    assert y.tolist() == [2.0, 6.0]
    y.backward(Tensor([10.0, 20.0]))
    assert x.grad.tolist() == [[0.0, 10.0, 0.0], [0.0, 0.0, 20.0]]
    x.grad = None
    ag.trace(x).backward()
    assert x.grad.tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    v = leaf([1.0, 2.0])
    matrix = ag.diag(v, -1)
    assert matrix.tolist() == [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    (matrix * np.arange(9.0).reshape(3, 3)).sum().backward()
    assert v.grad.tolist() == [3.0, 7.0]


def test_triangles_by_hand() -> None:
    x = leaf([[1.0, 2.0], [3.0, np.nan]])
    lower, upper = ag.tril(x, -1), ag.triu(x, diagonal=1)
    assert lower.tolist() == [[0.0, 0.0], [3.0, 0.0]]  # what is cut off may be anything
    assert upper.tolist() == [[0.0, 2.0], [0.0, 0.0]]
    (lower * 5.0 + upper * 7.0).sum().backward()
    assert x.grad.tolist() == [[0.0, 7.0], [5.0, 0.0]]


def test_inverse_by_hand() -> None:
    x = leaf([[2.0, 1.0], [1.0, 1.0]])
    y = ag.inv(x)
    np.testing.assert_allclose(y.detach().numpy(), [[1.0, -1.0], [-1.0, 2.0]], rtol=1e-14)
    y[0, 0].backward()  # d(1/X)_00 = -(1/X)_0i dX_ij (1/X)_j0
    np.testing.assert_allclose(x.grad.numpy(), [[-1.0, 1.0], [1.0, -1.0]], rtol=1e-14)


def test_solution_of_equations_by_hand() -> None:
    a, b = leaf([[2.0, 1.0], [1.0, 1.0]]), leaf([3.0, 2.0])
    x = ag.solve(a, b)
    np.testing.assert_allclose(x.detach().numpy(), [1.0, 1.0], rtol=1e-14)
    x[1].backward()  # s = inv(A).T @ (0, 1) = (-1, 2); the gradient of A is -s x.T
    np.testing.assert_allclose(b.grad.numpy(), [-1.0, 2.0], rtol=1e-14)
    np.testing.assert_allclose(a.grad.numpy(), [[1.0, 1.0], [-2.0, -2.0]], rtol=1e-14)


def test_determinant_by_hand() -> None:
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    y = ag.det(x)
    assert y.item() == pytest.approx(-2.0, rel=1e-14)
    y.backward()
    np.testing.assert_allclose(x.grad.numpy(), [[4.0, -3.0], [-2.0, 1.0]], rtol=1e-14)
    sign, logarithm = ag.slogdet(x)
    assert sign.item() == -1.0
    assert not sign.requires_grad
    assert logarithm.item() == pytest.approx(np.log(2), rel=1e-14)


def test_cholesky_by_hand() -> None:
    """L = [[a, 0], [b, c]] with a = sqrt(x00), b = x10 / a, c = sqrt(x11 - b**2)."""
    x = leaf([[4.0, 2.0], [2.0, 5.0]])
    factor = ag.cholesky(x)
    assert factor.tolist() == [[2.0, 0.0], [1.0, 2.0]]
    assert ag.cholesky(x, upper=True).tolist() == [[2.0, 1.0], [0.0, 2.0]]
    factor[0, 0].backward(retain_graph=True)  # da = dx00 / 2a
    np.testing.assert_allclose(x.grad.numpy(), [[0.25, 0.0], [0.0, 0.0]], atol=1e-15)
    x.grad = None
    factor[1, 0].backward(retain_graph=True)  # db = dx10 / a - b da / a, half of dx10 for dx01
    np.testing.assert_allclose(x.grad.numpy(), [[-0.125, 0.25], [0.25, 0.0]], atol=1e-15)
    x.grad = None
    factor[1, 1].backward()  # dc = (dx11 - 2 b db) / 2c
    np.testing.assert_allclose(x.grad.numpy(), [[0.0625, -0.125], [-0.125, 0.25]], atol=1e-15)


def test_cholesky_takes_the_symmetric_part() -> None:
    x = leaf([[4.0, 3.0], [1.0, 5.0]])
    assert ag.cholesky(x).tolist() == [[2.0, 0.0], [1.0, 2.0]]
    assert gradcheck(ag.cholesky, x, order=2)


# --- determinants of singular matrices ----------------------------------------------------------


def test_gradient_of_the_determinant_of_a_singular_matrix() -> None:
    """PyTorch 2.13 gives zeros here."""
    x = leaf([[1.0, 2.0], [2.0, 4.0]])
    ag.det(x).backward()
    np.testing.assert_allclose(x.grad.numpy(), [[4.0, -2.0], [-2.0, 1.0]], rtol=1e-14)
    zero = leaf(np.zeros((2, 2)))
    (slope,) = ag.gradients(ag.det(zero), zero, create_graph=True)
    assert slope.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    (curvature,) = ag.gradients(slope[0, 0], zero)
    assert curvature.tolist() == [[0.0, 0.0], [0.0, 1.0]]  # det = ad - bc, and NaN in PyTorch


def test_third_derivative_of_a_determinant_at_zero() -> None:
    x = leaf(np.zeros((3, 3)))
    (first,) = ag.gradients(ag.det(x), x, create_graph=True)
    (second,) = ag.gradients(first[0, 0], x, create_graph=True)
    (third,) = ag.gradients(second[1, 1], x)
    assert third.tolist() == [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]


@given(st.integers(1, 4), st.integers(0, 4), st.integers(0, 2**32 - 1))
def test_cofactors_of_matrices_of_any_rank(rows: int, rank: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    rank = min(rank, rows)
    x = generator.standard_normal((rows, rank)) @ generator.standard_normal((rank, rows))
    result = ag.cofactors(x)
    for i, j in np.ndindex(rows, rows):
        minor = np.delete(np.delete(x, i, 0), j, 1)
        assert result[i, j] == pytest.approx((-1) ** (i + j) * np.linalg.det(minor), abs=1e-10)
    np.testing.assert_allclose(x @ result.T, np.linalg.det(x) * np.eye(rows), atol=1e-10)


def test_second_derivatives_of_large_determinants() -> None:
    """Above and below the size where another rule takes over."""
    for rows in (12, 13):
        x = leaf(random(rows, rows) / 2 + np.eye(rows))
        (slope,) = ag.gradients(ag.det(x), x, create_graph=True)
        g = random(rows, rows)
        (curvature,) = ag.gradients((slope * g).sum(), x)
        # d/dt of det(X) inv(X).T along G is the same by symmetry of second derivatives.
        inverse = np.linalg.inv(x.data)
        expected = np.linalg.det(x.data) * (
            np.trace(inverse @ g) * inverse.T - (inverse @ g @ inverse).T
        )
        np.testing.assert_allclose(curvature.numpy(), expected, rtol=1e-9, atol=1e-12)


def test_a_matrix_with_nan_has_nan_cofactors_and_spoils_no_other() -> None:
    x = leaf([[[1.0, np.nan], [0.0, 1.0]], [[1.0, 2.0], [3.0, 4.0]]])
    with np.errstate(invalid="ignore"):
        total = ag.det(x).sum()
    total.backward()
    assert np.isnan(x.grad.numpy()[0]).all()
    np.testing.assert_allclose(x.grad.numpy()[1], [[4.0, -3.0], [-2.0, 1.0]], rtol=1e-14)


def test_logarithm_of_a_determinant_that_would_vanish() -> None:
    x = leaf(np.eye(200) * 0.01)
    _, logarithm = ag.slogdet(x)
    assert logarithm.item() == pytest.approx(200 * np.log(0.01))
    logarithm.backward()
    np.testing.assert_allclose(x.grad.numpy(), np.eye(200) * 100, rtol=1e-12)


# --- powers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 8, -1, -3])
@pytest.mark.parametrize("shape", [(2, 2), (2, 2, 2)])
def test_powers_of_matrices(n: int, shape: tuple[int, ...]) -> None:
    x = leaf(random(*shape) + 2 * np.eye(2))
    y = ag.matrix_power(x, n)
    np.testing.assert_allclose(y.detach().numpy(), np.linalg.matrix_power(x.data, n), rtol=1e-11)
    assert gradcheck(lambda x: ag.matrix_power(x, n), x, order=2)


# --- errors -------------------------------------------------------------------------------------


def singular(*stack: int) -> Tensor:
    return leaf(np.ones((*stack, 2, 2)), name="A")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ag.inv(singular()),
         r"inv\(A: Tensor of shape \(2, 2\)\): the matrix is singular \(its determinant is 0\): it has "
         r"no inverse"),
        (lambda: ag.inv(leaf([np.eye(2), np.ones((2, 2))])),
         r"inv\(Tensor of shape \(2, 2, 2\)\): matrix \[1\] of the stack is singular"),
        (lambda: ag.inv(np.ones((2, 2))), r"the matrix is singular"),
        (lambda: ag.solve(singular(), leaf([1.0, 2.0])),
         r"solve\(A: Tensor of shape \(2, 2\), Tensor of shape \(2,\)\): the matrix is singular .*: the "
         r"equations have no solution or many"),
        (lambda: ag.matrix_power(singular(), -1), r"inv\(A: Tensor of shape \(2, 2\)\): the matrix is"),
        (lambda: ag.cholesky(leaf([[1.0, 2.0], [2.0, 1.0]])),
         r"cholesky\(Tensor of shape \(2, 2\)\): the matrix is not positive definite: its eigenvalues"),
        (lambda: ag.inv(leaf(np.ones((2, 3)))),
         r"inv\(Tensor of shape \(2, 3\)\): needs square matrices in the last two axes, got shape "),
        (lambda: ag.det(leaf(np.ones(3))), r"det\(.*: needs square matrices"),
        (lambda: ag.slogdet(leaf(np.ones((3, 2)))), r"needs square matrices"),
        (lambda: ag.cholesky(leaf(np.ones((3, 2)))), r"cholesky\(.*: needs square matrices"),
        (lambda: ag.cofactors(leaf(np.ones((3, 2)))), r"cofactors\(.*: needs square matrices"),
        (lambda: ag.solve(leaf(np.ones((3, 2))), leaf(np.ones(3))), r"needs square matrices"),
        (lambda: ag.matrix_power(leaf(np.ones((3, 2))), 2), r"matrix_power: needs square matrices"),
        (lambda: ag.solve(leaf(np.eye(2)), leaf(np.ones((5, 3)))),
         r"b has shape \(5, 3\), but with 2 equations it must be a vector of shape \(2,\) or matrices "
         r"of shape \(..., 2, k\)"),
        (lambda: ag.solve(leaf(np.eye(2)), 1.0), r"b has shape \(\), but with 2 equations"),
        (lambda: ag.tril(leaf(np.ones(3))), r"tril\(.*: needs a matrix or a stack of matrices"),
        (lambda: ag.triu(leaf(np.ones(3))), r"triu\(.*: needs a matrix or a stack of matrices"),
        (lambda: ag.diag(leaf(np.ones((2, 2, 2)))), r"diag: needs a vector or a matrix, got shape"),
        (lambda: ag.diag_embed(leaf(1.0)), r"diag_embed: a single number has no axis"),
        (lambda: ag.diag_embed(leaf([1.0, 2.0]), 0, 1, -1), r"axis1 1 and axis2 -1 are the same"),
        (lambda: ag.diagonal(leaf([1.0, 2.0])), r"diagonal\(.*at least two dimensions"),
        (lambda: ag.trace(leaf(np.ones((2, 2))), 0, 1, 1), r"diagonal\("),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ag.matrix_power(leaf(np.eye(2)), 0.5), r"integer"),
        (lambda: ag.tril(leaf(np.eye(2)), 1, diagonal=1), r"tril\(\) got both k= and diagonal="),
        (lambda: ag.diagonal(leaf(np.eye(2)), 0, 1, dim1=0), r"got multiple values for argument .axis1"),
    ],
)
def test_calls_of_no_known_form_are_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()


def test_the_logarithm_of_a_vanishing_determinant_has_no_gradient() -> None:
    sign, logarithm = ag.slogdet(singular())
    assert (sign.item(), logarithm.item()) == (0.0, -np.inf)
    with pytest.raises(ValueError, match=r"the matrix is singular \(its determinant is 0\)"):
        logarithm.backward()


def test_numpys_rule_for_what_is_a_vector() -> None:
    """Two matrices beside a (2, 2) array: one matrix for both, not a vector for each."""
    a, b = random(2, 2, 2) + 3 * np.eye(2), random(2, 2)
    result = ag.solve(leaf(a), leaf(b))
    assert result.shape == (2, 2, 2)
    np.testing.assert_allclose(result.detach().numpy(), np.linalg.solve(a, b), rtol=1e-14)
    each = ag.solve(leaf(a), leaf(b[..., None]))  # PyTorch's reading
    assert each.shape == (2, 2, 1)


def test_errors_name_the_function_that_was_called() -> None:
    x = Tensor(np.ones((2, 3)))
    with pytest.raises(ValueError, match="slogdet: needs square matrices"):
        ag.slogdet(x)
    with pytest.raises(ValueError, match="matrix_power: needs square matrices"):
        ag.matrix_power(x, 2)
    with pytest.raises(TypeError, match="matrix_power: the power must be an integer, got 0.5"):
        ag.matrix_power(Tensor(np.eye(2)), 0.5)
    with pytest.raises(TypeError, match="diag_embed: the offset must be an integer, got None"):
        ag.diag_embed(x, None)
