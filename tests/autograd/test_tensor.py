"""Tensor itself: construction, dtypes, manners, what it prints, errors."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor


def test_numbers_are_numpy_scalars_and_stay_so() -> None:
    x = Tensor(2.0, requires_grad=True)
    for t in (x, x * 3.0, ag.exp(x), x.sum(), Tensor(np.array(2.0)), Tensor([1.0, 2.0])[0],
              Tensor([[2.0]]).reshape(()), ag.where(True, x, 0.0), Tensor([1.0, 2.0]).max()):  # fmt: skip
        assert type(t.data) is np.float64


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (2.0, "float64"), (2, "int64"), (True, "bool"), ([1.0, 2.0], "float64"), ([1, 2], "int64"),
        (np.float32(1.0), "float32"), (np.ones(2, np.float32), "float32"), ([], "float64"),
    ],
)  # fmt: skip
def test_dtypes_are_numpys(data: object, dtype: str) -> None:
    assert Tensor(data).dtype == dtype


def test_python_numbers_are_weak_and_scalar_tensors_strong() -> None:
    x = Tensor(np.ones(2, np.float32), requires_grad=True)
    for y in (x * 2.0, 2.0 * x, x + 1, x / 3.0, x**2, 2.0**x, -x, ag.maximum(x, 0.0), abs(x),
              ag.where(x > 0, x, 0.0), ag.clip(x, 0.0, 1.0), ag.relu(x), ag.sigmoid(x)):  # fmt: skip
        assert y.dtype == np.float32
    assert (x * Tensor(2.0)).dtype == np.float64
    assert (Tensor([1, 2]) / 2).dtype == np.float64


def test_default_dtype_governs_lists_and_creation() -> None:
    try:
        ag.set_default_dtype(np.float32)
        tensors = [Tensor(1.0), Tensor([1.0]), ag.zeros(2), ag.rand(2), ag.linspace(0, 1, 3),
                   ag.full((2,), 1.0), ag.arange(0.0, 2.0), ag.eye(2)]  # fmt: skip
        assert {t.dtype for t in tensors} == {np.dtype(np.float32)}
        assert Tensor(np.ones(2)).dtype == np.float64
        assert ag.arange(3).dtype == np.int64
    finally:
        ag.set_default_dtype(None)
    with pytest.raises(TypeError, match="must be a floating-point one"):
        ag.set_default_dtype(int)


def test_integers_cannot_require_a_gradient_and_the_error_suggests_what_to_write() -> None:
    with pytest.raises(RuntimeError, match=r"floating-point dtype can require gradients.*Write 2\.0 instead of 2"):
        Tensor(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="'n' has dtype int64"):
        Tensor([1, 2], name="n").requires_grad = True


@pytest.mark.parametrize("data", ["text", ["a", "b"], object(), None, {"a": 1}])
def test_data_without_numbers_is_refused(data: object) -> None:
    with pytest.raises(TypeError, match="a Tensor holds numbers"):
        Tensor(data)


def test_attributes_of_numpy_and_methods_of_pytorch() -> None:
    t = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert (t.shape, t.ndim, t.size, t.numel(), t.dim()) == ((2, 3), 2, 6, 6, 2)
    assert t.size() == (2, 3)
    assert t.size(1) == 3
    assert t.T.shape == (3, 2)
    assert t.view(3, -1).shape == (3, 2)
    assert (t.float().dtype, t.double().dtype, t.long().dtype) == (np.float32, np.float64, np.int64)
    assert t.flatten().shape == (6,)
    assert t.is_leaf
    assert t.numpy() is t.data


def test_scalar_manners() -> None:
    t = Tensor(2.5)
    assert (float(t), int(t), bool(t), f"{t:.2f}", f"{t}") == (2.5, 2, True, "2.50", "2.5")
    assert Tensor([7]).item() == 7
    assert [10, 20, 30][Tensor(1)] == 20
    assert len({t, t, Tensor(2.5)}) == 2
    with pytest.raises(ValueError, match=r"item\(\): only a tensor with one element .* has 2"):
        Tensor([1.0, 2.0]).item()
    with pytest.raises(ValueError, match="truth value of .* is ambiguous"):
        bool(Tensor([1.0, 2.0]))
    with pytest.raises(TypeError, match="only a single integer can serve as an index"):
        [1, 2][Tensor(1.0)]
    with pytest.raises(TypeError, match="format '.2f' needs a single value"):
        format(Tensor([1.0, 2.0]), ".2f")


def test_length_and_iteration() -> None:
    t = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    assert len(t) == 2
    rows = list(t)
    (rows[0] * rows[1]).sum().backward()
    assert t.grad.tolist() == [[3.0, 4.0], [1.0, 2.0]]
    with pytest.raises(TypeError, match="without axes"):
        len(Tensor(1.0))
    with pytest.raises(TypeError, match="without axes"):
        iter(Tensor(1.0))


def test_repr_tells_value_name_and_origin() -> None:
    x = Tensor(3.0, requires_grad=True, name="x")
    assert repr(x) == "Tensor(3.0, name='x', requires_grad=True)"
    assert repr(x * x) == "Tensor(9.0, operation=multiply)"
    assert repr(Tensor([1, 2])) == "Tensor([1, 2])"
    assert repr(Tensor(np.ones(2, np.float32))) == "Tensor([1., 1.], dtype=float32)"
    assert repr(Tensor([[1.0], [2.0]])) == "Tensor([[1.],\n        [2.]])"
    assert len(repr(Tensor(np.zeros((1000, 1000))))) < 400


def test_requires_grad_is_for_leaves() -> None:
    x = Tensor([1.0, 2.0]).requires_grad_()
    y = x * 2.0
    with pytest.raises(RuntimeError, match=r"was computed by multiply: .*Use detach\(\)"):
        y.requires_grad = False
    d = y.detach()
    assert not d.requires_grad
    assert d.is_leaf
    assert np.may_share_memory(d.data, y.data)


def test_bare_arrays_only_without_gradient() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True, name="x")
    with pytest.raises(RuntimeError, match=r"'x' that requires grad. Use .detach\(\).numpy\(\)"):
        x.numpy()
    with pytest.raises(RuntimeError, match=r"Use .detach\(\).numpy\(\)"):
        np.asarray(x)
    assert np.asarray(x.detach()).tolist() == [1.0, 2.0]


def test_grad_must_have_the_tensors_shape() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    x.grad = [3.0, 4.0]
    assert x.grad.tolist() == [3.0, 4.0]
    with pytest.raises(ValueError, match=r"must have its shape \(2,\), got \(3,\)"):
        x.grad = np.ones(3)
    with pytest.raises(TypeError, match="a Tensor's name is a string"):
        x.name = 3


def test_integer_results_carry_no_history() -> None:
    x = Tensor([1.5, 2.5], requires_grad=True)
    for result in (x.long(), x > 2.0, x.argmax(), x.bool()):
        assert not result.requires_grad


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        (lambda x: x + np.ones(3), ValueError, r"add\(x: Tensor of shape \(2,\), array of shape \(3,\)\): operands could not be broadcast"),
        (lambda x: x @ np.ones((3, 2)), ValueError, "mat1 and mat2 shapes cannot be multiplied"),
        (lambda x: x @ 2.0, ValueError, r"multiply by it with \*"),
        (lambda x: x + "1", TypeError, "add: cannot use str '1' as an operand"),
        (lambda x: x + None, TypeError, "add"),
        (lambda x: x.reshape(3, 3), ValueError, r"reshape\(x: .*cannot reshape"),
        (lambda x: x[5], IndexError, r"getitem\(x: .*out of bounds"),
        (lambda x: x[0.5], IndexError, "getitem"),
        (lambda x: x.sum(axis=3), ValueError, r"sum\(x: .*axis 3 is out of bounds"),
        (lambda x: x.sum(axes=1), TypeError, r"sum\(\) got an unexpected keyword argument|unexpected argument 'axes'"),
        (lambda x: x.clip(), ValueError, "at least one of the bounds"),
        (lambda x: ag.concatenate([]), ValueError, "at least one tensor"),
        (lambda x: ag.concatenate([x, x.reshape(1, 2)]), ValueError, "concatenate"),
        (lambda x: ag.stack(x, np.ones(2), 3), TypeError, "takes a list of tensors as its first argument"),
        (lambda x: ag.linear(x, np.ones((3, 5))), ValueError, r"linear\(.*in_features"),
        (lambda x: x.squeeze(0), ValueError, "squeeze"),
        (lambda x: x.transpose(0, 1), ValueError, "axis 1 is out of bounds for a tensor with 1 axes"),
        (lambda x: x.flatten(1, 0), ValueError, "axis 1 is out of bounds"),
        (lambda x: x.clip(max=x), TypeError, r"clip\(\) cannot be differentiated with respect to its argument 'max'"),
        (lambda x: ag.operation()(lambda y: y), TypeError, "needs a derivative rule for each"),
        (ag.reshape, TypeError, r"reshape\(\) misses an argument"),
        (ag.one_hot, TypeError, "class indices must be integers"),
        (lambda x: ag.one_hot(Tensor([3]), 2), ValueError, "must lie between 0 and 1"),
    ],
)  # fmt: skip
def test_errors_name_operation_operands_and_shapes(wrong: object, error: type, text: str) -> None:
    x = Tensor([1.0, 2.0], requires_grad=True, name="x")
    with pytest.raises(error, match=text):
        wrong(x)
