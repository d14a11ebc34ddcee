"""The backward pass: order, accumulation, hooks, the graph's life."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, gradients
from autograd.chain_rule import topological_order


def leaf(value: object, name: str | None = None) -> Tensor:
    return Tensor(value, requires_grad=True, name=name)


def test_reused_nodes_add_up() -> None:
    a = leaf(3.0)
    b = a + a
    c = b + b
    c.backward()
    assert a.grad.item() == 4.0


def test_diamond_waits_until_every_path_has_contributed() -> None:
    x = leaf(2.0)
    y = x * x  # 4
    z = y * x + y  # x^3 + x^2: slope 3 x^2 + 2 x
    z.backward()
    assert x.grad.item() == 16.0


def test_order_puts_every_tensor_before_its_inputs() -> None:
    x = leaf(1.5)
    y = x * 2.0
    z = ag.exp(y) + y * x + x
    order = topological_order([z])
    place = {tensor: i for i, tensor in enumerate(order)}
    for tensor in order:
        for i in tensor._inputs:
            if isinstance(i, Tensor):
                assert place[tensor] < place[i]
    assert order[0] is z
    assert len(order) == 6


def test_leaves_accumulate_over_passes() -> None:
    x = leaf([1.0, 2.0])
    for _ in range(3):
        (x * 2.0).sum().backward()
    assert x.grad.tolist() == [6.0, 6.0]


def test_second_pass_with_retained_graph_gives_the_same_again() -> None:
    x = leaf(3.0)
    y = ag.exp(x * 2.0) * x
    y.backward(retain_graph=True)
    first = x.grad.item()
    x.grad = None
    y.backward()
    assert x.grad.item() == first


def test_second_backward_is_refused_and_says_what_to_do() -> None:
    x = leaf(3.0, "x")
    y = x * x
    y.name = "y"
    y.backward()
    with pytest.raises(RuntimeError, match=r"second time: tensor 'y', computed by multiply.*retain_graph=True"):
        y.backward()
    assert x.grad.item() == 6.0


def test_a_graph_released_through_another_output_is_refused() -> None:
    x = leaf([1.0, 2.0])
    shared = x * x
    first, second = shared.sum(), (shared * 3.0).sum()
    first.backward()
    with pytest.raises(RuntimeError, match="second time"):
        second.backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_only_needed_gradients_are_computed() -> None:
    calls = []

    def count(which: str, g: object) -> object:
        calls.append(which)
        return g

    @ag.operation(lambda g, out, x, y: count("x", g), lambda g, out, x, y: count("y", g))
    def join(x: object, y: object) -> object:
        return x + y

    x, y = Tensor([1.0]), leaf([2.0])
    join(x, y).sum().backward()
    assert calls == ["y"]
    calls.clear()
    a, b = leaf([1.0]), leaf([2.0])
    gradients(join(a, b).sum(), a)
    assert calls == ["x"]


def test_intermediate_gradients_only_on_request() -> None:
    x = leaf(2.0)
    y = x * 3.0
    z = y * y
    z.backward()
    assert y.grad is None
    y = x * 3.0
    y.retain_grad()
    (y * y).backward()
    assert y.grad.item() == 12.0


def test_no_two_gradients_share_memory() -> None:
    x, y = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    s = x + y
    s.retain_grad()
    z = s.reshape(2, 1)
    z.retain_grad()
    seed = np.ones((2, 1))
    z.backward(seed)
    arrays = [x.grad.data, y.grad.data, s.grad.data, z.grad.data, seed]
    for i, a in enumerate(arrays):
        for b in arrays[i + 1 :]:
            assert not np.may_share_memory(a, b)


def test_gradient_never_shares_memory_with_a_value() -> None:
    weights = np.array([2.0, 3.0])
    x = leaf([1.0, 1.0])
    (x * weights).sum().backward()

    @ag.operation(lambda g, out, x: x)
    def half_square(x: object) -> object:
        return np.sum(x * x) / 2

    y = leaf([1.0, 2.0])
    half_square(y).backward()
    assert not np.may_share_memory(y.grad.data, y.data)
    assert y.grad.tolist() == [1.0, 2.0]


def test_hooks_see_the_complete_gradient_and_may_replace_it() -> None:
    seen = []
    x = leaf(2.0)
    y = x * 3.0
    y.register_hook(lambda g: seen.append(g.item()))
    hook = y.register_hook(lambda g: g * 10.0)
    (y + y).backward()
    assert seen == [2.0]
    assert x.grad.item() == 60.0
    hook.remove()
    hook.remove()
    x.grad = None
    y = x * 3.0
    (y + y).backward()
    assert x.grad.item() == 6.0


def test_hook_on_a_leaf_and_wrong_hooks() -> None:
    x = leaf([1.0, 2.0])
    x.register_hook(lambda g: -g)
    x.sum().backward()
    assert x.grad.tolist() == [-1.0, -1.0]
    x.register_hook(lambda g: g.sum())
    with pytest.raises(RuntimeError, match=r"a hook of .* returned a gradient of shape \(\)"):
        x.sum().backward()
    with pytest.raises(RuntimeError, match="register_hook: .* does not require grad"):
        Tensor(1.0).register_hook(print)


def test_backward_needs_a_single_number_or_a_gradient() -> None:
    x = leaf([1.0, 2.0], "x")
    y = x * 2.0
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        y.backward()
    y.backward([1.0, 10.0])
    assert x.grad.tolist() == [2.0, 20.0]
    with pytest.raises(RuntimeError, match=r"gradient passed in has shape \(3,\), but .* \(2,\)"):
        (x * 2.0).backward(np.ones(3))
    with pytest.raises(RuntimeError, match="does not require grad"):
        Tensor(1.0).backward()


def test_an_exception_in_a_rule_leaves_no_gradient_behind() -> None:
    @ag.operation(lambda g, out, x: 1 / 0)
    def broken(x: object) -> object:
        return x * 1.0

    x, y = leaf(1.0), leaf(2.0)
    z = broken(x) * y
    with pytest.raises(ZeroDivisionError):
        z.backward()
    assert x.grad is None
    assert y.grad is None
    assert ag.is_grad_enabled()
    (y * 2.0).backward()
    assert y.grad.item() == 2.0


def test_gradients_of_any_order() -> None:
    x = leaf(2.0)
    slope = x**5
    expected = [80.0, 160.0, 240.0, 240.0, 120.0]
    for value in expected:
        (slope,) = gradients(slope, x, create_graph=True)
        assert slope.item() == pytest.approx(value)
    assert not slope.requires_grad  # a constant
    assert x.grad is None


def test_backward_with_create_graph() -> None:
    x = leaf(3.0)
    (x**3).backward(create_graph=True)
    slope = x.grad
    x.grad = None
    slope.backward()
    assert x.grad.item() == pytest.approx(18.0)


def test_gradients_of_intermediates_and_several_outputs() -> None:
    x = leaf(2.0)
    y = x * x
    z = y * 3.0
    assert [g.item() for g in gradients([z, y], [x, y], retain_graph=True)] == [16.0, 4.0]
    assert [g.item() for g in gradients([z, z], [y], [1.0, 2.0])] == [9.0]


def test_gradients_refuses_what_makes_no_sense() -> None:
    x, unused = leaf(2.0, "x"), leaf(1.0, "unused")
    y = x * x
    with pytest.raises(RuntimeError, match=r"no output depends on inputs\[1\], tensor 'unused'"):
        gradients(y, [x, unused], retain_graph=True)
    assert gradients(y, [x, unused], allow_unused=True)[1] is None
    with pytest.raises(RuntimeError, match=r"inputs\[0\], .* does not require grad"):
        gradients(x * x, Tensor(1.0))
    with pytest.raises(TypeError, match=r"inputs\[0\] is a float"):
        gradients(x * x, [1.0])
    with pytest.raises(ValueError, match="1 outputs, but 2 output_gradients"):
        gradients(x * x, x, [1.0, 2.0])


def test_float32_input_of_a_float64_output_gets_a_float32_gradient() -> None:
    x = Tensor(np.ones(3, np.float32), requires_grad=True)
    (x * np.full(3, 2.0)).sum().backward()
    assert x.grad.dtype == np.float32
    assert x.grad.tolist() == [2.0, 2.0, 2.0]


def test_scalar_graph_mixed_with_arrays_and_float32_numbers() -> None:
    w = Tensor(np.float32(2.0), requires_grad=True)
    x = leaf(3.0)
    (w * x * np.ones(4)).sum().backward()
    assert w.grad.dtype == np.float32
    assert w.grad.item() == 12.0
    assert x.grad.item() == 8.0


def test_values_held_by_the_user_survive_backward() -> None:
    x = leaf(np.ones(5000))
    y = x * 2.0
    y.sum().backward()
    assert y.tolist() == [2.0] * 5000
    assert y.is_leaf is False


def test_released_graph_drops_large_arrays_and_keeps_small_ones() -> None:
    big = leaf(np.ones(5000), "big")
    data = np.ones(5000)
    squares = big * big * data
    total = squares.sum()
    del squares
    total.backward()
    (held,) = total._inputs
    assert held.shape == (5000,)
    assert "gone" in repr(held._data)
    assert held._operation.name == "multiply"
    with pytest.raises(RuntimeError, match="released by an earlier"):
        held._data + 1
    small = leaf([1.0, 2.0])
    total = (small * small).sum()
    total.backward()
    assert total._inputs[0]._data.tolist() == [1.0, 4.0]


def test_computing_on_from_a_released_tensor_works_but_cannot_be_differentiated() -> None:
    x = leaf(2.0)
    y = x * x
    y.backward()
    z = y * 3.0
    assert z.item() == 12.0
    with pytest.raises(RuntimeError, match="second time"):
        z.backward()


@pytest.mark.parametrize("before", [False, True])
def test_running_total_keeps_no_history(before: bool) -> None:
    """`total += loss`, before or after the loss's backward pass, must not hold on to every graph."""
    x = leaf([1.0, 2.0])
    total = 0.0
    for _ in range(20):
        loss = (x * x).sum()
        if before:
            total += loss
        loss.backward()
        if not before:
            total += loss
    assert total.item() == 100.0
    reached, waiting = 0, [total]
    while waiting:
        reached += 1
        waiting += [i for i in waiting.pop()._inputs if isinstance(i, Tensor)]
    assert reached < 12


