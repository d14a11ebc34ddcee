"""Hooks of modules: when they are called, with what, and what they may replace."""

import copy
import pickle
import weakref
from collections import namedtuple

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor


class Affine(nn.Module):
    """2 x + shift."""

    def forward(self, x, shift=0.0):
        return 2.0 * x + shift


class Swap(nn.Module):
    """Two inputs, two outputs: (3 b, 2 a)."""

    def forward(self, a, b):
        return 3.0 * b, 2.0 * a


class Failing(nn.Module):
    def forward(self, x):
        raise RuntimeError("no output today")


def doubled(module, args, output):  # at the top of a module, so that it can be pickled
    return output * 2.0


# --- around the forward pass ----------------------------------------------------------------------


def test_a_forward_hook_sees_module_arguments_and_output():
    seen, layer, x = [], Affine(), Tensor(3.0)
    handle = layer.register_forward_hook(lambda *given: seen.append(given))
    out = layer(x)
    assert out.item() == 6.0
    ((module, args, output),) = seen
    assert module is layer
    assert args[0] is x
    assert output is out
    handle.remove()
    handle.remove()  # does no harm
    layer(x)
    assert len(seen) == 1


def test_a_forward_hook_may_replace_the_output():
    layer = Affine()
    layer.register_forward_hook(lambda module, args, output: output + 1.0)
    layer.register_forward_hook(doubled)
    assert layer(Tensor(3.0)).item() == 14.0  # (6 + 1) * 2
    assert layer.forward(Tensor(3.0)).item() == 6.0
    assert nn.Sequential(layer, Affine())(Tensor(3.0)).item() == 28.0


def test_hooks_are_called_in_order_unless_one_goes_to_the_front():
    layer, order = Affine(), []
    for name in "ab":
        layer.register_forward_hook(lambda *_, name=name: order.append(name))
    layer.register_forward_hook(lambda *_: order.append("first"), prepend=True)
    layer.register_forward_pre_hook(lambda *_: order.append("before"))
    layer.register_forward_pre_hook(lambda *_: order.append("before all"), prepend=True)
    layer(Tensor(1.0))
    assert order == ["before all", "before", "first", "a", "b"]


def test_a_pre_hook_may_replace_the_arguments():
    layer = Affine()
    with layer.register_forward_pre_hook(lambda module, args: args[0] + 1.0):  # no tuple: the only
        assert layer(Tensor(3.0)).item() == 8.0
    with layer.register_forward_pre_hook(lambda module, args: (args[0], 5.0)):
        assert layer(Tensor(3.0)).item() == 11.0
    assert layer(Tensor(3.0)).item() == 6.0


def test_hooks_with_kwargs_see_and_may_replace_them():
    layer, seen = Affine(), []
    layer.register_forward_pre_hook(
        lambda module, args, kwargs: (args, {"shift": kwargs["shift"] * 10.0}), with_kwargs=True
    )
    layer.register_forward_hook(lambda m, args, kwargs, out: seen.append(kwargs), with_kwargs=True)
    assert layer(Tensor(3.0), shift=1.0).item() == 16.0
    assert seen == [{"shift": 10.0}]
    layer.register_forward_pre_hook(lambda module, args, kwargs: args, with_kwargs=True)
    with pytest.raises(RuntimeError, match=r"must return None or a pair \(args, kwargs\)"):
        layer(Tensor(3.0), shift=1.0)


def test_hooks_stay_after_an_exception_and_some_are_called_at_one():
    layer, seen = Failing(), []
    layer.register_forward_hook(lambda *given: seen.append("usual"))
    layer.register_forward_hook(lambda m, args, output: seen.append(output), always_call=True)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no output today"):
            layer(Tensor(1.0))
    assert seen == [None, None]


def test_a_hook_that_raises_stops_the_pass_and_is_not_called_again_for_it():
    layer, calls = Affine(), []

    def failing(module, args, output):
        calls.append(output)
        raise ValueError("from the hook")

    handle = layer.register_forward_hook(failing, always_call=True)
    with pytest.raises(ValueError, match="from the hook"):
        layer(Tensor(1.0))
    assert len(calls) == 1
    handle.remove()
    assert layer(Tensor(1.0)).item() == 2.0


