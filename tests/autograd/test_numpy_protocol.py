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
        (np.cumsum, "cumsum"), (np.fmod, "fmod"), (np.median, "median"),
        (np.add.reduce, "add.reduce"), (lambda t: np.exp(t, out=np.empty((2, 2))), "exp with out="),
    ):  # fmt: skip
        arguments = (t, 2.0) if name == "fmod" else (t,)
        with pytest.raises(TypeError, match=rf"numpy\.{name} .*lose the history"):
            function(*arguments)


def test_unknown_function_on_a_constant_tensor_works_on_its_array() -> None:
    t = Tensor(X)
    assert np.cumsum(t).tolist() == [1.0, 3.0, 6.0, 11.0]
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
