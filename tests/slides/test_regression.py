"""Decks 1, 3 and 5: linear and logistic regression on the slides' tables."""

import autograd
import nn
from nn.functional import binary_cross_entropy_with_logits
from tests.slides.helpers import descend, min_max, minimum, z_score
from tests.slides.rows import row
from tests.slides.tables import GRADES, HEIGHT_WEIGHT, IS_MALE, PASSED, TEST_SCORES

HEIGHT, WEIGHT = HEIGHT_WEIGHT.T


def zeros(*shape):
    return autograd.zeros(*shape, requires_grad=True)


def with_ones(x):
    """The columns of x and one of ones: the bias becomes the last weight."""
    return autograd.cat([x, autograd.ones(len(x), 1)], axis=1)


@row("grade_exact_fit")
def test_plane_through_the_grades(row):
    scores, grades = with_ones(GRADES[:, :3]), GRADES[:, 3]
    theta = minimum(lambda theta: nn.MSELoss()(scores @ theta, grades), 4)
    row.expect(w=theta[:3], b=theta[3])


@row("grade_grad_zero")
def test_gradient_before_learning_the_grades(row):
    W, b = zeros(3), zeros()
    mse = nn.MSELoss()(GRADES[:, :3] @ W + b, GRADES[:, 3])
    mse.backward()
    row.expect(mse=mse, dW=W.grad, db=b.grad)


@row("hw_ols")
def test_line_from_height_to_weight(row):
    heights = with_ones(HEIGHT[:, None])
    slope, intercept = minimum(lambda theta: nn.MSELoss()(heights @ theta, WEIGHT), 2)
    r = (z_score(HEIGHT) * z_score(WEIGHT)).mean()
    row.expect(slope=slope, intercept=intercept, r=r)


@row("hw_logistic_grad0")
def test_gradient_before_learning_who_is_male(row):
    def gradient(x):
        W, b = zeros(2), zeros()
        binary_cross_entropy_with_logits(x @ W + b, IS_MALE).backward()
        row.expect(db=b.grad)
        return W.grad

    row.expect(
        raw=gradient(HEIGHT_WEIGHT), z=gradient(z_score(HEIGHT_WEIGHT)),
        mm=gradient(min_max(HEIGHT_WEIGHT)),
    )  # fmt: skip


@row("hw_logistic_speed")
def test_scales_and_the_speed_of_learning(row):
    def costs(x, lr):
        W, b = zeros(2), zeros()
        trace = descend(
            lambda: binary_cross_entropy_with_logits(x @ W + b, IS_MALE), [W, b], lr, steps=1000
        )
        return trace[10], trace[1000]

    row.expect(
        raw=costs(HEIGHT_WEIGHT, 1e-4), mm=costs(min_max(HEIGHT_WEIGHT), 1.0),
        z=costs(z_score(HEIGHT_WEIGHT), 1.0),
    )  # fmt: skip


@row("pass_fail_logistic")
def test_who_passes(row):
    x = z_score(TEST_SCORES)
    W, b = zeros(), zeros()
    weights, costs = [], []
    for steps in (1, 9, 90, 900):  # to 1, 10, 100, 1000 in all
        trace = descend(
            lambda: binary_cross_entropy_with_logits(W * x + b, PASSED), [W, b], 1.0, steps
        )
        weights.append(W.detach())
        costs.append(trace[-1])
    row.expect(W=weights, cost=costs, b=b)
    row.expect(boundary=TEST_SCORES.mean() - TEST_SCORES.std(axis=0) * b / W)
