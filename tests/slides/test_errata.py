"""What decks 1 and 2 print wrongly, computed; each test shows an erratum of docs/errata.md."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor, gradients, no_grad, sigmoid
from tests.slides.helpers import minimum
from tests.slides.tables import GRADES
from tests.slides.test_backprop_by_hand import RATE, Network

# Deck 1, "경사하강법을 통한 가중치 수정 예제": two samples, and the line to begin with.
X, T = Tensor([2.0, 3.0]), Tensor([46.0, 72.0])


def line() -> tuple[Tensor, Tensor]:
    return Tensor(15.0, requires_grad=True), Tensor(2.0, requires_grad=True)


# --- deck 1 ---------------------------------------------------------------------------------------


def test_e01_half_of_the_squared_error_is_98() -> None:
    """E-01: 196 is the square without its half, and the slide's gradients are those of the half."""
    w, b = line()
    error = w * 2.0 + b - 46.0
    assert (error**2).item() == 196.0
    half = 0.5 * error**2
    assert half.item() == 98.0
    assert [g.item() for g in gradients(half, [w, b], retain_graph=True)] == [-28.0, -14.0]
    assert [g.item() for g in gradients(error**2, [w, b])] == [-56.0, -28.0]


def test_e02_the_argmin_is_a_line_and_not_a_loss() -> None:
    """E-02: argmin is where the loss is least, two numbers; J, which is differentiated, is the loss."""

    def J(p: Tensor) -> Tensor:
        return ((p[0] * X + p[1] - T) ** 2).mean()

    argmin = minimum(J, 2)
    assert argmin.tolist() == pytest.approx([26.0, -6.0])
    assert J(argmin).item() == pytest.approx(0.0, abs=1e-18)
    assert J(Tensor([15.0, 2.0])).shape == ()
    assert autograd.grad(J)(Tensor([15.0, 2.0])).tolist() == pytest.approx([-103.0, -39.0])


def test_e03_three_scalings_differ_by_a_factor_in_the_rate() -> None:
    """E-03: the mean of squares has twice the gradient of the mean of half squares, and so needs half the rate."""
    w, b = line()
    error = w * X + b - T
    square, half = (error**2).mean(), 0.5 * (error**2).mean()
    of_square, of_half = (gradients(J, [w, b], retain_graph=True) for J in (square, half))
    by_hand = [(2 / 2 * (error * X).sum()).item(), (2 / 2 * error.sum()).item()]
    assert [g.item() for g in of_square] == by_hand == [2 * g.item() for g in of_half]
    steps = [(w - rate * g[0]).item() for rate, g in ((0.1, of_square), (0.2, of_half))]
    assert steps[0] == pytest.approx(steps[1])


def test_e04_several_inputs_give_one_plane() -> None:
    """E-04: the points (inputs, output) of a linear model of n inputs lie in one hyperplane, of n dimensions."""
    autograd.manual_seed(0)
    for n in (1, 2, 3):
        x = autograd.randn(20, n)
        points = np.hstack([x.numpy(), nn.Linear(n, 1, dtype=float)(x).detach().numpy()])
        assert np.linalg.matrix_rank(points - points[0]) == n
    model = nn.Linear(3, 1, dtype=float)  # the slide's grades: four points, and one plane through them
    solution = np.linalg.solve(np.hstack([GRADES[:, :3].numpy(), np.ones((4, 1))]), GRADES[:, 3].numpy())
    model.load_state_dict({"weight": solution[None, :3], "bias": solution[3:]})
    assert model(GRADES[:, :3])[:, 0].tolist() == pytest.approx(GRADES[:, 3].tolist())


def test_e05_the_target_has_two_letters_on_one_slide() -> None:
    """E-05: Loss(H(x), y) is computed from t: y and t are the target; the two arguments are not alike."""
    H = Tensor(0.8)
    for t, case in ((1.0, -math.log(0.8)), (0.0, -math.log(1 - 0.8))):
        assert F.binary_cross_entropy(H, Tensor(t)).item() == pytest.approx(case)
    assert F.binary_cross_entropy(Tensor(0.3), H).item() != pytest.approx(F.binary_cross_entropy(H, Tensor(0.3)).item())


