"""NumPy's own functions on Tensors: recorded, or an error that names the function."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor

X = [[1.0, 2.0], [3.0, 5.0]]


@pytest.mark.parametrize(
    "function",
    [
        np.exp, np.log, np.sqrt, np.square, np.abs, np.negative, np.tanh, np.sum, np.mean, np.max,
        np.min, np.transpose, np.squeeze, lambda t: np.reshape(t, (4,)), lambda t: np.clip(t, 0, 2),
        lambda t: np.sum(t, axis=0, keepdims=True), lambda t: np.multiply(2.0, t),
        lambda t: np.ones((3, 2)) @ t, lambda t: np.concatenate([t, np.ones((1, 2))]),
        lambda t: np.stack([t, t], axis=1), lambda t: np.where(np.eye(2) > 0, t, 0.0),
        lambda t: np.broadcast_to(t, (3, 2, 2)), lambda t: np.maximum(t, 2.5),
        lambda t: np.float64(3.0) * t, lambda t: np.expand_dims(t, 0), lambda t: np.power(t, 2),
    ],
)  # fmt: skip
def test_numpy_function_gives_a_recorded_tensor(function: object) -> None:
    t = Tensor(X, requires_grad=True)
    result = function(t)
    assert isinstance(result, Tensor)
    assert result.requires_grad
    np.testing.assert_allclose(result.detach().numpy(), function(np.array(X)))
    result.sum().backward()
    assert t.grad.shape == (2, 2)


def test_unknown_function_on_a_tensor_that_requires_grad_is_named() -> None:
    t = Tensor(X, requires_grad=True)
    for function, name in (
        (np.convolve, "convolve"), (np.fmod, "fmod"), (np.median, "median"),
        (np.add.reduce, "add.reduce"), (lambda t: np.exp(t, out=np.empty((2, 2))), "exp with out="),
        (np.linalg.eigh, "linalg.eigh"), (np.linalg.trace, "linalg.trace"), (np.fft.fft, "fft.fft"),
        (lambda t: np.sum(t, dtype=float, where=t > 1), "sum with dtype= with where="),
        (lambda t: np.mean(t, None, np.float32), "mean with dtype="),
        (lambda t: np.sort(t, kind="stable"), "sort with kind="),
    ):  # fmt: skip
        arguments = (t, 2.0) if name in ("fmod", "convolve") else (t,)
        with pytest.raises(TypeError, match=rf"numpy\.{name} .*lose the history"):
            function(*arguments)


M = np.array([[4.0, 1.0], [1.0, 3.0]])
# Written with NumPy alone, in NumPy's own ways to give arguments.
CALLS = [
    lambda t: np.var(t, 0, None, None, 1), lambda t: np.std(t, axis=0, ddof=1, keepdims=True),
    lambda t: np.clip(t, a_min=1.5, a_max=None), lambda t: np.clip(t, 1.5, 3.0),
    lambda t: np.reshape(t, (4,), "C"), lambda t: np.transpose(t, axes=(1, 0)),
    lambda t: np.transpose(t, (1, 0)), lambda t: np.tensordot(t, M, axes=1),
    lambda t: np.tensordot(M, t, ([0], [1])), lambda t: np.einsum("ij,jk->ik", t, M),
    lambda t: np.einsum("ij,jk,kl", t, M, t, optimize=True), lambda t: np.dot(M, t),
    lambda t: np.inner(t, M), lambda t: np.outer(t, M), lambda t: np.kron(t, M),
    lambda t: np.trace(t, 1), lambda t: np.diagonal(t, offset=-1), lambda t: np.diag(t[0], k=1),
    lambda t: np.tril(t, k=-1), np.triu, np.linalg.norm,
    lambda t: np.linalg.norm(t, axis=1), lambda t: np.linalg.norm(t, 1, axis=-1, keepdims=True),
    np.linalg.inv, lambda t: np.linalg.solve(t, M), np.linalg.det,
    lambda t: np.linalg.slogdet(t)[1], lambda t: np.linalg.cholesky(t @ np.swapaxes(t, 0, 1)),
    lambda t: np.linalg.matrix_power(t, 3), lambda t: np.prod(t, axis=0), np.cumsum,
    lambda t: np.cumprod(t, axis=1), lambda t: np.sort(t, axis=0), lambda t: np.amax(t, axis=0),
    lambda t: np.nansum(t, 1), lambda t: np.floor(t) + t, lambda t: np.round(t, 1) + t,
    lambda t: np.arctan2(t, M), lambda t: np.hstack([t, M]), lambda t: np.vstack((M, t)),
    lambda t: np.split(t, 2, axis=1)[1], lambda t: np.split(t, [1])[0], lambda t: np.tile(t, (1, 2)),
    lambda t: np.repeat(t, [1, 3], axis=0), lambda t: np.roll(t, shift=1, axis=1),
    lambda t: np.flip(t, 0), np.rot90, lambda t: np.moveaxis(t, 0, -1),
    lambda t: np.swapaxes(t, axis1=0, axis2=1), np.ravel, lambda t: np.atleast_2d(t[0]),
    lambda t: np.pad(t, 1), lambda t: np.pad(t, ((1, 0), (0, 2)), "constant", constant_values=7.0),
    lambda t: np.pad(t, 1, mode="reflect"), lambda t: np.take(t, [1, 1, 0], axis=0),
    lambda t: np.take_along_axis(t, np.array([[1], [0]]), axis=1), lambda t: np.meshgrid(t[0], M[0])[0],
    lambda t: np.meshgrid(t[0], M[0], indexing="ij")[0], lambda t: np.concatenate((t, M), axis=None),
    lambda t: np.nan_to_num(t, nan=1.0), lambda t: np.broadcast_to(t, shape=(3, 2, 2)),
    lambda t: np.squeeze(np.expand_dims(t, axis=0), axis=0), np.copy,
    lambda t: np.astype(t, np.float32), np.matrix_transpose, lambda t: np.remainder(t, 2.0),
    lambda t: np.permute_dims(t, (1, 0)), lambda t: np.concat([t, t]),
]  # fmt: skip


@pytest.mark.parametrize("function", CALLS, ids=range(len(CALLS)))
def test_numpys_arguments_mean_what_they_mean_in_numpy(function: object) -> None:
    t = Tensor(X, requires_grad=True)
    result = function(t)
    assert isinstance(result, Tensor)
    assert result.requires_grad
    expected = function(np.array(X))
    assert result.dtype == expected.dtype
    np.testing.assert_allclose(result.detach().numpy(), expected, rtol=1e-12)


def test_what_has_numpys_name_is_what_numpys_function_finds() -> None:
    for name in set(ag.ops.__all__) & set(dir(np)):
        assert ag.numpy_protocol._find(name) is getattr(ag.ops, name)


def test_questions_without_a_derivative_are_answered() -> None:
    t = Tensor(X, requires_grad=True)
    assert np.argsort(t, axis=None).tolist() == [0, 1, 2, 3]
    assert np.count_nonzero(t) == 4
    assert np.allclose(t, X)
    assert np.array_equal(t, np.array(X))
    assert np.zeros_like(t).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert np.isnan(t).any().item() is False
    assert np.argmax(t, axis=1).tolist() == [1, 1]
    with pytest.raises(TypeError, match="numpy.divmod has no counterpart"):
        np.divmod(t, 2.0)


def test_unknown_function_on_a_constant_tensor_works_on_its_array() -> None:
    t = Tensor(X)
    assert np.median(t) == 2.5
    assert np.sum(t, dtype=np.float32).dtype == np.float32
    assert np.allclose(t, X)
    assert np.array_equal(t, np.array(X))


def test_questions_about_shape_are_answered() -> None:
    t = Tensor(X, requires_grad=True)
    assert (np.shape(t), np.ndim(t), np.size(t)) == ((2, 2), 2, 4)
    assert np.result_type(t, np.float32) == np.float64


def test_indices_may_be_tensors() -> None:
    t = Tensor(X, requires_grad=True)
    assert t[Tensor([1, 0])].tolist() == [[3.0, 5.0], [1.0, 2.0]]
    assert t[t > 2.0].tolist() == [3.0, 5.0]
    assert t[Tensor(1), [Tensor(0), 1]].tolist() == [3.0, 5.0]
    ag.sum(t[t > 2.0]).backward()
    assert t.grad.tolist() == [[0.0, 0.0], [1.0, 1.0]]


@pytest.mark.parametrize(
    "write",
    [
        lambda c: np.multiply(c, 10.0, out=c), lambda c: np.add.at(c, [0], 1.0),
        lambda c: np.copyto(c, 7.0), lambda c: np.put(c, [0], 7.0), lambda c: np.clip(c, 0, 1, out=c),
        lambda c: np.putmask(c, [[True, False]] * 2, 0.0), lambda c: np.place(c, np.eye(2) > 0, [1.0]),
    ],
)  # fmt: skip
def test_numpy_does_not_write_into_a_tensor(write: object) -> None:
    c, w = Tensor(np.array(X)), Tensor(X, requires_grad=True)
    y = (w * c).sum()
    with pytest.raises(TypeError, match=r"would write into a Tensor, .* Use copy_\(\)"):
        write(c)
    y.backward()
    assert w.grad.tolist() == c.tolist() == X


def test_a_function_of_several_names_takes_numpys_arguments() -> None:
    t = Tensor(X, requires_grad=True)
    assert np.nansum(t, axis=0).tolist() == [4.0, 7.0]
    with pytest.raises(TypeError, match="numpy.nansum with dtype="):
        np.nansum(t, dtype=np.float32)
