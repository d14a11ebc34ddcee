"""Every operation: values against NumPy, gradients against central differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd._operation import registry
from autograd.testing import gradcheck
from tests.autograd.cases import CASES, NOT_DIFFERENTIABLE, Case

TABLE = [
    pytest.param(case, shapes, id=f"{name}-{number}-{'-'.join(map(str, shapes))}".replace(" ", ""))
    for name, cases in CASES.items()
    for number, case in enumerate(cases)
    for shapes in case.shapes
]


def tensors(case: Case, shapes: Any, dtype: Any = np.float64) -> list[Tensor]:
    return [Tensor(a.astype(dtype)[()], requires_grad=True) for a in case.arrays(shapes)]


def test_every_operation_of_the_library_has_its_cases() -> None:
    ours = {m.name for m in registry.values() if m.forward.__module__.startswith("autograd.ops")}
    assert ours == CASES.keys() | NOT_DIFFERENTIABLE.keys()


@pytest.mark.parametrize(("case", "shapes"), TABLE)
def test_value_is_numpys(case: Case, shapes: Any) -> None:
    arrays = case.arrays(shapes)
    result = case.call(*tensors(case, shapes))
    expected = case.numpy(*arrays)
    assert result.shape == np.shape(expected)
    np.testing.assert_allclose(result.detach().numpy(), expected, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(("case", "shapes"), TABLE)
def test_gradients_to_second_order(case: Case, shapes: Any) -> None:
    assert gradcheck(case.call, tensors(case, shapes), order=2)


@pytest.mark.parametrize("name", CASES)
def test_gradients_to_third_order(name: str) -> None:
    """The check to second order, of the gradient: on the smallest case, for its cost."""
    sizes = [
        (np.sum([np.prod(s) for s in shapes]), number, shapes)
        for number, case in enumerate(CASES[name])
        for shapes in case.shapes
        if all(np.prod(s) for s in shapes)
    ]
    _, number, shapes = min(sizes, key=lambda entry: entry[:2])
    case = CASES[name][number]

    def slopes(*inputs: Tensor) -> tuple[Any, ...]:
        output = case.call(*inputs)
        weights = np.random.default_rng(4).uniform(0.5, 1.5, output.shape)
        found = ag.gradients(output, inputs, weights, create_graph=True, allow_unused=True)
        return tuple(slope for slope in found if slope is not None)

    assert gradcheck(slopes, tensors(case, shapes), order=2)


@pytest.mark.parametrize(("case", "shapes"), TABLE)
def test_float32_stays_float32_and_gradients_have_their_tensors_shape(case: Case, shapes: Any) -> None:
    inputs = tensors(case, shapes, np.float32)
    result = case.call(*inputs)
    if case.keeps_dtype:
        assert result.dtype == np.float32
    result.sum().backward()
    for x in inputs:
        assert x.grad is not None
        assert x.grad.dtype == np.float32
        assert x.grad.shape == x.shape


@pytest.mark.parametrize(("case", "shapes"), TABLE)
def test_noncontiguous_memory_gives_the_same(case: Case, shapes: Any) -> None:
    arrays = case.arrays(shapes)
    twice = [np.repeat(a[..., None], 2, axis=-1)[..., 0] if np.ndim(a) else a for a in arrays]
    plain = [Tensor(a, requires_grad=True) for a in arrays]
    strided = [Tensor(a, requires_grad=True) for a in twice]
    case.call(*plain).sum().backward()
    case.call(*strided).sum().backward()
    for p, s in zip(plain, strided, strict=True):
        np.testing.assert_allclose(p.grad.numpy(), s.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_every_operation_is_tested_with_no_elements_at_all(name: str) -> None:
    """In an input, or in the result."""
    sizes = [
        min(tensor.size for tensor in (*inputs, case.call(*inputs)))
        for case in CASES[name]
        for inputs in (tensors(case, shapes) for shapes in case.shapes)
    ]
    assert 0 in sizes or name in NEVER_EMPTY


ANALYTIC = [pytest.param(*p.values, id=p.id) for p in TABLE if p.values[0].analytic]
IMAGINARY = 1e-20


@pytest.mark.parametrize(("case", "shapes"), ANALYTIC)
def test_complex_step_derivative(case: Case, shapes: Any) -> None:
    """A second oracle, without cancellation: `f(x + ih)` is `f(x) + ih f'(x)` to rounding."""
    inputs = tensors(case, shapes)
    result = case.call(*inputs)
    g = np.random.default_rng(8).uniform(0.5, 1.5, result.shape)
    slopes = ag.gradients(result, inputs, g)
    for i, (x, slope) in enumerate(zip(inputs, slopes, strict=True)):
        for index in np.ndindex(x.shape):
            moved = [Tensor(np.array(t._data, dtype=complex)) for t in inputs]
            data = np.array(moved[i]._data)
            data[index] += IMAGINARY * 1j
            moved[i] = Tensor(data)
            with np.errstate(all="ignore"):
                expected = np.sum(g * case.call(*moved).data.imag) / IMAGINARY
            np.testing.assert_allclose(slope.numpy()[index], expected, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", NOT_DIFFERENTIABLE)
def test_operation_without_derivative(name: str) -> None:
    ours, numpys = NOT_DIFFERENTIABLE[name]
    generator = np.random.default_rng(3)
    x, y = generator.standard_normal((2, 3)), generator.standard_normal((2, 3))
    result = ours(Tensor(x, requires_grad=True), Tensor(y))
    assert not result.requires_grad
    np.testing.assert_array_equal(result.numpy(), numpys(x, y))


# Nothing can be taken of no elements.
NEVER_EMPTY: set[str] = set()

PLAIN = [n for n in ag.ops.__all__ if n in CASES and CASES[n][0].call is getattr(ag, n)]


@pytest.mark.parametrize("name", PLAIN)
def test_arrays_in_arrays_out(name: str) -> None:
    case = CASES[name][0]
    arrays = case.arrays(case.shapes[-1])
    result = case.call(*arrays)
    assert isinstance(result, np.ndarray)
    np.testing.assert_allclose(result, case.numpy(*arrays), rtol=1e-13)


def test_lists_arrays_and_numbers_mix_with_tensors() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    total = [1.0, 1.0] + x + np.array([1.0, 1.0]) * x - 1 + np.float64(3) * x + x * np.float32(2)
    np.testing.assert_array_equal(total.detach().numpy(), [7.0, 14.0])
    total.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), [7.0, 7.0])


def test_array_on_the_left_gives_one_recorded_tensor() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    for result in (np.ones((3, 2)) @ x, np.ones(2) - x, np.ones(2) / x, np.full(2, 2.0) ** x):
        assert isinstance(result, Tensor)
        assert result.requires_grad


def test_dim_is_pytorchs_and_axis_numpys() -> None:
    x = Tensor([[1.0, 5.0, 5.0], [4.0, 2.0, 3.0]])
    values, indices = x.max(dim=1)
    assert values.tolist() == [5.0, 4.0]
    assert indices.tolist() == [1, 0]
    assert x.max(axis=1).tolist() == [5.0, 4.0]
    assert x.min(dim=0, keepdim=True).values.shape == (1, 3)
    assert x.sum(dim=1, keepdim=True).shape == (2, 1)
    assert ag.softmax(x, dim=0).sum(dim=0).tolist() == pytest.approx([1.0, 1.0, 1.0])
    with pytest.raises(TypeError, match=r"sum\(\) got both axis= and dim=, which mean the same"):
        x.sum(axis=1, dim=1)


def test_hand_computed_gradients() -> None:
    """Literal numbers beside the finite differences, so that a broken checker cannot hide."""
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = Tensor([[5.0], [6.0]], requires_grad=True)
    ((x @ y) ** 2).sum().backward()  # x @ y = (17, 39); g = 2 (17, 39) = (34, 78)
    assert x.grad.tolist() == [[170.0, 204.0], [390.0, 468.0]]
    assert y.grad.tolist() == [[268.0], [380.0]]

    a = Tensor(2.0, requires_grad=True)
    b = Tensor(-4.0, requires_grad=True)
    (a * b + b / a + b**3 - a**b).backward()
    # d/da = b - b / a**2 - b a**(b-1) = -4 + 1 + 4/32; d/db = a + 1/a + 3 b**2 - a**b ln a
    assert a.grad.item() == -2.875
    assert b.grad.item() == pytest.approx(50.5 - 0.0625 * np.log(2))

    z = Tensor([0.0, np.log(3.0)], requires_grad=True)
    ag.softmax(z)[0].backward()  # p = (1/4, 3/4): dp_0/dz = (p_0 (1 - p_0), -p_0 p_1)
    assert z.grad.tolist() == pytest.approx([3 / 16, -3 / 16])
