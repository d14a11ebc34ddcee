"""What decks 3 to 5 print wrongly, computed; each test shows an erratum of docs/errata.md."""

from __future__ import annotations

import math
from urllib.parse import unquote

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor, gradients, relu, sigmoid
from tests.slides.helpers import descend, min_max, z_score
from tests.slides.tables import (
    GATE_INPUTS,
    HEIGHT_WEIGHT,
    HOURS,
    OUTLIER,
    QUIZ_RESULTS,
    QUIZZES,
    SCORES,
)
from tests.slides.test_chain_rule import AnotherExample
from tests.slides.test_notebooks import X6, Y6, softmax_regression
from tests.slides.test_perceptrons import AND, BITS, NAND, OR, PARITY

# --- deck 3 ---------------------------------------------------------------------------------------


def test_e29_the_sum_of_squares_is_014() -> None:
    """E-29: (1 - 0.7)^2 is 0.09, and the sum 0.14; 0.49 is 0.7^2."""
    prediction, truth = Tensor([0.1, 0.7, 0.2]), Tensor([0.0, 1.0, 0.0])
    squares = nn.SSELoss(reduction="none")(prediction, truth)
    assert squares.tolist() == pytest.approx([0.01, 0.09, 0.04])
    assert nn.SSELoss()(prediction, truth).item() == pytest.approx(0.14)
    assert prediction[1].item() ** 2 == pytest.approx(0.49)


def test_e30_every_unit_has_a_bias_of_its_own() -> None:
    """E-30: the sum written out has b_i in term i, and so b_3 and b_N, not b_2 and b_5."""
    v, w, b = (Tensor(numbers) for numbers in ([1.0, -2.0, 0.5, 1.5], [0.3, 1.0, -1.0, 2.0], [0.1, 0.2, 3.0, -0.4]))
    x = 0.7
    hidden, output = nn.Linear(1, 4, dtype=float), nn.Linear(4, 1, bias=False, dtype=float)
    hidden.load_state_dict({"weight": w.numpy()[:, None], "bias": b.numpy()})
    output.load_state_dict({"weight": v.numpy()[None]})
    F_of_x = output(relu(hidden([x]))).item()
    assert F_of_x == pytest.approx(sum((v[i] * relu(x * w[i] + b[i])).item() for i in range(4)))
    printed = (0, 1, 1, 3)  # whose bias stands in each term
    assert F_of_x != pytest.approx(sum((v[i] * relu(x * w[i] + b[j])).item() for i, j in enumerate(printed)))


def test_e31_the_sigmoid_rises() -> None:
    """E-31: the derivative is + exp(-x) / (1 + exp(-x))^2, as its right-hand side says: it is positive."""
    x = Tensor([-2.0, 0.0, 0.5, 3.0], requires_grad=True)
    (slope,) = gradients(sigmoid(x).sum(), x)
    fraction = autograd.exp(-x) / (1 + autograd.exp(-x)) ** 2
    assert autograd.allclose(slope, fraction)
    assert autograd.allclose(slope, (1 - sigmoid(x)) * sigmoid(x))
    assert (slope > 0).all()


def test_e32_the_question_and_the_table_differ_in_order() -> None:
    """E-32: w_{5_2} leads to node 5 from input 2; the table calls it w_{2_5}, for only so are there 2 times 5."""
    net = AnotherExample().forward()
    net.loss.backward()
    assert net.w.shape == (2, 5)  # input, node: 2_5 is in the table, 5_2 is not
    assert net.w[1, 4].item() == 1.3
    assert net.w.grad[1, 4].item() == pytest.approx(-0.0576, abs=5e-5)
    with pytest.raises(IndexError):
        net.w[4, 1]


def test_e33_heights_are_in_centimetres() -> None:
    """E-33: 154 to 180 is centimetres: divided by 100, the body-mass index of all nine people is a human one."""
    height, weight = HEIGHT_WEIGHT.T
    index = weight / (height / 100) ** 2
    assert 18.0 < index.min().item() < index.max().item() < 27.0
    assert (weight / height**2).max().item() < 0.01  # in metres
    assert autograd.allclose(z_score(HEIGHT_WEIGHT), z_score(HEIGHT_WEIGHT / Tensor([100.0, 1.0])))


