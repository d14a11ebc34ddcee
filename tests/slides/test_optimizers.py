"""Decks 1 and 2: how optimizers and penalties move a weight."""

import autograd
import nn
from autograd import Tensor
from tests.slides.rows import row


def half_square(w):
    """A loss whose gradient is w itself."""
    return w**2 / 2


def five_steps(optimizer, w, loss=half_square):
    """The weight after each of five steps."""
    for _ in range(5):
        optimizer.zero_grad()
        loss(w).backward()
        optimizer.step()
        yield w.detach()


def moving_average(w):
    """m = 0.9 m + 0.1 g from m = 0, and w = w - 0.1 m."""
    return nn.optim.SGD([w], lr=0.1, momentum=0.9, ema=True)


@row("opt_ema_momentum")
def test_moving_average_of_gradients(row):
    w = Tensor(1.0, requires_grad=True)
    row.expect(w=list(five_steps(moving_average(w), w)))


@row("opt_ema_constant_grad")
def test_moving_average_of_a_constant(row):
    w = Tensor(0.0, requires_grad=True)
    optimizer = moving_average(w)
    averages, weights = [], []
    for weight in five_steps(optimizer, w, loss=lambda w: w):
        averages.append(Tensor(optimizer.state[w]["momentum_buffer"]))
        weights.append(weight)
    row.expect(m=averages, w=weights)


@row("opt_classical_momentum")
def test_classical_momentum(row):
    w = Tensor(1.0, requires_grad=True)
    row.expect(w=list(five_steps(nn.optim.SGD([w], lr=0.1, momentum=0.9), w)))


@row("opt_adam")
def test_adam(row):
    w = Tensor(1.0, requires_grad=True)
    row.expect(w=list(five_steps(nn.optim.Adam([w], lr=0.1), w)))


@row("opt_adagrad")
def test_adagrad(row):
    w = Tensor(1.0, requires_grad=True)
    row.expect(w=list(five_steps(nn.optim.Adagrad([w], lr=0.1, eps=1e-8), w)))


@row("opt_rmsprop")
def test_rmsprop(row):
    w = Tensor(1.0, requires_grad=True)
    row.expect(w=list(five_steps(nn.optim.RMSprop([w], lr=0.1, alpha=0.9), w)))


# Weights, and a loss of the data with the gradient that the catalogue assumes.


def theta():
    return Tensor([1.0, 2.0, 3.0, 4.0, 5.0], requires_grad=True)


def data_loss(theta):
    return (Tensor([0.5, -0.5, 0.0, 1.0, -1.0]) * theta).sum()


def one_step(theta, loss, **options):
    """The weights after a step of gradient descent."""
    loss.backward()
    nn.optim.SGD([theta], lr=0.1, **options).step()
    return theta


@row("weight_decay_step")
def test_weight_decay(row):
    by_penalty, by_decay = theta(), theta()
    penalty = nn.L2Penalty(0.01, half=True)([by_penalty])
    row.expect(penalty_half=penalty)
    row.expect(theta=one_step(by_penalty, data_loss(by_penalty) + penalty))
    row.expect(theta=one_step(by_decay, data_loss(by_decay), weight_decay=0.01))


@row("l1_step")
def test_l1_penalty(row):
    weights = theta()
    penalty = nn.L1Penalty(0.01)([weights])
    row.expect(penalty=penalty, theta=one_step(weights, data_loss(weights) + penalty))


@row("norm_l1")
def test_l1_norm(row):
    x = theta()
    norm = autograd.norm(x, p=1)
    norm.backward()
    row.expect(v=norm, g=x.grad)


@row("norm_l2")
def test_l2_norm(row):
    x = theta()
    norm = autograd.norm(x)
    norm.backward()
    row.expect(v=norm, g=x.grad)
