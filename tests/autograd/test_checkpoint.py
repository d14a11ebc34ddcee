"""checkpoint: the same gradients with less memory."""

from __future__ import annotations

import gc
import threading
import tracemalloc
import weakref
from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor

SIZE = 2000  # more elements than the graph keeps in any case


def leaf(seed: int, *shape: int, name: str | None = None) -> Tensor:
    values = np.random.default_rng(seed).uniform(0.5, 1.5, shape)
    return Tensor(values, requires_grad=True, name=name)


def block(x: Tensor, w: Tensor) -> Tensor:
    h = ag.tanh(x * w) + ag.exp(-x)
    return ag.sqrt(h * h + 1.0).clip(0.0, 1.2) * w


def through(call: Any) -> tuple[Any, Any, Any]:
    x, w = leaf(0, SIZE), leaf(1, SIZE)
    y = call(block, call(block, x, w), w)
    y.sum().backward()
    return y.detach().numpy(), x.grad.numpy(), w.grad.numpy()


def plainly(function: Any, *inputs: Any) -> Any:
    return function(*inputs)


def test_values_and_gradients_are_the_same() -> None:
    for a, b in zip(through(plainly), through(ag.checkpoint), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_function_runs_twice_in_all() -> None:
    calls = []

    def counted(x: Tensor) -> Tensor:
        calls.append(1)
        return ag.exp(ag.sin(x) * ag.cos(x))

    x = leaf(0, SIZE)
    y = ag.checkpoint(counted, x).sum()
    assert len(calls) == 1
    y.backward()
    assert len(calls) == 2


def test_weights_from_outside_and_from_closures_get_their_gradients() -> None:
    model = nn.Sequential(nn.Linear(50, 40), nn.Tanh(), nn.Linear(40, 1)).to(np.float64)
    x = np.random.default_rng(0).standard_normal((60, 50))
    ag.checkpoint(model, x).sum().backward()
    found = [p.grad.numpy() for p in model.parameters()]
    for p in model.parameters():
        p.grad = None
    model(Tensor(x)).sum().backward()
    for p, g in zip(model.parameters(), found, strict=True):
        np.testing.assert_array_equal(p.grad.numpy(), g)


def test_random_numbers_are_drawn_again_as_they_were() -> None:
    x = leaf(0, SIZE)
    dropout = nn.Dropout(0.5)
    ag.manual_seed(1)
    y = ag.checkpoint(lambda x: ag.exp(dropout(ag.exp(x))) * ag.randn(SIZE), x)
    after = ag.rand(3).tolist()
    y.sum().backward()
    ag.manual_seed(1)
    again = leaf(0, SIZE)
    (ag.exp(dropout(ag.exp(again))) * ag.randn(SIZE)).sum().backward()
    assert ag.rand(3).tolist() == after
    np.testing.assert_array_equal(x.grad.numpy(), again.grad.numpy())


def test_second_derivatives() -> None:
    def second(call: Any) -> Any:
        x, w = leaf(0, SIZE), leaf(1, SIZE)
        slope, _ = ag.gradients(call(block, x, w).sum(), [x, w], create_graph=True)
        return [t.numpy() for t in ag.gradients((slope * slope).sum(), [x, w])]

    for a, b in zip(second(plainly), second(ag.checkpoint), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-14)


def test_a_retained_graph_is_recomputed_again() -> None:
    x, w = leaf(0, SIZE), leaf(1, SIZE)
    y = ag.checkpoint(block, x, w).sum()
    y.backward(retain_graph=True)
    once = x.grad.numpy().copy()
    y.backward()
    np.testing.assert_array_equal(x.grad.numpy(), 2 * once)
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.backward()


def test_checkpoints_within_checkpoints() -> None:
    def outer(x: Tensor, w: Tensor) -> Tensor:
        return ag.sin(ag.checkpoint(block, ag.cos(x), w)) * ag.checkpoint(block, x, w)

    for a, b in zip(through(plainly), through(lambda f, *xs: f(*xs)), strict=True):
        np.testing.assert_array_equal(a, b)
    x, w = leaf(0, SIZE), leaf(1, SIZE)
    ag.checkpoint(outer, x, w).sum().backward()
    x2, w2 = leaf(0, SIZE), leaf(1, SIZE)
    (ag.sin(block(ag.cos(x2), w2)) * block(x2, w2)).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), x2.grad.numpy())
    np.testing.assert_array_equal(w.grad.numpy(), w2.grad.numpy())


