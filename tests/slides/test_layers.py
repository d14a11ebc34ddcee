"""Decks 1, 2, 3 and 5: layers of a network, how they are built, and what they can express."""

import autograd
import nn
from autograd import Tensor, tanh
from nn.functional import linear
from tests.slides.helpers import largest_difference
from tests.slides.rows import row


@row("matmul_2x4_4x3")
def test_product_of_matrices(row):
    A = autograd.arange(1.0, 9.0).reshape(2, 4).requires_grad_()
    B = autograd.arange(1.0, 13.0).reshape(4, 3).requires_grad_()
    C = A @ B
    C.backward(autograd.ones(2, 3))
    row.expect(C=C, dA_ones=A.grad, dB_ones=B.grad)


@row("linear_collapse_c3")
def test_linear_activations_collapse(row):
    def h(x):
        return 0.5 * x

    row.expect(y=h(h(h(Tensor(2.0)))))


@row("linear_collapse_affine")
def test_two_linear_layers_are_one(row):
    first, second = (nn.Linear(2, 2, dtype=float) for _ in range(2))
    first.load_state_dict({"weight": [[1.0, 2.0], [3.0, 4.0]], "bias": [1.0, -1.0]})
    second.load_state_dict({"weight": [[5.0, 6.0], [7.0, 8.0]], "bias": [0.5, -0.5]})
    x = Tensor([1.0, 2.0])
    W = second.weight @ first.weight
    b = second.weight @ first.bias + second.bias
    row.expect(o=nn.Sequential(first, second)(x), W=W, b=b)
    row.expect(o=linear(x, W, b))


@row("symmetric_init")
def test_equal_weights_get_equal_gradients(row):
    x = Tensor([1.0, 2.0])
    W1 = autograd.full((2, 2), 0.5, requires_grad=True)
    W2 = autograd.full((2,), 0.5, requires_grad=True)
    y = tanh(x @ W1) @ W2
    ((y - 1) ** 2 / 2).backward()
    row.expect(y=y, dW1=W1.grad, dW2=W2.grad)


# Deck 3: F(x) = Σ v_i relu(x w_i + b_i) comes close to x².
KNOTS = autograd.arange(5.0) / 5


def F(x, biases):
    v = Tensor([0.2, 0.4, 0.4, 0.4, 0.4])
    return autograd.relu(x[:, None] * autograd.ones(5) + biases) @ v


@row("uat_relu_n5")
def test_five_units_approximate_a_square(row):
    x = autograd.linspace(0.0, 1.0, 1001)
    F_half, F_07 = F(Tensor([0.5, 0.7]), -KNOTS)
    row.expect(F_half=F_half, F_07=F_07, max_err=largest_difference(F(x, -KNOTS), x**2))


@row("bias_as_weight")
def test_bias_is_the_weight_of_an_input_of_one(row):
    x = autograd.linspace(0.0, 1.0, 11)
    v = Tensor([0.2, 0.4, 0.4, 0.4, 0.4])
    w, b = autograd.ones(5, requires_grad=True), (-KNOTS).requires_grad_()
    with_bias = autograd.relu(x[:, None] * w + b) @ v
    with_bias.sum().backward()
    extended = autograd.stack([x, autograd.ones(11)], axis=1)
    weights = autograd.stack([autograd.ones(5), -KNOTS]).requires_grad_()
    without = autograd.relu(extended @ weights) @ v
    without.sum().backward()
    row.expect(
        output_difference=largest_difference(with_bias, without),
        gradient_difference=largest_difference(autograd.stack([w.grad, b.grad]), weights.grad),
    )


@row("batchnorm_1to5")
def test_batch_normalization(row):
    x = Tensor([[1.0], [2.0], [3.0], [4.0], [5.0]], requires_grad=True)
    layer = nn.BatchNorm1d(1, momentum=1.0, dtype=float)  # with 1 it keeps the last batch's
    xhat = layer(x)[:, 0]
    row.expect(mean=layer.running_mean[0], xhat=xhat)
    row.expect(var=layer.running_var[0] * (5 - 1) / 5)  # kept without bias
    layer.load_state_dict({"weight": [2.0], "bias": [0.5]}, strict=False)
    y = layer(x)[:, 0]
    y.backward(Tensor([1.0, 0.0, 0.0, 0.0, -1.0]))
    row.expect(y=y, dx=x.grad[:, 0], dgamma=layer.weight.grad[0], dbeta=layer.bias.grad[0])


@row("dropout_expectation")
def test_dropout(row):
    autograd.manual_seed(0)
    units, layer = autograd.ones(100_000), nn.Dropout(0.5)
    dropped = layer(units)
    assert ((dropped == dropped.min()) | (dropped == dropped.max())).all()
    row.expect(values=[dropped.min(), dropped.max()], mean=dropped.mean())
    row.expect(eval_difference=largest_difference(layer.eval()(units), units))


@row("dropconnect_expectation")
def test_dropped_connections(row):
    autograd.manual_seed(0)
    x, trials = autograd.randn(4), 10_000
    layer = nn.DropConnect(4, 3, p=0.5, dtype=float)
    outputs = autograd.stack([layer(x).detach() for _ in range(trials)])
    mean = outputs.mean(axis=0)
    variance = ((outputs - mean) ** 2).mean(axis=0)
    off = autograd.absolute(mean - layer.eval()(x)) / autograd.sqrt(variance / trials)
    row.expect(standard_errors_off=off)


def count(model):
    return sum(parameter.numel() for parameter in model.parameters())


@row("mlp_256_100_26_params")
def test_parameters_of_an_mlp(row):
    row.expect(
        w=count(nn.Sequential(nn.Linear(256, 100, bias=False), nn.Linear(100, 26, bias=False))),
        wb=count(nn.Sequential(nn.Linear(256, 100), nn.Linear(100, 26))),
    )


@row("mnist_mlp_params")
def test_parameters_of_the_mnist_mlp(row):
    row.expect(n=count(nn.Sequential(nn.Linear(784, 512), nn.Linear(512, 512), nn.Linear(512, 10))))