def test_a_hook_may_take_itself_off():
    layer, calls = Affine(), []

    def once(module, args, output):
        calls.append(output.item())
        handle.remove()

    handle = layer.register_forward_hook(once)
    layer(Tensor(1.0))
    layer(Tensor(1.0))
    assert calls == [2.0]


def test_what_is_no_function_is_no_hook():
    with pytest.raises(TypeError, match="a hook is a function, got a str"):
        Affine().register_forward_hook("print")


def test_hooks_are_not_in_the_state_and_do_not_show():
    layer = nn.Linear(2, 1)
    keys, text = list(layer.state_dict()), repr(layer)
    layer.register_forward_hook(doubled)
    assert (list(layer.state_dict()), repr(layer)) == (keys, text)
    assert [name for name, _ in layer.named_modules()] == [""]


@pytest.mark.parametrize("duplicate", [
    copy.deepcopy, lambda module: pickle.loads(pickle.dumps(module)),
], ids=["deepcopy", "pickle"])  # fmt: skip
def test_a_copy_has_the_hooks_too_and_is_independent(duplicate):
    layer = Affine()
    handle = layer.register_forward_hook(doubled)
    twin = duplicate(layer)
    handle.remove()
    assert twin(Tensor(3.0)).item() == 12.0
    assert layer(Tensor(3.0)).item() == 6.0


# --- in the backward pass -------------------------------------------------------------------------


def recorded(module, **settings):
    """A list that fills with the gradients that a backward hook is given, as lists."""
    seen = []

    def values(gradients):
        return [None if g is None else g.data.tolist() for g in gradients]

    module.register_full_backward_hook(
        lambda m, grad_input, grad_output: seen.append((values(grad_input), values(grad_output))),
        **settings,
    )
    return seen


def test_a_backward_hook_sees_the_gradients_of_inputs_and_outputs():
    layer = Affine()
    seen = recorded(layer)
    x = Tensor([1.0, 2.0], requires_grad=True)
    (layer(x) * Tensor([1.0, 10.0])).sum().backward()
    assert seen == [([[2.0, 20.0]], [[1.0, 10.0]])]
    assert x.grad.data.tolist() == [2.0, 20.0]


def test_the_inputs_of_a_first_layer_have_no_gradient_as_in_pytorch():
    # PyTorch 2.13: (None,) and the gradient of the output.
    layer = nn.Linear(2, 1)
    seen = recorded(layer)
    layer(Tensor([[3.0, 4.0]])).sum().backward()
    assert seen == [([None], [[[1.0]]])]
    assert layer.weight.grad.data.tolist() == [[3.0, 4.0]]


def test_gradients_of_several_inputs_and_outputs_arrive_together():
    layer = Swap()
    seen = recorded(layer)
    a = Tensor([1.0, 2.0], requires_grad=True)
    b = Tensor(np.array([[5.0]], np.float32), requires_grad=True)
    out_b, out_a = layer(a, b)
    (out_a.sum() + 7.0 * out_b.sum()).backward()
    assert seen == [([[2.0, 2.0], [[21.0]]], [[[7.0]], [1.0, 1.0]])]
    assert a.grad.data.tolist() == [2.0, 2.0]
    assert b.grad.data.tolist() == [[21.0]]
    assert b.grad.dtype == np.float32
    assert out_b.dtype == np.float32


def test_an_input_whose_output_is_not_used_has_the_gradient_0_as_in_pytorch():
    layer = Swap()
    seen = recorded(layer)
    a, b = Tensor([1.0, 2.0], requires_grad=True), Tensor([5.0], requires_grad=True)
    layer(a, b)[1].sum().backward()
    assert [grad_input for grad_input, _ in seen] == [[[2.0, 2.0], [0.0]]]


def test_a_backward_hook_may_replace_the_gradients_of_the_inputs():
    layer, x = Affine(), Tensor([1.0, 2.0], requires_grad=True)
    layer.register_full_backward_hook(lambda m, grad_input, _: (grad_input[0] * 100.0,))
    layer(x).sum().backward()
    assert x.grad.data.tolist() == [200.0, 200.0]
    swap, a, b = Swap(), Tensor(1.0, requires_grad=True), Tensor(2.0, requires_grad=True)
    swap.register_full_backward_hook(lambda m, grad_input, _: (grad_input[1], 0.5))
    sum(swap(a, b)).backward()
    assert (a.grad.item(), b.grad.item()) == (3.0, 0.5)