def test_any_structure_of_inputs_and_outputs() -> None:
    x = leaf(0, SIZE)

    def several(pair: Any, *, scale: float) -> Any:
        a, b = pair
        h = ag.exp(a * b)
        return {"sum": h * scale, "parts": [h - 1.0, ag.sin(h)], "count": 3}

    out = ag.checkpoint(several, (x, x * 2.0), scale=3.0)
    assert out["count"] == 3
    (out["sum"].sum() + out["parts"][1].sum() + out["parts"][0].sum()).backward()
    again = leaf(0, SIZE)
    h = ag.exp(again * (again * 2.0))
    ((h * 3.0).sum() + ag.sin(h).sum() + (h - 1.0).sum()).backward()
    np.testing.assert_allclose(x.grad.numpy(), again.grad.numpy(), rtol=1e-14)


def peak_memory(call: Any) -> int:
    def layer(x: Tensor) -> Tensor:
        for _ in range(8):
            x = ag.sin(x)
        return x

    gc.disable()
    tracemalloc.start()
    try:
        x = leaf(0, 20_000)
        for _ in range(8):
            x = call(layer, x)
        x.sum().backward()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()


def test_it_takes_the_memory_of_one_block_at_a_time() -> None:
    """64 values plainly; with it the 8 blocks' outputs, and one block's 8 again."""
    assert peak_memory(ag.checkpoint) < 0.4 * peak_memory(plainly)


def test_the_graph_dies_with_its_output() -> None:
    x, w = leaf(0, SIZE), leaf(1, SIZE)
    gc.disable()
    try:
        y = ag.checkpoint(block, ag.exp(x), w)
        input_ = weakref.ref(y._inputs[0])
        del y
        assert input_() is None
        y = ag.checkpoint(block, ag.exp(x), w)
        y.sum().backward()
        held = weakref.ref(y._inputs[0]._inputs[0])
        assert not any(isinstance(v, np.ndarray) and v.size == SIZE for v in _values_behind(y))
        del y
        assert held() is None
    finally:
        gc.enable()


def _values_behind(y: Tensor) -> list[Any]:
    found, queue = [], list(y._inputs)
    for x in queue:
        if isinstance(x, Tensor) and x._operation is not None:
            found.append(x._data)
            queue += x._inputs
    return found


def test_pictures_and_small_values_stay() -> None:
    x = Tensor(2.0, requires_grad=True, name="x")
    y = ag.checkpoint(lambda x: ag.exp(x) * 3.0, x)
    y.backward()
    assert "7.389" in ag.draw(y).source


def test_under_no_grad_it_only_calls() -> None:
    x = leaf(0, SIZE)
    with ag.no_grad():
        assert not ag.checkpoint(block, x, x).requires_grad


def test_a_function_that_changes_its_mind_is_an_error() -> None:
    x = leaf(0, SIZE)
    calls = []

    def fickle(x: Tensor) -> Tensor:
        calls.append(1)
        return ag.exp(ag.sin(x)) if len(calls) == 1 else ag.exp(ag.cos(x))

    y = ag.checkpoint(fickle, x).sum()
    with pytest.raises(RuntimeError, match="checkpoint: fickle computed something else when it was"):
        y.backward()
    assert x.grad is None
    with pytest.raises(TypeError, match="checkpoint: the first argument is a Tensor; give the function"):
        ag.checkpoint(x)


def test_a_weight_changed_in_between_is_an_error() -> None:
    x, w = leaf(0, SIZE), leaf(1, SIZE, name="w")
    y = ag.checkpoint(block, x, w).sum()
    with ag.no_grad():
        w -= 0.1
    with pytest.raises(RuntimeError, match="tensor 'w' has been modified by an in-place operation since"):
        y.backward()


def test_an_error_while_recomputing_leaves_nothing_behind() -> None:
    x = leaf(0, SIZE)
    fail = []

    def function(x: Tensor) -> Tensor:
        if fail:
            raise KeyError("disk full")
        return ag.exp(ag.sin(x))

    ag.manual_seed(3)
    y = ag.checkpoint(function, x).sum()
    fail.append(1)
    with pytest.raises(KeyError):
        y.backward()
    assert x.grad is None
    assert ag.is_grad_enabled()
    fail.clear()
    y.backward()
    assert x.grad is not None