def test_e34_cross_entropy_minds_which_is_the_truth() -> None:
    """E-34: y and y-hat may be exchanged in squares and absolute values, not in the cross-entropy."""
    truth, prediction = Tensor([0.1, 0.8, 0.1]), Tensor([0.2, 0.5, 0.3])
    for loss in (nn.SSELoss(), nn.MSELoss(), nn.SAELoss()):
        assert loss(prediction, truth).item() == pytest.approx(loss(truth, prediction).item())

    def cross_entropy(y: Tensor, y_hat: Tensor) -> float:
        return -(y * autograd.log(y_hat)).sum().item()

    assert cross_entropy(truth, prediction) == pytest.approx(0.8359, abs=5e-5)
    assert cross_entropy(prediction, truth) == pytest.approx(1.263, abs=5e-4)
    assert nn.CrossEntropyLoss()(autograd.log(prediction), truth).item() == pytest.approx(cross_entropy(truth, prediction))


def test_e35_squares_reach_no_further_than_a_parabola() -> None:
    """E-35: F approximates f: ever better with relu, but with a square for an activation never beyond a parabola."""
    x = autograd.linspace(0.0, 1.0, 201)[:, None]
    f = autograd.sin(6.0 * x).numpy()

    def error(units: int, phi: object) -> float:
        w, b = autograd.ones(1, units), -autograd.arange(units) / units
        features = phi(x @ w + b).numpy()  # type: ignore[operator]
        v = np.linalg.lstsq(features, f, rcond=None)[0]
        return float(np.abs(features @ v - f).max())

    with_relu = [error(units, relu) for units in (5, 20, 80)]
    with_square = [error(units, autograd.square) for units in (5, 20, 80)]
    assert with_relu[0] > with_relu[1] > with_relu[2]
    assert with_relu[2] < 0.01
    assert with_square == pytest.approx([with_square[0]] * 3)
    assert with_square[0] > 0.1


def test_e36_both_scalings_keep_relative_distances() -> None:
    """E-36: min-max and z-score are both affine: the eight small numbers fill 3 % of the range in either."""
    scaled = [min_max(OUTLIER[:, None])[:, 0], z_score(OUTLIER[:, None])[:, 0]]
    for data in (OUTLIER, *scaled):
        small = data[:8]
        share = (small.max() - small.min()) / (data.max() - data.min())
        assert share.item() == pytest.approx(0.03)
    slopes = [(data[1:] - data[0])[2:] / (OUTLIER[1:] - OUTLIER[0])[2:] for data in scaled]
    for slope in slopes:
        assert autograd.allclose(slope, slope[0])


def test_e37_an_epoch_has_as_many_updates_as_batches() -> None:
    """E-37: one epoch is one pass: ceil(D / M) updates, and one only where the batch is the whole data."""
    data = nn.data.TensorDataset(autograd.zeros(100, 2), autograd.zeros(100, 1))
    for size, expected in ((32, 4), (100, 1), (1, 100), (25, 4)):
        model = nn.Linear(2, 1)
        updates = 0
        optimizer = nn.optim.SGD(model.parameters(), lr=0.1)
        for x, y in nn.data.DataLoader(data, batch_size=size):
            optimizer.zero_grad()
            nn.MSELoss()(model(x), y).backward()
            optimizer.step()
            updates += 1
        assert updates == expected == math.ceil(100 / size)


def test_e51_an_activation_is_applied() -> None:
    """E-51: multiplied by a number, a linear model stays linear; with a function applied it does not."""
    autograd.manual_seed(0)
    first, second = nn.Linear(2, 3, bias=False, dtype=float), nn.Linear(3, 1, bias=False, dtype=float)
    a, b = autograd.randn(2), autograd.randn(2)

    def is_linear(model: object) -> bool:
        return bool(autograd.allclose(model(a + b), model(a) + model(b)))  # type: ignore[operator]

    assert is_linear(lambda x: second(first(x)))
    assert is_linear(lambda x: second(0.7 * first(x)))
    assert not is_linear(lambda x: second(sigmoid(first(x))))
    assert not is_linear(lambda x: second(relu(first(x))))


# --- deck 4 ---------------------------------------------------------------------------------------


def test_e38_the_gradient_is_an_outer_product() -> None:
    """E-38: dw is dz times a transposed: of shape (n^l, n^(l-1)), as w; without the transpose there is no product."""
    autograd.manual_seed(0)
    w, a = autograd.randn(3, 2, requires_grad=True), autograd.randn(2, 1)
    z = w @ a
    dz = autograd.randn(3, 1)
    (dw,) = gradients(z, w, dz)
    assert dw.shape == w.shape
    assert autograd.allclose(dw, dz @ a.T)
    with pytest.raises(ValueError, match="matmul"):
        dz @ a