def test_e06_the_gradient_has_the_errors_first_for_rows_only() -> None:
    """E-06: with samples in columns, as Z = w^T X has them, the gradient is X (Y - T)^T / n."""
    X = Tensor([[1.0, -1.0, 2.0, 0.5], [0.5, 2.0, -1.0, 1.0]])  # two features, four samples
    t = Tensor([[1.0, 0.0, 1.0, 0.0]])
    w = Tensor([[0.3], [-0.2]], requires_grad=True)
    Y = sigmoid(w.T @ X)
    (gradient,) = gradients(nn.BCELoss()(Y, t), w)
    errors = (Y - t).detach()
    assert autograd.allclose(gradient, X @ errors.T / 4)
    with pytest.raises(ValueError, match="matmul"):
        errors @ X
    assert autograd.allclose(gradient.T, errors @ X.T / 4)  # with samples in rows


def test_e07_text_and_formula_differ_at_the_threshold() -> None:
    """E-07: at the threshold itself the text says 1 and the formula 0; both rules are in nn."""
    sums = Tensor([0.6, 0.7, 0.8]) - 0.7  # threshold 0.7
    text, formula = nn.Step.inclusive(), nn.Step.strict()
    assert text(sums).tolist() == [0.0, 1.0, 1.0]
    assert formula(sums).tolist() == [0.0, 0.0, 1.0]


def test_e08_gradients_come_from_the_old_weights() -> None:
    """E-08: sent back through weights that have been updated already, the gradients are those of no loss."""
    net = Network().forward().backward()
    right, delta, old = net.h.grad, net.y.grad, net.W2.detach()
    with no_grad():
        too_early = (net.W2 - RATE * net.W2.grad) * delta
        wrong_W1 = net.W1 - RATE * autograd.outer(net.x, too_early)
    assert autograd.allclose(right, old * delta)
    assert too_early.tolist() == pytest.approx([-0.1411, -0.1371], abs=5e-5)
    net.update()
    assert net.forward().y.item() == pytest.approx(0.2557, abs=5e-5)
    assert Network(W1=wrong_W1.tolist(), W2=net.W2.tolist()).forward().y.item() == pytest.approx(0.2606, abs=5e-5)


def test_e09_the_output_has_the_index_j() -> None:
    """E-09: weight ij leads from input i to output j, so what comes back to it is of output j."""
    autograd.manual_seed(0)
    x, W = autograd.randn(3, requires_grad=True), autograd.randn(3, 2, requires_grad=True)
    y = x @ W
    dy = y.detach() - Tensor([1.0, 0.0])
    (0.5 * ((y - Tensor([1.0, 0.0])) ** 2).sum()).backward()
    for i in range(3):
        for j in range(2):
            assert W.grad[i, j].item() == pytest.approx((x[i] * dy[j]).item())
        assert x.grad[i].item() == pytest.approx(sum((W[i, j] * dy[j]).item() for j in range(2)))
    with pytest.raises(IndexError):
        dy[2]  # as printed, the third input would need the gradient of a third output


def test_e10_the_slope_is_taken_before_the_activation() -> None:
    """E-10: g' belongs at the input of g; at its output it is wrong, unless it is written in terms of the output."""
    y = Tensor([-2.0, 0.5, 3.0], requires_grad=True)
    z = sigmoid(y)
    (slope,) = gradients(z.sum(), y)

    def derivative(at: Tensor) -> Tensor:
        return autograd.exp(-at) / (1 + autograd.exp(-at)) ** 2

    assert autograd.allclose(slope, derivative(y))
    assert not autograd.isclose(slope, derivative(z)).any()
    assert autograd.allclose(slope, z * (1 - z))


def test_e11_the_jacobian_of_softmax_has_two_indices() -> None:
    """E-11: -y_i y_j for i and j that differ is the derivative of y_i by x_j, not by x_i."""
    x = Tensor([2.0, 1.0, 0.1])
    y, jacobian = autograd.softmax(x), autograd.jacobian(autograd.softmax)(x)
    for i in range(3):
        for j in range(3):
            expected = y[i] * (1 - y[i]) if i == j else -y[i] * y[j]
            assert jacobian[i, j].item() == pytest.approx(expected.item())


