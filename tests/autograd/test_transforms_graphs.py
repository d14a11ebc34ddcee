"""Transforms amid graphs: what stays connected, what stays untouched, what is freed."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import (
    Tensor,
    grad,
    gradients,
    hessian,
    hvp,
    jacobian,
    jvp,
    no_grad,
    value_and_grad,
    vjp,
)  # fmt: skip
from autograd.chain_rule import topological_order


def leaf(value: object) -> Tensor:
    return Tensor(value, requires_grad=True)


# Each takes a function of one vector to a number, the vector, and gives a Tensor.
TRANSFORMS: dict[str, Callable[..., Tensor]] = {
    "grad": lambda f, x: grad(f)(x),
    "value": lambda f, x: value_and_grad(f)(x)[0],
    "value_and_grad": lambda f, x: value_and_grad(f)(x)[1],
    "jacobian": lambda f, x: jacobian(lambda x: f(x) * x)(x),
    "hessian": lambda f, x: hessian(f)(x),
    "hvp": lambda f, x: hvp(f)(x, [1.0, 2.0]),
    "vjp output": lambda f, x: vjp(f, x)[0],
    "vjp": lambda f, x: vjp(lambda x: f(x) * x, x)[1]([1.0, 2.0])[0],
    "jvp output": lambda f, x: jvp(f, (x,), ([1.0, 2.0],))[0],
    "jvp": lambda f, x: jvp(lambda x: f(x) * x, (x,), ([1.0, 2.0],))[1],
}
each_transform = pytest.mark.parametrize("transform", TRANSFORMS.values(), ids=TRANSFORMS)


def differences(f: Callable[[Any], Any], x: Any, h: float = 1e-6) -> Any:
    steps = np.eye(len(x)) * h
    return np.array([(f(x + step).sum() - f(x - step).sum()).item() / (2 * h) for step in steps])


# --- connection ----------------------------------------------------------------------------------


def test_a_tensor_that_the_function_uses_stays_connected() -> None:
    w, x = leaf(3.0), Tensor(2.0)
    slope = grad(lambda x: w * x**2)(x)
    assert slope.item() == 12.0
    slope.backward()
    assert w.grad.item() == 4.0
    assert x.grad is None


def test_an_argument_with_history_stays_connected() -> None:
    a = leaf(2.0)
    x = a * a
    slope = grad(lambda x: x**3)(x)  # 3 x² = 3 a⁴
    slope.backward()
    assert slope.item() == 48.0
    assert a.grad.item() == 96.0


@each_transform
def test_results_can_be_differentiated_further(transform: Callable[..., Tensor]) -> None:
    a, w = np.array([0.5, -0.8]), np.array([1.5, 0.7])

    def result(a: Any, w: Any) -> Any:
        return transform(lambda x: (w * x**3).sum() * x[0], a * 2.0)

    at_a, at_w = leaf(a), leaf(w)
    result(at_a, at_w).sum().backward()
    np.testing.assert_allclose(at_a.grad.data, differences(lambda a: result(a, w), a), rtol=1e-6)
    np.testing.assert_allclose(at_w.grad.data, differences(lambda w: result(a, w), w), rtol=1e-6)


@each_transform
def test_results_require_no_gradient_that_nobody_asked_for(
    transform: Callable[..., Tensor],
) -> None:
    result = transform(lambda x: (x**3).sum(), np.array([1.0, 2.0]))
    assert not result.requires_grad
    assert result.is_leaf


@each_transform
def test_no_grad(transform: Callable[..., Tensor]) -> None:
    w, x = leaf([3.0, 4.0]), leaf([1.0, 2.0])

    def f(x: Tensor) -> Tensor:
        return (w * x**3).sum()

    expected = transform(f, x)
    assert expected.requires_grad
    with no_grad():
        result = transform(f, x)
        assert not ag.is_grad_enabled()
    assert not result.requires_grad
    assert result.is_leaf
    assert result.tolist() == expected.tolist()


def test_only_what_somebody_can_differentiate_is_recorded() -> None:
    rules_on_tensors = []

    def rule(g: Any, out: Any, x: Any) -> Any:
        rules_on_tensors.append(isinstance(g, Tensor))
        return g * x * 2.0

    @ag.operation(rule)
    def squared(x: Any) -> Any:
        return x * x

    x, w = Tensor([1.0, 2.0]), leaf(3.0)
    for quiet in (lambda: grad(lambda x: squared(x).sum())(x), lambda: jacobian(squared)(x),
                  lambda: vjp(lambda x: (squared(x), Tensor(1.0)), x)[1]((x, 1.0))):  # fmt: skip
        quiet()
    with no_grad():
        grad(lambda x: squared(x * w).sum())(leaf([1.0, 2.0]))
    assert not any(rules_on_tensors)
    rules_on_tensors.clear()
    grad(lambda x: squared(x * w).sum())(x)
    assert rules_on_tensors == [True]


def test_a_part_that_depends_on_nothing_outside_is_detached() -> None:
    w = leaf(3.0)
    by_x, by_y = grad(lambda x, y: w * x**2 + y**2, argnums=(0, 1))(2.0, 5.0)
    assert by_x.requires_grad
    assert not by_y.requires_grad
    assert by_y.item() == 10.0
    (value, aux), _ = value_and_grad(lambda x: (w * x, (x * x, w * x)), has_aux=True)(2.0)
    assert value.requires_grad
    assert not aux[0].requires_grad
    aux[1].backward()
    assert w.grad.item() == 2.0


def test_cotangents_and_tangents_stay_connected() -> None:
    u = leaf([1.0, 10.0])
    _, pull = vjp(lambda x: x**2, np.array([2.0, 3.0]))
    pull(u)[0].sum().backward()
    assert u.grad.tolist() == [4.0, 6.0]
    t = leaf(np.ones(2, np.float32))
    jvp(lambda x: x**2, (np.array([2.0, 3.0]),), (t,))[1].sum().backward()
    assert t.grad.tolist() == [4.0, 6.0]
    assert t.grad.dtype == np.float32
    with no_grad():
        _, quiet = vjp(lambda x: x**2, np.array([2.0, 3.0]))
        assert not quiet(u)[0].requires_grad
    u.grad = None
    quiet(u)[0].sum().backward()  # the mode counts where the product is computed
    assert u.grad.tolist() == [4.0, 6.0]


def test_second_order_training_step() -> None:
    """A gradient penalty, as in training a critic: the gradient of a gradient's norm."""
    w = leaf([[1.0, 2.0], [3.0, 4.0]])
    x = np.array([0.5, -1.0])
    penalty = (grad(lambda x: ag.tanh(w @ x).sum())(x) ** 2).sum()
    penalty.backward()

    def by_hand(flat: Any) -> Any:
        m = flat.reshape(2, 2)
        slope = (1 - np.tanh(m @ x) ** 2) @ m
        return (slope**2).sum()

    expected = differences(by_hand, np.array([1.0, 2.0, 3.0, 4.0])).reshape(2, 2)
    np.testing.assert_allclose(w.grad.data, expected, rtol=1e-7)


