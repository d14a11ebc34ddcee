"""One small promise each, that the larger tests would not notice being broken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor, _checkpoint, checkpoint, detect_anomaly
from autograd.anomaly import _first_not_finite
from autograd.graph_state import LARGEST_KEPT
from autograd.history import is_large, outline
from autograd.locks import Hold, make_writable
from autograd.ops.window.correlation import channel_sums
from autograd.symbol import Symbol

MANY = 2 * LARGEST_KEPT


def ones(n: int) -> Tensor:
    return Tensor(np.ones(n), requires_grad=True)


# --- checkpoint ------------------------------------------------------------------------------------


def test_small_values_are_not_recomputed() -> None:
    calls = []

    def function(x: Tensor) -> Tensor:
        calls.append(1)
        return ag.exp(x * 2.0).sum()

    checkpoint(function, ones(3)).backward()
    assert len(calls) == 1


def test_a_pass_within_a_pass_forgets_its_own_values_only() -> None:
    calls, seen = [], []

    def within(g: Tensor) -> None:
        with ag.enable_grad():
            checkpoint(lambda z: ag.exp(ag.exp(z)).sum(), ones(MANY)).backward()

    def function(x: Tensor) -> Tensor:
        calls.append(1)
        a = ag.exp(x)
        b = ag.exp(a * 0.1)
        if len(calls) == 1:
            b.register_hook(within)
            a.register_hook(lambda g: seen.append(len(_checkpoint._regions.recomputed)))
        return ag.sin(b).sum()

    checkpoint(function, ones(MANY)).backward()
    assert len(calls) == 2
    assert seen == [1]
    assert _checkpoint._regions.recomputed == []


def test_a_function_may_write_to_what_it_has_made() -> None:
    def function(x: Tensor) -> Tensor:
        h = x * 2.0
        half = h.detach().clone()
        half.copy_(half * 0.5)
        return ag.exp(h * half).sum()

    x, again = ones(MANY), ones(MANY)
    checkpoint(function, x).backward()
    function(again).backward()
    assert x.grad.tolist() == again.grad.tolist()


def test_what_an_operation_saved_is_recomputed() -> None:
    values = np.random.default_rng(0).standard_normal(MANY)
    grads = []
    for call in (checkpoint, lambda function, x: function(x)):
        x = Tensor(values, requires_grad=True)
        call(lambda x: (ag.exp(ag.sort(ag.exp(x)) * 0.1) * np.arange(MANY)).sum(), x).backward()
        grads.append(x.grad.numpy())
    np.testing.assert_array_equal(*grads)


def test_one_output_may_depend_on_another() -> None:
    a, b = checkpoint(lambda x: ((y := ag.exp(x)), ag.sin(y)), ones(MANY))
    (slope,) = ag.gradients(b, a, np.ones(MANY))
    np.testing.assert_allclose(slope.numpy(), np.cos(np.e), rtol=1e-12)


# --- detect_anomaly and its locks ------------------------------------------------------------------


def test_results_are_locked_too_and_views_with_them() -> None:
    x = ones(4)
    with detect_anomaly():
        y = x * 2.0
        view = y[:2]
        with pytest.raises(ValueError, match="read-only"):
            y.data[0] = 1.0
        (view * 3.0).sum().backward()
        assert y.data.flags.writeable
        assert view.data.flags.writeable


def test_an_array_locked_again_is_not_unlocked_by_its_first_holder() -> None:
    array = np.ones(3)
    first = Hold([array], 1)
    make_writable(array)
    second = Hold([array], 2)
    del first
    assert not array.flags.writeable
    del second
    assert array.flags.writeable


def test_infinite_imaginary_parts_and_lines_through_layers_are_found() -> None:
    assert _first_not_finite(np.array([1j, complex(0, np.inf)])) is not None
    with detect_anomaly():
        y = nn.Linear(2, 2)(Tensor(np.ones((1, 2), np.float32)))
    assert y._extra.recorded_at[0] == __file__


def test_a_watched_function_that_calls_itself_stays_watched() -> None:
    @detect_anomaly()
    def function(depth: int) -> None:
        y = ones(3) * 2.0
        if depth:
            function(depth - 1)
        assert not y.data.flags.writeable

    function(1)


def test_one_block_may_lie_in_itself() -> None:
    off = ag.no_grad()
    with off:
        with ag.enable_grad():
            with off:
                pass
            assert ag.is_grad_enabled()
        assert not ag.is_grad_enabled()
    assert ag.is_grad_enabled()


# --- rules and gradients -----------------------------------------------------------------------------


def test_a_rule_of_ones_own_may_overwrite_g_without_harm_to_what_is_kept() -> None:
    @ag.operation(lambda g, out, x: np.multiply(g, 2.0, out=g))
    def double(x: Any) -> Any:
        return x * 2.0

    y = double(ag.exp(ones(3)))
    y.retain_grad()
    (y * 1.0).sum().backward()
    assert y.grad.tolist() == [1.0, 1.0, 1.0]


def test_gradients_of_numbers_are_numbers_of_the_right_shape() -> None:
    seen = []

    def note(g: Any, out: Any, x: Any) -> Any:
        seen.append(type(g))
        return g * 2.0

    double = ag.operation(note)(lambda x: x * 2.0)
    triple = ag.operation(lambda g, out, x: np.asarray(g * 3.0))(lambda x: x * 3.0)
    triple(double(Tensor(1.0, requires_grad=True))).backward()
    assert seen == [np.float64]
    wide = ag.operation(lambda g, out, x, y: g, lambda g, out, x, y: g * np.ones(2))(
        lambda x, y: x + 2 * y
    )
    x, y = Tensor(1.0, requires_grad=True), Tensor(1.0, requires_grad=True)
    wide(x, y).backward()
    assert y.grad.shape == ()
    assert y.grad.item() == 2.0
    total = ag.operation(lambda g, out, x: g * np.ones(3))(lambda x: x.sum())
    x = ones(3)
    total(x).backward()
    assert x.grad.shape == (3,)


def test_repeated_places_add_up_in_memory_of_any_order() -> None:
    values = np.arange(16.0).reshape(4, 4)
    w, v = np.random.default_rng(1).standard_normal((2, 4, 4))
    both, one, other = (Tensor(values, requires_grad=True) for _ in range(3))
    ((both.T * w).sum() + (both[[0, 0, 1, 1]] * v).sum()).backward()
    (one.T * w).sum().backward()
    (other[[0, 0, 1, 1]] * v).sum().backward()
    np.testing.assert_allclose(both.grad.numpy(), one.grad.numpy() + other.grad.numpy())


def test_parameters_are_copied_deeply_and_numbers_stay_numbers() -> None:
    seen = []

    @ag.operation(lambda g, out, x, weights, k: g * weights[0][0])
    def first(x: Any, weights: Any, k: Any) -> Any:
        seen.append(type(k))
        return x * weights[0][0]

    weights, x = [[2.0]], Tensor(1.0, requires_grad=True)
    y = first(x, weights, np.array(2.0))
    weights[0][0] = 5.0
    y.backward()
    assert x.grad.item() == 2.0
    assert seen == [np.float64]
    with pytest.raises(TypeError, match="multiply: cannot use NoneType None as an operand"):
        ag.multiply(x, None)


def test_what_a_released_graph_keeps() -> None:
    assert not is_large(np.zeros(LARGEST_KEPT))
    assert is_large(np.zeros(LARGEST_KEPT + 1))
    assert is_large((np.zeros(LARGEST_KEPT // 2 + 1),) * 2)
    w = ones(MANY)
    y = ag.exp(w)
    y.sum().backward()
    assert y._inputs[0] is w
    ordered = ag.sort(w)
    assert outline(ordered, ordered._data, ())._context[1] is None


def test_a_released_output_has_no_derivative() -> None:
    x = Tensor(2.0, requires_grad=True)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match="second time"):
        ag.vjp(lambda z: y, Tensor(1.0))


def test_containers_are_told_apart_by_their_keys_and_transforms_by_their_names() -> None:
    def loss(x: Tensor) -> Any:
        return {"a": x}

    _, pull = ag.vjp(loss, Tensor(1.0))
    with pytest.raises(ValueError, match="must be a dict with the keys 'a'"):
        pull({"b": 1.0})
    assert ag.grad(loss).__qualname__ == "grad(loss)"


# --- NumPy, formulas, windows --------------------------------------------------------------------------


def test_numpy_leaves_tensors_writable_and_writes_elsewhere() -> None:
    t = Tensor(np.ones(3))
    assert np.nancumsum(t).tolist() == [1.0, 2.0, 3.0]
    assert t.data.flags.writeable
    with pytest.raises(TypeError, match="would write into a Tensor"):
        np.add.at(ones(2), [0], 1.0)
    array = np.zeros(3)
    np.add.at(array, [0], Tensor(2.0))
    assert array[0] == 2.0
    with pytest.raises(TypeError, match="numpy.nancumsum has no counterpart"):
        np.nancumsum(a=ones(3))
    assert np.nonzero(a=ones(2))[0].tolist() == [0, 1]


def test_formulas_have_the_brackets_that_they_need() -> None:
    a, b, c = Symbol("a", 1.0), Symbol("b", 2.0), Symbol("c", 3.0)
    assert str((a < b) < c) == "(a < b) < c"
    assert str(a < (b < c)) == "a < (b < c)"
    assert str(a ** (-b)) == "a ** (-b)"
    p, q, r = Symbol("p", True), Symbol("q", False), Symbol("r", True)
    assert str((p | q) & r) == "(p | q) & r"
    assert str((p & q) | r) == "p & q | r"
    assert str((p ^ q) & r) == "(p ^ q) & r"


def test_windows_keep_to_the_signal_and_dtypes_to_their_promotion() -> None:
    pooled = ag.max_pool1d(Tensor([[1.0, 2.0, 3.0]]), 2, stride=4, padding=1, ceil_mode=True)
    assert pooled.tolist() == [[1.0]]
    single = np.ones((1, 1, 3), np.float32)
    assert ag.conv_transpose1d(Tensor(single), Tensor(np.ones((1, 1, 2)))).dtype == np.float64
    assert channel_sums(single).dtype == np.float32