def test_e12_relu_has_a_choice_at_zero() -> None:
    """E-12: the code's z >= 0 makes the derivative at 0 one; elsewhere it is undefined or 0. Here it is 0, or chosen."""
    for model, at_zero in ((nn.ReLU(), 0.0), (nn.ReLU(derivative_at_zero=1.0), 1.0)):
        z = Tensor([-1.0, 0.0, 1.0], requires_grad=True)
        model(z).sum().backward()
        assert z.grad.tolist() == [0.0, at_zero, 1.0]
    z = np.array([-1.0, 0.0, 1.0])
    assert (z >= 0).astype(z.dtype).tolist() == [0.0, 1.0, 1.0]  # the slide's code


def test_e13_the_slides_code_overflows() -> None:
    """E-13: np.exp overflows at 710: the slide's sigmoid warns, and its tanh is NaN; those of the library do neither."""

    def sigmoid_of_the_slide(z: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-z))

    def tanh_of_the_slide(z: np.ndarray) -> np.ndarray:
        return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))

    with pytest.warns(RuntimeWarning, match="overflow"):
        assert sigmoid_of_the_slide(np.array([-710.0])).tolist() == [0.0]
    with pytest.warns(RuntimeWarning):
        assert np.isnan(tanh_of_the_slide(np.array([711.0, -711.0]))).all()
    assert sigmoid(Tensor([-710.0])).tolist() == [0.0]
    assert autograd.tanh(Tensor([711.0, -711.0])).tolist() == [1.0, -1.0]


def test_e50_two_digits_are_too_few_to_go_on_with() -> None:
    """E-50: the printed weights are right to two digits, but a second forward pass with them differs in the third."""
    net = Network().forward().backward().update()
    exact = [*net.W1[:, 0], *net.W1[:, 1], *net.W2]
    assert [f"{w.item():.2f}" for w in exact] == ["0.12", "0.23", "0.13", "0.10", "0.17", "0.17"]
    with_printed = Network(W1=((0.12, 0.13), (0.23, 0.10)), W2=(0.17, 0.17)).forward().y.item()
    assert f"{net.forward().y.item():.4f}" == "0.2557"
    assert f"{with_printed:.4f}" == "0.2533"


# --- deck 2 ---------------------------------------------------------------------------------------


def test_e14_the_sigmoid_is_steepest_with_a_quarter() -> None:
    """E-14: the derivative of the sigmoid is at most 0.25, at 0, and never 0.3."""
    z = autograd.linspace(-8.0, 8.0, 161).requires_grad_()
    (slope,) = gradients(sigmoid(z).sum(), z)
    assert slope.max().item() == 0.25
    assert z[slope.argmax()].item() == pytest.approx(0.0, abs=1e-12)


def test_e15_the_last_digit_comes_from_a_rounded_output() -> None:
    """E-15: 0.2815 is half of 0.7503 squared; with the exact output of 1.1 it is 0.2814."""
    assert round(0.5 * 0.7503**2, 4) == 0.2815
    o = sigmoid(Tensor(1.1)).item()
    assert round(o, 4) == 0.7503
    assert round(0.5 * o**2, 4) == 0.2814
    assert round(0.5 * sigmoid(Tensor(5.85)).item() ** 2, 4) == round(0.5 * 0.9971**2, 4) == 0.4971


def test_e16_the_binary_logarithm_leaves_a_factor() -> None:
    """E-16: with logarithms to base 2 the gradient is x (o - y) / ln 2."""
    x, y = 1.5, Tensor(0.0)
    w, b = Tensor(0.4, requires_grad=True), Tensor(0.5, requires_grad=True)
    o = sigmoid(w * x + b)
    for base, factor in ((math.e, 1.0), (2, 1 / math.log(2))):
        loss = nn.BCELoss() if base == math.e else nn.BCELoss(base=2)
        dw, db = gradients(loss(o, y), [w, b], retain_graph=True)
        assert dw.item() == pytest.approx(factor * x * (o - y).item())
        assert db.item() == pytest.approx(factor * (o - y).item())


def test_e17_the_output_is_the_sigmoid_and_not_the_loss() -> None:
    """E-17: it is o that is the sigmoid of z; e is the loss."""
    z = Tensor(math.log(0.98 / 0.02))
    o = sigmoid(z)
    e = F.binary_cross_entropy(o, Tensor(1.0), base=2)
    assert o.item() == pytest.approx(0.98)
    assert e.item() == pytest.approx(0.0291, abs=5e-5)  # as the slide prints, for o = 0.98