def test_a_replaced_gradient_keeps_the_dtype_of_its_tensor():
    layer, x = Affine(), Tensor(np.ones(2, np.float32), requires_grad=True)
    layer.register_full_backward_hook(lambda *_: np.array([0.5, 0.25]))  # float64
    layer(x).sum().backward()
    assert x.grad.dtype == np.float32
    assert x.grad.data.tolist() == [0.5, 0.25]


def test_a_backward_pre_hook_may_replace_the_gradient_of_the_output():
    layer = nn.Linear(1, 1, bias=False, dtype=float)
    layer.load_state_dict({"weight": [[3.0]]})
    layer.register_full_backward_pre_hook(lambda m, grad_output: (grad_output[0] * 10.0,))
    seen = recorded(layer)
    x = Tensor([[5.0]], requires_grad=True)
    layer(x).sum().backward()
    assert seen == [([[[30.0]]], [[[10.0]]])]
    assert layer.weight.grad.item() == 50.0
    assert x.grad.item() == 30.0


@pytest.mark.parametrize("wrong", [
    (), (None,), (Tensor([1.0]), Tensor([1.0])), Tensor([1.0, 2.0]), 1.0,
], ids=repr)  # fmt: skip
def test_a_backward_hook_returns_gradients_like_those_it_was_given(wrong):
    layer, x = Affine(), Tensor([1.0], requires_grad=True)
    layer.register_full_backward_hook(lambda *_: wrong)
    with pytest.raises(RuntimeError, match=r"or gradients of the shapes \[\(1,\)\] that it was given"):
        layer(x).sum().backward()


def test_a_graph_that_is_kept_calls_the_backward_hooks_each_time():
    layer, x = Affine(), Tensor([1.0], requires_grad=True)
    seen = recorded(layer)
    out = layer(x).sum()
    out.backward(retain_graph=True)
    out.backward()
    assert seen == [([[2.0]], [[1.0]])] * 2
    assert x.grad.data.tolist() == [4.0]


def test_second_derivatives_go_through_a_layer_with_backward_hooks():
    layer, x = nn.Sigmoid(), Tensor(0.3, requires_grad=True)
    expected = autograd.gradients(autograd.gradients(layer(x), x, create_graph=True), x)[0].item()
    recorded(layer)
    slope = autograd.gradients(layer(x), x, create_graph=True)
    assert autograd.gradients(slope, x)[0].item() == expected


def test_backward_hooks_do_nothing_where_nothing_is_recorded():
    layer = Affine()
    seen = recorded(layer)
    with autograd.no_grad():
        assert layer(Tensor(1.0, requires_grad=True)).item() == 2.0
    assert layer(Tensor(1.0)).item() == 2.0
    assert seen == []


@pytest.mark.parametrize("kind", [list, tuple, namedtuple("Pair", "mean spread")._make])
def test_outputs_keep_their_kind(kind):
    class Several(nn.Module):
        def forward(self, x):
            return kind([x * 2.0, None])

    layer, x = Several(), Tensor(3.0, requires_grad=True)
    seen = recorded(layer)
    out = layer(x)
    assert type(out) is type(kind([1, 2]))
    assert out[1] is None
    out[0].backward()
    assert seen == [([2.0], [1.0, None])]


def test_an_output_without_gradients_that_can_be_watched_is_an_error():
    class ToDict(nn.Module):
        def forward(self, x):
            return {"out": x}

    layer = ToDict()
    recorded(layer)
    with pytest.raises(TypeError, match="the backward hooks of ToDict need outputs that are"):
        layer(Tensor(1.0, requires_grad=True))


def test_a_graph_that_is_kept_does_not_keep_the_gradients_that_its_hooks_saw():
    layer, x, seen = Affine(), Tensor([1.0], requires_grad=True), []
    layer.register_full_backward_hook(
        lambda module, grad_input, grad_output: seen.append(weakref.ref(grad_output[0]))
    )
    out = layer(x).sum()
    out.backward(retain_graph=True)
    assert [reference() for reference in seen] == [None]