def test_a_function_that_computes_other_numbers_is_an_error() -> None:
    """With the same operations and shapes: a late-bound loop variable, foreign random numbers."""
    x, h = leaf(0, SIZE), leaf(0, SIZE)
    for w in (leaf(1, SIZE), leaf(2, SIZE)):
        h = ag.checkpoint(lambda z: ag.exp(z * w * 0.1) * w, h)  # noqa: B023
    with pytest.raises(RuntimeError, match="computed other values when it was called again"):
        h.sum().backward()
    generator = np.random.default_rng(0)
    y = ag.checkpoint(lambda z: ag.exp(z * generator.standard_normal(SIZE)), x).sum()
    with pytest.raises(RuntimeError, match="no random numbers but this library's"):
        y.backward()
    scale = Tensor(np.full(SIZE, 3.0))
    y = ag.checkpoint(lambda z: ag.exp(z * (scale * 2.0)), x).sum()
    scale.copy_(5.0)
    with pytest.raises(RuntimeError, match="multiply gave other numbers"):
        y.backward()


def test_threads_draw_their_own_numbers_again() -> None:
    def step(seed: int, found: list[Any]) -> None:
        x = leaf(seed, SIZE)
        y = ag.checkpoint(lambda x: ag.exp(x) * ag.sin(x), x)
        z = ag.checkpoint(lambda y: ag.tanh(y) * ag.exp(-y), y)
        z.sum().backward()
        found.append((seed, x.grad.numpy()))

    found: list[Any] = []
    threads = [threading.Thread(target=step, args=(seed, found)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    for seed, gradient in found:
        x = leaf(seed, SIZE)
        y = ag.exp(x) * ag.sin(x)
        (ag.tanh(y) * ag.exp(-y)).sum().backward()
        np.testing.assert_array_equal(gradient, x.grad.numpy())


def test_the_processs_random_numbers_go_on_undisturbed_while_it_recomputes() -> None:
    drawn = []

    def function(x: Tensor) -> Tensor:
        drawn.append(ag.default_generator())
        return ag.exp(x * ag.randn(SIZE))

    y = ag.checkpoint(function, leaf(0, SIZE)).sum()
    y.backward()
    assert drawn[0] is ag.default_generator()
    assert drawn[1] is not drawn[0]


def test_an_intermediate_that_retains_its_gradient_gets_it() -> None:
    kept = []

    def function(x: Tensor) -> Tensor:
        h = ag.exp(x)
        h.retain_grad()
        kept.append(h)
        return h * 3.0

    ag.checkpoint(function, leaf(0, SIZE)).sum().backward()
    assert kept[0].grad.tolist() == [3.0] * SIZE


def test_checkpoints_within_one_hold_nothing_of_their_own() -> None:
    def chain(x: Tensor) -> Tensor:
        for _ in range(8):
            x = ag.checkpoint(lambda x: ag.sin(ag.cos(x)), x)
        return x

    gc.disable()
    tracemalloc.start()
    try:
        x = leaf(0, 20_000)
        before = tracemalloc.get_traced_memory()[0]
        y = ag.checkpoint(chain, x)
        held = tracemalloc.get_traced_memory()[0] - before
        y.sum().backward()
    finally:
        tracemalloc.stop()
        gc.enable()
    assert held < 1.5 * 20_000 * 8
    again = leaf(0, 20_000)
    z = again
    for _ in range(8):
        z = ag.sin(ag.cos(z))
    z.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), again.grad.numpy())


def test_a_function_that_differentiates_forgets_what_it_recomputed() -> None:
    x = leaf(0, SIZE)

    def function(x: Tensor) -> Tensor:
        inner = leaf(1, SIZE)
        y = ag.checkpoint(ag.exp, inner * 2.0)
        y.sum().backward()
        return ag.exp(x) * inner.grad

    y = ag.checkpoint(function, x).sum()
    y.backward(retain_graph=True)
    assert ag._checkpoint._regions.recomputed == []
    assert ag._checkpoint._regions.running is None