def test_e18_36_centimetres_and_a_ratio_of_57() -> None:
    """E-18: 1.885 - 1.525 is 0.36, not 0.33, and 20.5 is 57 times that; the values' own ratio is about 30 to 35."""
    height, weight = 1.885 - 1.525, 65.5 - 45.0
    assert round(height, 3) == 0.36
    assert round(weight, 1) == 20.5
    assert f"{weight / height:.1f}" == "56.9"
    assert f"{weight / 0.33:.0f}" == "62"  # the slide's
    assert [f"{65.5 / 1.885:.1f}", f"{45.0 / 1.525:.1f}"] == ["34.7", "29.5"]


def test_e19_the_norm_is_cut_off_and_not_rounded() -> None:
    """E-19: the root of 55 is 7.41619..., which rounds to 7.4162."""
    norm = autograd.norm(Tensor([1.0, 2.0, 3.0, 4.0, 5.0])).item()
    assert norm == math.sqrt(55)
    assert f"{norm:.4f}" == "7.4162"
    assert str(math.floor(norm * 10**4)) == "74161"  # the slide's


def test_e20_crops_start_at_33_places_along_each_side() -> None:
    """E-20: a window of 224 fits into 256 at 33 places, so there are 33 * 33 = 1089 crops; 1024 is 32 * 32."""
    image = np.arange(256 * 256).reshape(256, 256)
    crops = np.lib.stride_tricks.sliding_window_view(image, (224, 224))
    assert crops.shape[:2] == (33, 33)
    corners = {int(corner) for corner in crops[:, :, 0, 0].ravel()}
    assert (len(corners), 2 * len(corners)) == (1089, 2178)


def test_e21_the_penalty_makes_another_loss() -> None:
    """E-21: Loss = Loss + penalty holds at no weights but 0; and the update's lambda is the penalty's gamma."""
    theta, gamma, rate = Tensor([1.0, -2.0], requires_grad=True), 0.1, 0.5
    data_loss = ((theta - 3.0) ** 2).sum()
    regularized = data_loss + 0.5 * gamma * (theta**2).sum()
    assert regularized.item() > data_loss.item()
    (data_gradient,) = gradients(data_loss, theta, retain_graph=True)
    (gradient,) = gradients(regularized, theta)
    with no_grad():
        step = theta - rate * gradient
        assert autograd.allclose(step, theta * (1 - rate * gamma) - rate * data_gradient)
        assert not autograd.allclose(step, theta * (1 - rate * 2 * gamma) - rate * data_gradient)


def test_e22_the_sum_of_softmax_runs_over_i() -> None:
    """E-22: a sum over i of exp(s_j) is c exp(s_j), and every output would be 1 / c."""
    s = Tensor([2.0, 1.0, 0.1])
    powers = autograd.exp(s)
    printed = Tensor([(powers[j] / sum(powers[j] for i in range(3))).item() for j in range(3)])
    right = Tensor([(powers[j] / sum(powers[i] for i in range(3))).item() for j in range(3)])
    assert printed.tolist() == pytest.approx([1 / 3] * 3)
    assert autograd.allclose(right, autograd.softmax(s))


def test_e23_the_normalised_batch_is_not_the_shift() -> None:
    """E-23: the normalised set has mean 0 whatever the shift; beta is what is added afterwards."""
    x = Tensor([[1.0], [2.0], [3.0], [4.0], [5.0]])
    for beta in (0.0, 0.5):
        norm = nn.BatchNorm1d(1, dtype=float)
        norm.load_state_dict({**norm.state_dict(), "weight": [2.0], "bias": [beta]})
        y = norm(x).detach()
        normalised = (y - beta) / 2.0
        assert y.mean().item() == pytest.approx(beta)
        assert normalised.mean().item() == pytest.approx(0.0, abs=1e-12)
        assert normalised.var().item() == pytest.approx(1.0, abs=1e-4)


