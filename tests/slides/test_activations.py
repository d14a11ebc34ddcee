"""Activation functions of decks 1, 2 and 5, and their derivatives."""

import autograd
import nn
import nn.functional as F
from autograd import Tensor, sigmoid, tanh
from tests.slides.helpers import largest_difference
from tests.slides.rows import row

GRID = [-2.0, -1.0, 0.0, 0.5, 1.0, 2.0]


def value_and_slope(activation, points):
    """The values of an elementwise function and its derivatives, at the same points."""
    z = Tensor(points, requires_grad=True)
    values = activation(z)
    values.sum().backward()
    return values, z.grad


@row("act_sigmoid")
def test_sigmoid(row):
    y, dy = value_and_slope(sigmoid, GRID)
    row.expect(y=y, dy=dy)


@row("act_tanh")
def test_tanh(row):
    y, dy = value_and_slope(tanh, GRID)
    row.expect(y=y, dy=dy)


@row("act_relu")
def test_relu(row):
    y, dy = value_and_slope(autograd.relu, [-2.0, -1.0, 0.5, 2.0])
    row.expect(y=y, dy=dy)


@row("relu_grad_at_zero")
def test_relu_at_its_kink(row):
    _, default = value_and_slope(nn.ReLU(), 0.0)
    _, s0_mode = value_and_slope(nn.ReLU(derivative_at_zero=1), 0.0)
    row.expect(default=default, s0_mode=s0_mode)


@row("tanh_sigmoid_identity")
def test_tanh_is_a_stretched_sigmoid(row):
    z = Tensor(GRID)
    row.expect(largest_difference=largest_difference(tanh(z), 2 * sigmoid(2 * z) - 1))


@row("act_param_a1p0", a=1.0)
@row("act_param_a2p0", a=2.0)
@row("act_param_a0p5", a=0.5)
def test_activations_with_a_slope(row, a):
    sig, dsig = value_and_slope(lambda s: 1 / (1 + autograd.exp(-a * s)), 0.5)
    row.expect(sig=sig, dsig=dsig)
    scaled, dtanh = value_and_slope(lambda s: 2 / (1 + autograd.exp(-a * s)) - 1, 0.5)
    row.expect(tanh=scaled, dtanh=dtanh)
    sig, dsig = value_and_slope(lambda s: sigmoid(a * s), 0.5)
    row.expect(sig=sig, dsig=dsig)
    scaled, dtanh = value_and_slope(lambda s: tanh(a * s / 2), 0.5)
    row.expect(tanh=scaled, dtanh=dtanh)


@row("sigmoid_grad_max")
def test_steepest_point_of_the_sigmoid(row):
    _, slopes = value_and_slope(sigmoid, autograd.linspace(-6.0, 6.0, 1201))
    row.expect(v=slopes.max())


@row("sigmoid_grad_at_4")
def test_flat_parts_of_the_sigmoid(row):
    for z in (-4.0, 4.0):
        _, slope = value_and_slope(sigmoid, z)
        row.expect(v=slope)


@row("vanish_bound")
def test_what_n_sigmoids_leave_of_a_gradient(row):
    _, steepest = value_and_slope(sigmoid, 0.0)
    row.expect(v=[steepest**n for n in (3, 5, 10)])


@row("act_leaky_relu")
def test_leaky_relu(row):
    z = Tensor([-2.0, -1.0, -0.5, 0.0, 0.5, 2.0])
    row.expect(a001=nn.LeakyReLU()(z), a01=nn.LeakyReLU(0.1)(z))


@row("act_elu")
def test_elu(row):
    y, dy = value_and_slope(nn.ELU(), [-2.0, -1.0, -0.5, 0.0, 0.5, 2.0])
    row.expect(y=y, dy_neg=dy[:3])


@row("act_maxout")
def test_maxout(row):
    layer = nn.Maxout(2, 1, dtype=float)
    weights, biases = Tensor([[1.0, -1.0], [-0.5, 0.25]]), Tensor([0.5, -0.1])
    layer.load_state_dict({"weight": weights, "bias": biases})
    x = Tensor([2.0, 3.0])
    row.expect(pieces=F.linear(x, layer.weight, layer.bias), y=layer(x)[0])