def test_a_gradient_of_another_dtype_passed_in_keeps_its_history() -> None:
    x = Tensor([2.0, 3.0], requires_grad=True)
    u = Tensor(np.array([1.0, 10.0], np.float32), requires_grad=True)
    (product,) = ag.gradients(x * x, x, u, create_graph=True)
    (slope,) = ag.gradients(product.sum(), u)
    assert slope.tolist() == [4.0, 6.0]
    assert slope.dtype == np.float32


def test_a_released_graph_is_no_missing_dependence() -> None:
    x = Tensor(2.0, requires_grad=True)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        gradients(y * 3.0, x, allow_unused=True)


@pytest.mark.parametrize(
    "function", [ag.sin, ag.silu, ag.absolute, ag.log1p, ag.prod, ag.var, ag.norm, lambda y: y / y]
)
def test_an_overwritten_value_is_named_whatever_the_rule(function: object) -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    for create_graph in (False, True):
        y = x * 1.0
        y.name = "y"
        out = function(y).sum()
        with ag.no_grad():
            y.data = np.array([5.0, 6.0])
        with pytest.raises(RuntimeError, match="'y', an input of .*, has been modified by an in-place"):
            gradients(out, x, create_graph=create_graph)


def test_parameters_are_copied_when_they_are_given() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    bound, axes = np.array([1.5, 1.5]), [0, 1]
    y = ag.clip(x, bound, None).sum() + x.mean(axes)
    bound[:] = 100.0
    axes.clear()
    y.backward()
    assert x.grad.tolist() == [[0.25, 1.25], [1.25, 1.25]]