def test_e24_the_mean_needs_its_index() -> None:
    """E-24: without an index every term of the sum is the same, and the mean over n samples is that of one."""
    y = Tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    o = Tensor([[0.5, 0.5], [0.0, 1.0], [0.0, 0.0]])
    squares = ((y - o) ** 2).sum(axis=1)
    assert squares.tolist() == [0.5, 0.0, 2.0]
    right = sum(squares[i].item() for i in range(3)) / 3
    assert right == pytest.approx(2.5 / 3)
    for k in range(3):  # the formula as printed, for each choice of y and o
        assert sum(squares[k].item() for _ in range(3)) / 3 != pytest.approx(right)


def test_e25_dropout_and_dropconnect_are_two_things() -> None:
    """E-25: DropConnect sets weights to 0, and a node keeps a part of its sum; Dropout sets a node's output to 0, with probability p."""
    autograd.manual_seed(0)
    ones = autograd.ones(1000, 4)
    layer = nn.DropConnect(4, 3, p=0.5, bias=False)
    layer.load_state_dict({"weight": np.ones((3, 4))})
    of_weights = {value for _ in range(50) for value in layer(ones[0]).tolist()}
    assert of_weights == {0.0, 2.0, 4.0, 6.0, 8.0}
    dropped = nn.Dropout(p=0.3)(ones * 4.0)
    assert {f"{value:.4f}" for row in dropped.tolist() for value in row} == {"0.0000", f"{4 / 0.7:.4f}"}
    assert (dropped == 0.0).astype(float).mean().item() == pytest.approx(0.3, abs=0.02)


def test_e26_p_lines_cut_the_plane_into_so_many_regions() -> None:
    """E-26: the number that the slide has lost is (p^2 + p + 2) / 2, so 7 for three perceptrons."""
    grid = np.linspace(-20.0, 20.0, 801)
    x, y = np.meshgrid(grid, grid)
    for p in range(1, 6):
        angles = [k + 0.3 for k in range(p)]  # tangents of a circle: no three meet in one point
        sides = [np.cos(a) * x + np.sin(a) * y > 1.0 for a in angles]
        regions = set(zip(*(side.ravel().tolist() for side in sides), strict=True))
        assert len(regions) == (p * p + p + 2) // 2


def test_e27_an_epoch_goes_on_with_the_same_weights() -> None:
    """E-27: more epochs refine the weights there are; nothing random is drawn anew."""

    def train(start: list[float], epochs: int) -> tuple[list[float], float]:
        p = Tensor(start, requires_grad=True)
        for _ in range(epochs):
            for x, t in zip(X, T, strict=True):
                (gradient,) = gradients(0.5 * (p[0] * x + p[1] - t) ** 2, p)
                with no_grad():
                    p -= 0.05 * gradient
        return p.tolist(), ((p[0] * X + p[1] - T) ** 2).mean().item()

    after_one, loss_of_one = train([15.0, 2.0], 1)
    after_three, loss_of_three = train([15.0, 2.0], 3)
    assert train(after_one, 2) == (after_three, loss_of_three)
    assert loss_of_three < loss_of_one


def test_e28_convolution_is_a_weighted_sum_that_moves_along() -> None:
    """E-28: each output is a sum weighted by shared weights; shifted input gives shifted output, until pooling."""
    autograd.manual_seed(0)
    conv = nn.Conv2d(1, 1, 3, bias=False, dtype=float)
    image = np.zeros((1, 1, 8, 8))
    image[0, 0, 2:4, 2:4] = [[1.0, 2.0], [3.0, 4.0]]
    out = conv(image).detach()[0, 0]
    kernel = conv.weight.detach()[0, 0]
    patches = np.lib.stride_tricks.sliding_window_view(image[0, 0], (3, 3))
    assert np.allclose(out.numpy(), [[(patch * kernel.numpy()).sum() for patch in row] for row in patches])

    shifted = conv(np.roll(image, (2, 2), axis=(2, 3))).detach()[0, 0]
    assert np.allclose(shifted.numpy(), np.roll(out.numpy(), (2, 2), axis=(0, 1)))  # equivariant
    assert not np.allclose(shifted.numpy(), out.numpy())  # not invariant
    assert shifted.max().item() == out.max().item()  # as pooling over the whole image is

    assert conv(np.zeros((1, 1, 9, 9))).shape == (1, 1, 7, 7)  # so is a fully convolutional network
    with pytest.raises(ValueError, match="Linear"):
        nn.Linear(64, 10)(autograd.zeros(1, 81))  # which a fully connected layer is not