def test_checkpointed_parts() -> None:
    def block(x: Any) -> Any:
        return ag.checkpoint(lambda x: ag.sin(x) ** 2, x).sum()

    def plain(x: Any) -> Any:
        return (ag.sin(x) ** 2).sum()

    x = np.linspace(-1.0, 1.0, 2000)
    assert grad(block)(x).tolist() == grad(plain)(x).tolist()
    np.testing.assert_allclose(hvp(block)(x, x).data, hvp(plain)(x, x).data, rtol=1e-12)


# --- what is left as it was ----------------------------------------------------------------------


@each_transform
def test_the_callers_tensors_are_untouched(transform: Callable[..., Tensor]) -> None:
    a, w = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    x, constant = a * a, Tensor([1.0, 1.0])
    before = [(t.requires_grad, t.is_leaf, t.tolist()) for t in (a, w, x, constant)]
    transform(lambda x: (w * x**3 * constant).sum(), x)
    transform(lambda x: (w * x**3 * constant).sum(), constant)
    assert [(t.requires_grad, t.is_leaf, t.tolist()) for t in (a, w, x, constant)] == before
    assert all(t.grad is None for t in (a, w, x, constant))
    (x * w).sum().backward()  # its graph has not been released
    assert a.grad.tolist() == [6.0, 16.0]
    with no_grad():
        transform(lambda x: (w * x**3).sum(), x)
    assert w.grad.tolist() == [1.0, 4.0]


def test_backward_through_a_result_writes_to_the_callers_leaves_alone() -> None:
    w = leaf(3.0)
    fresh = []

    def f(x: Tensor) -> Tensor:
        fresh.append(x)
        return w * x**2

    value, slope = value_and_grad(f)(2.0)
    (value + slope).backward()
    assert w.grad.item() == 8.0
    assert fresh[0].grad is None


def test_results_share_no_memory_with_arguments() -> None:
    x, u = np.ones(3), np.ones(3)
    _, pull = vjp(lambda x: x, x)
    (pulled,) = pull(u)
    tangent = jvp(lambda x: x, (x,), (u,))[1]
    product = hvp(lambda x: 0.5 * (x * x).sum())(x, u)
    for result in (pulled, tangent, product):
        assert not np.may_share_memory(result.data, u)
        assert not np.may_share_memory(result.data, x)


