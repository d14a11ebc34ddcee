"""Gradients of normalization: by hand, and the rules for arrays against those for any order."""

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor
from autograd.testing import gradcheck
from nn.functional.standardization import standardize, standardize_with

# The catalogue's batchnorm_1to5, deck 2: x = 1..5, gamma = 2, beta = 0.5, dy = (1, 0, 0, 0, -1).
X = [[1.0], [2.0], [3.0], [4.0], [5.0]]
DY = [[1.0], [0.0], [0.0], [0.0], [-1.0]]
DX = [[0.2828476621823], [-0.5656811823351], [0.0], [0.5656811823351], [-0.2828476621823]]
DGAMMA = -2.828420053705


@pytest.mark.parametrize("create_graph", [False, True])
def test_the_gradients_of_deck_2(create_graph):
    layer = nn.BatchNorm1d(1).double()
    layer.load_state_dict({"weight": [2.0], "bias": [0.5]}, strict=False)
    x = Tensor(X, requires_grad=True)
    dx, dgamma, dbeta = autograd.gradients(
        layer(x), [x, layer.weight, layer.bias], Tensor(DY), create_graph=create_graph
    )
    np.testing.assert_allclose(dx.detach().numpy(), DX, atol=1e-12)
    np.testing.assert_allclose(dgamma.item(), DGAMMA, atol=1e-11)
    assert dbeta.item() == 0.0


def tensors(shape, parameters, layout):
    generator = np.random.default_rng(0)

    def drawn(shape, layout):
        values = generator.normal(2.0, 1.5, shape)
        if layout == "reversed":
            return np.ascontiguousarray(values.T).T
        if layout == "channels last":
            return np.moveaxis(np.ascontiguousarray(np.moveaxis(values, 1, -1)), -1, 1)
        if layout == "every other":
            return np.repeat(values, 2, axis=0)[::2]
        return values

    x = Tensor(drawn(shape, layout), requires_grad=True)
    others = [Tensor(drawn(parameters, "plain"), requires_grad=True) for _ in range(2)]
    return x, *others, generator.normal(size=shape)


LAYOUTS = ["plain", "channels last", "reversed", "every other"]
KINDS = [  # shape, axes, shape of weight and bias
    ((5, 3), (0,), (3,)),
    ((4, 3, 2), (0, 2), (3, 1)),
    ((4, 3, 2, 5), (0, 2, 3), (3, 1, 1)),
    ((1, 3, 1, 5), (0, 2, 3), (3, 1, 1)),
    ((4, 3), (1,), (3,)),
    ((4, 3, 2), (1, 2), (3, 2)),
    ((2, 4, 3, 2), (2, 3), (4, 1, 1)),
    ((2, 2, 3, 2, 4), (2, 3, 4), (2, 3, 1, 1)),
    ((3, 2), (0, 1), ()),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("shape", "axes", "parameters"), KINDS)
def test_the_rules_for_arrays_agree_with_those_for_any_order(shape, axes, parameters, layout):
    x, weight, bias, g = tensors(shape, parameters, layout)
    for inputs in ([x, weight, bias], [x, weight], [x]):
        out = standardize(*inputs, axes=axes)
        fast = autograd.gradients(out, inputs, g, retain_graph=True)
        recorded = autograd.gradients(out, inputs, g, create_graph=True)
        for one, other in zip(fast, recorded, strict=True):
            np.testing.assert_allclose(one.data, other.detach().numpy(), 1e-9, 1e-11)


@pytest.mark.parametrize("layout", ["plain", "channels last"])
@pytest.mark.parametrize(("shape", "axes", "parameters"), KINDS)
def test_gradients_are_those_of_finite_differences_to_second_order(
    shape, axes, parameters, layout
):
    x, weight, bias, _ = tensors(shape, parameters, layout)
    gradcheck(lambda *inputs: standardize(*inputs, axes=axes), [x, weight, bias], order=2)


def test_gradients_with_given_statistics():
    x, weight, bias, _ = tensors((4, 3, 2, 2), (3, 1, 1), "plain")
    mean, inverse = np.full((3, 1, 1), 0.5), np.full((3, 1, 1), 2.0)
    for inputs in ([x, weight, bias], [x, weight], [x]):
        gradcheck(
            lambda *inputs: standardize_with(
                *inputs, average=mean, inverse=inverse, axes=(0, 2, 3)
            ),
            inputs,
            order=2,
        )


