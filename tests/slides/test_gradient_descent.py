"""Deck 1: a step of gradient descent by hand, and how many samples a step takes in."""

import numpy as np

import autograd
import nn
from autograd import Tensor, no_grad
from nn.data import DataLoader, TensorDataset
from tests.slides.helpers import largest_difference
from tests.slides.rows import row
from tests.slides.tables import HOURS, SCORES

X, T = Tensor([2.0, 3.0]), Tensor([46.0, 72.0])
RATE = 0.2


def start():
    """The line w x + b before learning."""
    return Tensor(15.0, requires_grad=True), Tensor(2.0, requires_grad=True)


def half_square(w, b, sample):
    return (w * X[sample] + b - T[sample]) ** 2 / 2


def step(w, b, loss, rate=RATE):
    """W_new = W_old - μ ∂Loss/∂W, written out; returns both gradients."""
    loss.backward()
    dw, db = w.grad, b.grad
    with no_grad():
        w -= rate * dw
        b -= rate * db
    w.grad = b.grad = None
    return dw, db


@row("gd_half_loss")
def test_half_of_the_squared_error(row):
    w, b = start()
    row.expect(loss=half_square(w, b, 0))


@row("gd_square_loss")
def test_squared_error(row):
    w, b = start()
    row.expect(loss=nn.MSELoss()(w * X[0] + b, T[0]))


@row("gd_half_step")
def test_one_step(row):
    w, b = start()
    row.expect(y1=w * X[0] + b)
    dw, db = step(w, b, half_square(w, b, 0))
    row.expect(dw=dw, db=db, w=w, b=b, y2=w * X[1] + b)


@row("gd_half_step_refit")
def test_the_step_fits_its_own_sample(row):
    w, b = start()
    step(w, b, half_square(w, b, 0))
    row.expect(y=w * X[0] + b)


@row("gd_half_step2")
def test_step_on_the_second_sample(row):
    w, b = start()
    step(w, b, half_square(w, b, 0))
    loss = half_square(w, b, 1)
    dw, db = step(w, b, loss)
    row.expect(loss=loss, dw=dw, db=db, w=w, b=b)


@row("gd_batch_mse")
def test_mean_squared_error_of_the_batch(row):
    w, b = start()
    mse = nn.MSELoss()(w * X + b, T)
    mse.backward()
    row.expect(mse=mse, dW=w.grad, db=b.grad)


@row("gd_batch_1B")
def test_step_on_the_batch(row):
    w, b = start()
    dW, db = step(w, b, nn.MSELoss()(w * X + b, T) / 2)
    row.expect(dW=dW, db=db, w=w, b=b)


def two_steps(w, b, optimizer):
    """Where the line is after a step on the first sample, and after one on the second."""
    for sample in (0, 1):
        optimizer.zero_grad()
        half_square(w, b, sample).backward()
        optimizer.step()
        yield [w.detach(), b.detach()]


@row("gd_ema_two_steps")
def test_momentum_as_a_moving_average(row):
    w, b = start()
    optimizer = nn.optim.SGD([w, b], lr=RATE, momentum=0.9, dampening=0.9)
    # The first gradient an SGD meets becomes its average as it is: a gradient of 0 gives m = 0.
    w.grad, b.grad = Tensor(0.0), Tensor(0.0)
    optimizer.step()
    step1, step2 = two_steps(w, b, optimizer)
    row.expect(step1=step1, step2=step2)


@row("gd_adam_two_steps")
def test_adam(row):
    w, b = start()
    step1, step2 = two_steps(w, b, nn.optim.Adam([w, b], lr=RATE))
    row.expect(step1=step1, step2=step2)


@row("sgd_equivalence_m_n")
def test_batches_of_all_samples_and_of_one(row):
    def trained(batch_size):
        w, b = start()
        optimizer = nn.optim.SGD([w, b], lr=0.01)
        for _ in range(3):
            for x, y in DataLoader(TensorDataset(HOURS, SCORES), batch_size=batch_size):
                optimizer.zero_grad()
                nn.MSELoss()(w * x + b, y).backward()
                optimizer.step()
        return autograd.stack([w, b])

    def by_hand(batches):
        w, b = start()
        for _ in range(3):
            for batch in batches:
                error = w * HOURS[batch] + b - SCORES[batch]
                step(w, b, (error * error).mean(), rate=0.01)
        return autograd.stack([w, b])

    everything, one_by_one = [slice(None)], range(len(HOURS))
    row.expect(
        batch_difference=largest_difference(trained(len(HOURS)), by_hand(everything)),
        single_difference=largest_difference(trained(1), by_hand(one_by_one)),
    )


@row("batches_per_epoch")
def test_number_of_batches(row):
    def batches(samples, batch_size, **options):
        return len(DataLoader(TensorDataset(np.zeros(samples)), batch_size, **options))

    row.expect(n=[batches(60_000, 20), batches(100, 32), batches(9, 4)])
    row.expect(drop_last=batches(100, 32, drop_last=True))