def test_an_argument_whose_graph_was_released_counts_as_a_constant() -> None:
    a = leaf([1.0, 2.0])
    x = a * a
    x.sum().backward()
    slope = grad(lambda x: (x**2).sum())(x)
    assert slope.tolist() == [2.0, 8.0]
    assert not slope.requires_grad


def test_a_value_overwritten_before_the_pull_is_an_error() -> None:
    x = Tensor([1.0, 2.0], name="x")
    _, pull = vjp(lambda x: x**2, x)
    with no_grad():
        x.fill_(5.0)
    with pytest.raises(RuntimeError, match="tensor 'x'.*modified by an in-place operation"):
        pull([1.0, 1.0])


def test_a_backward_pass_inside_the_function() -> None:
    """A step of training, differentiated with respect to what comes after it."""
    w = leaf(3.0)

    def f(x: Tensor) -> Tensor:
        (w * w).backward()
        return x * w.grad

    assert grad(f)(2.0).item() == 6.0


def test_deep_functions_do_not_recurse() -> None:
    def f(x: Tensor) -> Tensor:
        for _ in range(20_000):
            x = x * 1.0001
        return x

    expected = 1.0001**20_000
    assert grad(f)(1.0).item() == pytest.approx(expected)
    assert jvp(f, (1.0,), (2.0,))[1].item() == pytest.approx(2 * expected)
    assert hvp(lambda x: f(x) ** 2)(1.0, 1.0).item() == pytest.approx(2 * expected**2)


def test_graph_of_a_result_has_no_part_that_leads_nowhere() -> None:
    w = leaf(2.0)
    order = topological_order([grad(lambda x: w * x)(3.0)])
    assert w in set(order)
    assert all(t.requires_grad for t in order)
    (by_w,) = gradients(grad(lambda x: w**3 * x)(3.0), w)
    assert by_w.item() == 12.0


# --- memory and threads --------------------------------------------------------------------------


@pytest.fixture
def _without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_without_collector")
@each_transform
def test_everything_dies_by_reference_counting(transform: Callable[..., Tensor]) -> None:
    alive: list[weakref.ref[Tensor]] = []
    w = leaf([3.0, 4.0])

    def f(x: Tensor) -> Tensor:
        y = w * x**3
        alive.extend(weakref.ref(t) for t in (x, y))
        return y.sum()

    for x in (Tensor([1.0, 2.0]), leaf([1.0, 2.0]), leaf([1.0, 2.0]) * 2.0):
        result = transform(f, x)
        result.sum().backward()
        alive.append(weakref.ref(result))
        del result
        assert [ref() for ref in alive] == [None] * len(alive)
    x = Tensor([1.0, 2.0])
    with no_grad():
        kept = transform(f, x)
    assert [ref() for ref in alive if ref() is not kept] == [None] * len(alive)


@pytest.mark.usefixtures("_without_collector")
def test_an_error_leaves_nothing_behind() -> None:
    alive: list[weakref.ref[Tensor]] = []

    def f(x: Tensor) -> Tensor:
        alive.append(weakref.ref(x))
        return x * x

    for call in (grad(f), jacobian(lambda x: f(x).data), hessian(f)):
        with pytest.raises((ValueError, TypeError)):
            call([1.0, np.ones(2)][1])
    assert [ref() for ref in alive] == [None] * len(alive)


def test_threads() -> None:
    results: dict[int, Any] = {}
    start = threading.Barrier(4)

    def work(number: int) -> None:
        start.wait(10)
        x = np.array([1.0 + number, 2.0])
        for _ in range(20):
            with no_grad():
                results[number] = hessian(lambda x: x[0] ** 3 * x[1])(x).tolist()
            pull = vjp(lambda x: x * x, x)[1]
            if pull(x)[0].tolist() != (2 * x * x).tolist():
                results[number] = "wrong"

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {
        n: [[12.0 * (1 + n), 3.0 * (1 + n) ** 2], [3.0 * (1 + n) ** 2, 0.0]] for n in range(4)
    }


def test_one_pull_in_several_threads() -> None:
    x = np.arange(1.0, 4.0)
    _, pull = vjp(lambda x: ag.exp(x) * x, x)
    expected = [pull(np.eye(3)[i])[0].tolist() for i in range(3)]
    results: dict[int, Any] = {}

    def work(i: int) -> None:
        results[i] = [pull(np.eye(3)[i])[0].tolist() for _ in range(50)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {i: [expected[i]] * 50 for i in range(3)}


def test_a_function_that_releases_its_own_output_is_an_error_not_zero() -> None:
    w = Tensor(3.0, requires_grad=True)

    def released(z: Tensor) -> Tensor:
        y = z * w
        y.backward()
        return y * 1.0 + z

    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        ag.grad(released)(2.0)
