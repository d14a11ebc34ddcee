"""Deck 5: how the score depends on the hours of study, fitted by a line W x + b."""

import autograd
import nn
from autograd import Tensor
from tests.slides.helpers import descend, minimum
from tests.slides.rows import row
from tests.slides.tables import HOURS, SCORES

DESIGN = autograd.stack([HOURS, autograd.ones(4)], axis=1)  # so that DESIGN @ (W, b) is W x + b


def line(W=13.0, b=1.0):
    """The line of the slide, or another one."""
    return Tensor(W, requires_grad=True), Tensor(b, requires_grad=True)


def mse(W, b):
    return nn.MSELoss()(W * HOURS + b, SCORES)


def sse(theta):
    return nn.MSELoss(reduction="sum")(DESIGN @ theta, SCORES)


@row("study_errors")
def test_errors(row):
    W, b = line()
    row.expect(e=SCORES - (W * HOURS + b))


@row("study_sse_mse")
def test_what_the_errors_amount_to(row):
    W, b = line()
    row.expect(
        sse=nn.MSELoss(reduction="sum")(W * HOURS + b, SCORES),
        mse=mse(W, b),
        abs_sum=autograd.absolute(W * HOURS + b - SCORES).sum(),
    )


@row("study_grad")
def test_gradient(row):
    W, b = line()
    mse(W, b).backward()
    row.expect(dW=W.grad, db=b.grad)


@row("study_step")
def test_one_step(row):
    W, b = line()
    _, after = descend(lambda: mse(W, b), [W, b], lr=0.01, steps=1)
    row.expect(W=W, b=b, mse=after)


@row("study_ols")
def test_best_line(row):
    W, b = minimum(sse, 2)
    row.expect(W=W, b=b, mse=mse(W, b))


@row("study_max_lr")
def test_largest_stable_learning_rate(row):
    curvature = autograd.hessian(lambda theta: nn.MSELoss()(DESIGN @ theta, SCORES))
    (a, b), (_, d) = curvature(autograd.zeros(2))
    steepest = (a + d) / 2 + autograd.sqrt(((a - d) / 2) ** 2 + b**2)  # the larger eigenvalue
    row.expect(lr=2 / steepest)


@row("study_trace_lr001")
def test_descent(row):
    W, b = line(0.0, 0.0)
    trace = descend(lambda: mse(W, b), [W, b], lr=0.01, steps=2000)
    row.expect(mse=[trace[steps] for steps in (1, 2, 3, 10, 100, 1000, 2000)], Wb=[W, b])


@row("study_divergence")
def test_a_learning_rate_that_is_too_large(row):
    W, b = line(0.0, 0.0)
    row.expect(mse_007=descend(lambda: mse(W, b), [W, b], lr=0.07, steps=200)[-1])
    W, b = line(0.0, 0.0)
    row.expect(mse_005=descend(lambda: mse(W, b), [W, b], lr=0.05, steps=2000)[-1])


@row("ridge_study")
def test_best_line_with_weight_decay(row):
    def penalized(strength):
        return lambda theta: sse(theta) + strength * (theta**2).sum()

    row.expect(l1=minimum(penalized(1.0), 2), l10=minimum(penalized(10.0), 2))


@row("reg_objectives_study")
def test_regularized_objectives(row):
    theta = Tensor([13.0, 1.0], requires_grad=True)
    l1 = sse(theta) + autograd.absolute(theta).sum()
    l2 = sse(theta) + (theta**2).sum()
    row.expect(sse=sse(theta), l1=l1, l2=l2)
    row.expect(
        g_l1=autograd.gradients(l1, theta)[0],
        g_l2=autograd.gradients(l2, theta)[0],
    )