def test_e39_the_circuit_is_exclusive_or() -> None:
    """E-39: what needs depth is the parity, made of exclusive or; products of bits would be a single AND."""
    xor = [sum(bits) % 2 for bits in BITS]
    product = [math.prod(bits) for bits in BITS]
    assert xor == PARITY.tolist()
    assert product == [float(all(bits)) for bits in BITS]
    assert (sum(xor), sum(product)) == (128, 1)


def test_e40_n_threshold_units_compute_parity() -> None:
    """E-40: one hidden layer of n threshold units is enough; 2^(n-1) is the number of AND terms, one per odd input."""
    for n in (2, 3, 8):
        bits = Tensor(BITS)[: 2**n, 8 - n :]  # the last n of eight, the others being 0
        hidden, output = nn.Linear(n, n, dtype=float), nn.Linear(n, 1, dtype=float)
        hidden.load_state_dict({"weight": np.ones((n, n)), "bias": 0.5 - np.arange(1.0, n + 1)})
        output.load_state_dict({"weight": [[(-1.0) ** k for k in range(n)]], "bias": [-0.5]})
        network = nn.Sequential(hidden, nn.Step(), output, nn.Step())
        assert network(bits)[:, 0].tolist() == PARITY[: 2**n].tolist()
        assert PARITY[: 2**n].sum().item() == 2 ** (n - 1)


def test_e48_the_code_multiplies_x_by_w() -> None:
    """E-48: with w of shape (inputs, units), as the code makes it, the layer is x w + b; w x has no value."""
    x, w, b = autograd.ones(4, 5), autograd.ones(5, 32), autograd.zeros(32)
    assert (x @ w + b).shape == (4, 32)
    with pytest.raises(ValueError, match="matmul"):
        w @ x
    layer = nn.LazyLinear(32)
    assert layer(x).shape == (4, 32)
    assert layer.weight.T.shape == w.shape


def test_e49_momentum_is_no_part_of_the_loss() -> None:
    """E-49: momentum, batch size and regularization are more hyperparameters ("Later"); the loss knows no momentum."""
    first_losses = []
    for momentum in (0.0, 0.9):
        model = nn.Linear(1, 1, dtype=float)
        model.load_state_dict({"weight": [[13.0]], "bias": [1.0]})
        optimizer = nn.optim.SGD(model.parameters(), lr=0.01, momentum=momentum)
        loss = nn.MSELoss()(model(HOURS[:, None]), SCORES[:, None])
        first_losses.append(loss.item())
        assert optimizer.param_groups[0]["momentum"] == momentum
        assert set(model.state_dict()) == {"weight", "bias"}
    assert first_losses[0] == first_losses[1] == 62.5


# --- deck 5 ---------------------------------------------------------------------------------------


def test_e41_the_third_error_is_minus_11() -> None:
    """E-41: 42 - 53 is -11, the sum of squares 250, the mean 62.5; -9, 210 and 52.5 would need a score of 44."""
    predicted = 13.0 * HOURS + 1.0
    errors = SCORES - predicted
    assert errors.tolist() == [-2.0, 10.0, -11.0, -5.0]
    assert (nn.SSELoss()(predicted, SCORES).item(), nn.MSELoss()(predicted, SCORES).item()) == (250.0, 62.5)
    printed = Tensor([25.0, 50.0, 44.0, 61.0])
    assert (printed - predicted).tolist() == [-2.0, 10.0, -9.0, -5.0]
    assert (nn.SSELoss()(predicted, printed).item(), nn.MSELoss()(predicted, printed).item()) == (210.0, 52.5)


def test_e42_formula_and_code_differ_at_zero_alone() -> None:
    """E-42: at a sum of exactly 0 the formula says 1 and the code 0; none of the three gates comes to 0."""
    formula, code = nn.Step.inclusive(), nn.Step.strict()
    assert (formula(Tensor(0.0)).item(), code(Tensor(0.0)).item()) == (1.0, 0.0)
    for gate in (AND, NAND, OR):
        sums = gate.sum(GATE_INPUTS)
        assert autograd.absolute(sums).min().item() > 0.05
        assert formula(sums).tolist() == code(sums).tolist()


