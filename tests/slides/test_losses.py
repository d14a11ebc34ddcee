"""Losses of decks 1, 2 and 3: squared errors and cross-entropies, and what they send back."""

import autograd
import nn
from autograd import Tensor, gradients, log, log2, sigmoid
from tests.slides.helpers import largest_difference
from tests.slides.rows import row

TRUTH = Tensor([0.0, 1.0, 0.0])


def prediction():
    return Tensor([0.1, 0.7, 0.2], requires_grad=True)


@row("sse_example")
def test_sum_of_squared_errors(row):
    y = prediction()
    sse = nn.MSELoss(reduction="sum")(y, TRUTH)
    row.expect(sse=sse, terms=nn.MSELoss(reduction="none")(y, TRUTH), grad=gradients(sse, y)[0])


@row("mse_example")
def test_mean_of_squared_errors(row):
    y = prediction()
    mse = nn.MSELoss()(y, TRUTH)
    row.expect(mse=mse, grad=gradients(mse, y)[0])


@row("abs_sum_example")
def test_absolute_errors(row):
    y = prediction()
    errors = autograd.absolute(y - TRUTH)
    row.expect(abs_sum=errors.sum(), mean=errors.mean(), grad=gradients(errors.sum(), y)[0])


@row("cee_example")
def test_cross_entropy_of_probabilities(row):
    y = prediction()
    ln = -(TRUTH * log(y)).sum()
    row.expect(ln=ln, log2=-(TRUTH * log2(y)).sum(), grad=gradients(ln, y)[0])


@row("loss_factor_family")
def test_factors_before_the_squared_error(row):
    d, zeros = Tensor([0.1, -0.3, 0.2]), autograd.zeros(3)
    sse, mse = nn.MSELoss(reduction="sum")(d, zeros), nn.MSELoss()(d, zeros)
    row.expect(sse=sse, half=sse / 2, mse=mse, half_mse=mse / 2, abs=autograd.absolute(d).sum())


@row("mse_slide_squares")
def test_squares_of_the_rounded_outputs(row):
    row.expect(left=Tensor(0.7503) ** 2 / 2, right=Tensor(0.9971) ** 2 / 2)


@row("mse_sigmoid_left", w=0.4, b=0.5)
@row("mse_sigmoid_right", w=1.9, b=3.0)
def test_squared_error_of_a_sigmoid(row, w, b):
    x, w, b = (Tensor(value, requires_grad=True) for value in (1.5, w, b))
    z = w * x + b
    o = sigmoid(z)
    e = (0 - o) ** 2 / 2
    row.expect(z=z, o=o, e=e)
    e.backward()
    row.expect(de_dw=w.grad, de_db=b.grad, de_dx=x.grad)


@row("ce_sigmoid_left", w=0.4, b=0.5)
@row("ce_sigmoid_right", w=1.9, b=3.0)
def test_cross_entropy_of_a_sigmoid(row, w, b):
    x, y = Tensor(1.5), Tensor(0.0)
    w, b = Tensor(w, requires_grad=True), Tensor(b, requires_grad=True)
    z = w * x + b
    o = sigmoid(z)
    ce_log2 = -(y * log2(o) + (1 - y) * log2(1 - o))
    dw_log2, db_log2 = gradients(ce_log2, [w, b], retain_graph=True)
    row.expect(ce_log2=ce_log2, dw_log2=dw_log2, db_log2=db_log2)
    for ce_ln in (nn.BCELoss()(o, y), nn.BCEWithLogitsLoss()(z, y)):
        dw_ln, db_ln = gradients(ce_ln, [w, b], retain_graph=True)
        row.expect(ce_ln=ce_ln, dw_ln=dw_ln, db_ln=db_ln)


@row("ce_log2_good", o=0.98)
@row("ce_log2_bad", o=0.0001)
def test_cross_entropy_of_a_good_and_of_a_bad_output(row, o):
    z = Tensor(log(o / (1 - o)), requires_grad=True)  # where the sigmoid is o
    ln = nn.BCEWithLogitsLoss()(z, Tensor(1.0))
    base2 = -log2(sigmoid(z))
    row.expect(ln=ln, log2=base2)
    row.expect(dz_ln=gradients(ln, z)[0], dz_log2=gradients(base2, z)[0])


@row("bce_mean_grad")
def test_binary_cross_entropy_of_a_batch(row):
    z = Tensor([-1.0, 0.5, 2.0], requires_grad=True)
    t = Tensor([0.0, 1.0, 1.0])
    y = sigmoid(z)
    per_sample = nn.BCELoss(reduction="none")(y, t)
    row.expect(dy_per_sample=gradients(per_sample.sum(), y, retain_graph=True)[0])
    for J in (per_sample.mean(), nn.BCELoss()(y, t), nn.BCEWithLogitsLoss()(z, t)):
        row.expect(J=J, dz=gradients(J, z, retain_graph=True)[0])


@row("bce_is_ce_k2")
def test_binary_is_two_class_cross_entropy(row):
    z = Tensor([-1.0, 0.5, 2.0, 0.0], requires_grad=True)
    t = Tensor([0.0, 1.0, 1.0, 0.3])
    h = sigmoid(z)
    binary = nn.BCELoss()(h, t)
    # Logarithms of probabilities are scores whose softmax is these probabilities.
    scores, targets = log(autograd.stack([1 - h, h], axis=1)), autograd.stack([1 - t, t], axis=1)
    two_class = nn.CrossEntropyLoss()(scores, targets)
    slopes = [gradients(loss, z, retain_graph=True)[0] for loss in (binary, two_class)]
    row.expect(
        loss_difference=largest_difference(binary, two_class),
        gradient_difference=largest_difference(*slopes),
    )


@row("nonconvex_mse_sigmoid")
def test_squared_error_of_a_sigmoid_is_not_convex(row):
    w = Tensor([0.0, log(2.0), 1.1, 2.0], requires_grad=True)
    (slope,) = gradients((sigmoid(w) ** 2 / 2).sum(), w, create_graph=True)
    row.expect(d2=gradients(slope.sum(), w)[0])