def test_float32_gradients_are_close_and_stay_float32():
    x, weight, bias, g = tensors((8, 3, 5, 5), (3, 1, 1), "channels last")
    exact = autograd.gradients(standardize(x, weight, bias, (0, 2, 3)), [x, weight, bias], g)
    single = [Tensor(t.data.astype(np.float32), requires_grad=True) for t in (x, weight, bias)]
    close = autograd.gradients(standardize(*single, (0, 2, 3)), single, g)
    for one, other in zip(close, exact, strict=True):
        assert one.dtype == np.float32
        np.testing.assert_allclose(one.data, other.data, 1e-4, 1e-4)


def test_large_means_do_not_spoil_float32_gradients():
    x, weight, bias, g = tensors((8, 3, 5, 5), (3, 1, 1), "plain")
    far = (x.data + 1e4).astype(np.float32)
    # A shift of the input changes nothing: the gradients are those of the numbers near 0.
    inputs = [Tensor(far.astype(np.float64) - 1e4, requires_grad=True), weight, bias]
    exact = autograd.gradients(standardize(*inputs, (0, 2, 3)), inputs, g)
    single = [Tensor(t, requires_grad=True) for t in (far, *(p.data.astype("f4") for p in inputs[1:]))]
    close = autograd.gradients(standardize(*single, (0, 2, 3)), single, g)
    for one, other in zip(close, exact, strict=True):
        np.testing.assert_allclose(one.data, other.data, 1e-4, 1e-4)


def test_a_gradient_that_is_one_number_repeated():
    # Its memory has strides 0: that of sum() has. By hand: shifts are taken away, so dx is 0.
    x, weight, bias, _ = tensors((4, 3, 2, 2), (3, 1, 1), "channels last")
    standardize(x, weight, bias, (0, 2, 3)).sum().backward()
    np.testing.assert_allclose(x.grad.data, 0.0, atol=1e-12)
    np.testing.assert_allclose(weight.grad.data, 0.0, atol=1e-12)
    np.testing.assert_array_equal(bias.grad.data, 16.0)


def test_only_what_is_asked_for_is_computed():
    layer = nn.BatchNorm1d(2).double().requires_grad_(False)
    x = Tensor([[1.0, 2.0], [3.0, 5.0], [0.0, 1.0]], requires_grad=True)
    (layer(x) * Tensor([[1.0, 2.0]] * 3)).sum().backward()
    assert layer.weight.grad is None
    np.testing.assert_allclose(x.grad.data, 0.0, atol=1e-12)


def test_the_backward_pass_may_come_twice():
    x, weight, bias, g = tensors((5, 3), (3,), "plain")
    out = standardize(x, weight, bias, (0,))
    first = autograd.gradients(out, [x, weight, bias], g, retain_graph=True)
    second = autograd.gradients(out, [x, weight, bias], 2 * g)
    for one, two in zip(first, second, strict=True):
        np.testing.assert_allclose(2 * one.data, two.data, 1e-12)


def test_an_input_that_was_overwritten_is_not_used():
    x, weight, bias, g = tensors((5, 3), (3,), "plain")
    out = standardize(x, weight, bias, (0,))
    with autograd.no_grad():
        x.zero_()
    for wanted in (x, weight):
        with pytest.raises(RuntimeError, match="modified by an in-place operation"):
            autograd.gradients(out, [wanted], g)
    autograd.gradients(out, [bias], g)  # which does not need it


def test_a_checkpoint_computes_the_same_gradient():
    layer = nn.BatchNorm1d(40).double()
    x = Tensor(np.random.default_rng(0).normal(size=(50, 40)), requires_grad=True)
    for forward in (layer, lambda x: autograd.checkpoint(layer, x)):
        x.grad = None
        (forward(x) ** 3).sum().backward()
        if forward is layer:
            expected = x.grad.data
    np.testing.assert_allclose(x.grad.data, expected, 1e-12)


@pytest.mark.parametrize("function", [
    lambda x: F.normalize(x, dim=1),
    lambda x: F.normalize(x, p=3.0, dim=0),
    lambda x: F.normalize(x, dim=(0, 1)),
])  # fmt: skip
def test_gradients_of_normalize(function):
    gradcheck(function, tensors((4, 3), (3,), "plain")[0], order=2)