def test_e43_the_slope_is_an_argument() -> None:
    """E-43: 0.1 in the figure, 0.01 in the text: the slope is an argument; the second formula is the derivative."""
    x = Tensor([-2.0, -0.5, 3.0], requires_grad=True)
    assert autograd.allclose(F.leaky_relu(x), autograd.where(x > 0, x, 0.01 * x))
    assert autograd.allclose(F.leaky_relu(x, 0.1), autograd.maximum(0.1 * x, x))
    for alpha in (0.01, 0.1):
        (slope,) = gradients(F.leaky_relu(x, alpha).sum(), x)
        assert slope.tolist() == [alpha, alpha, 1.0]


def test_e44_squared_errors_are_not_convex() -> None:
    """E-44: the second derivative of half the squared sigmoid is negative where it is above 2/3; the cross-entropy's never."""
    z = autograd.linspace(-6.0, 6.0, 121).requires_grad_()
    o = sigmoid(z)

    def curvature(loss: Tensor) -> Tensor:
        (slope,) = gradients(loss, z, create_graph=True)
        return gradients(slope.sum(), z)[0]

    square = curvature((0.5 * o**2).sum())
    assert ((square < 0) == (o > 2 / 3)).all()
    zeros = autograd.zeros_like(z)
    assert (curvature(F.binary_cross_entropy_with_logits(z, zeros, reduction="sum")) > 0).all()


def test_e44_they_can_have_two_minima() -> None:
    """E-44: then there are several minima, of which descent finds the nearest; the cross-entropy of the same has one."""
    x, y = Tensor([-20.0, -10.0, 10.0, 12.0, 20.0]), Tensor([0.0, 1.0, 0.0, 0.0, 1.0])
    b = autograd.linspace(-30.0, 30.0, 6001)[:, None]
    squares = ((sigmoid(x + b) - y) ** 2).sum(axis=1)
    surprise = F.binary_cross_entropy_with_logits(x + b, autograd.zeros(6001, 5) + y, reduction="none").sum(axis=1)

    def minima(values: Tensor) -> list[int]:
        inner = values[1:-1]
        lowest = inner[(inner < values[:-2]) & (inner < values[2:])]
        return [round(value) for value in lowest.tolist()]

    assert minima(squares) == [1, 2]
    assert len(minima(surprise)) == 1


def test_e45_the_address_has_a_control_character() -> None:
    """E-45: %08 in the address is a backspace; the notebook's name begins with its number."""
    assert unquote("%084.class_model.ipynb") == "\b4.class_model.ipynb"
    assert not unquote("%08").isprintable()
    assert "6_multi_class_classification.ipynb"[1] == "_" != "5.logistic_regression.ipynb"[1]


def test_e46_one_cell_of_the_notebook_has_80_for_90() -> None:
    """E-46: with (89, 91, 80) in the third row every cost of the notebook changes."""
    costs = []
    for third in (90.0, 80.0):
        x = Tensor(np.where(QUIZZES.numpy() == 90.0, third, QUIZZES.numpy()))
        model = nn.Linear(3, 1, dtype=float)
        model.load_state_dict({"weight": [[0.0, 0.0, 0.0]], "bias": [0.0]})
        trace = descend(lambda model=model, x=x: nn.MSELoss()(model(x), QUIZ_RESULTS), model.parameters(), 1e-5, 1)
        costs.append([f"{cost.item():.2f}" for cost in trace])
    assert costs == [["29661.80", "9298.52"], ["29661.80", "9537.69"]]


def test_e47_one_bias_for_all_scores_never_learns() -> None:
    """E-47: softmax does not see a number added to all scores: one bias has no gradient, three have."""
    scores = Tensor([[2.0, 1.0, 0.1]])
    assert autograd.allclose(autograd.softmax(scores + 5.0, axis=1), autograd.softmax(scores, axis=1))
    final = []
    for biases in (3, 1):
        W, b, loss = softmax_regression(biases)
        costs = descend(loss, [W, b], lr=0.1, steps=1000)
        correct = ((X6 @ W + b).argmax(axis=1) == Y6).astype(float).mean().item()
        final.append((f"{costs[-1].item():.4f}", correct))
        assert (autograd.absolute(b).max().item() < 1e-12) == (biases == 1)
    assert final == [("0.2482", 1.0), ("0.4000", 0.875)]
