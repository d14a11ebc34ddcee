"""Initial values: their distribution, their bounds, and that they are written in place."""

import math

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn import init


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


# Every initializer, for a tensor of shape (100, 50, 2): fan_in 100, fan_out 200.
# A uniform distribution over [-b, b] has deviation b / sqrt(3).
SHAPE = (100, 50, 2)
RANDOM = {  # the function, and the mean, deviation and bounds of its numbers
    "uniform_": (init.uniform_, 0.5, 1 / math.sqrt(12), 0.0, 1.0),
    "uniform_ a b": (lambda t, **g: init.uniform_(t, -3.0, 1.0, **g), -1.0, 4 / math.sqrt(12), -3, 1),
    "normal_": (init.normal_, 0.0, 1.0, -6.0, 6.0),
    "normal_ mean std": (lambda t, **g: init.normal_(t, 2.0, 0.5, **g), 2.0, 0.5, -1.0, 5.0),
    # Keras's random_normal, which the decks use.
    "random_normal": (lambda t, **g: init.normal_(t, std=0.05, **g), 0.0, 0.05, -0.3, 0.3),
    # Deviation of a normal distribution cut off at 2: sqrt(1 - 4 phi(2) / (Phi(2) - Phi(-2))).
    "trunc_normal_": (init.trunc_normal_, 0.0, 0.87962566, -2.0, 2.0),
    # Cut off at 0: the half-normal distribution, with mean sqrt(2 / pi).
    "trunc_normal_ half": (
        lambda t, **g: init.trunc_normal_(t, 1.0, 3.0, 1.0, math.inf, **g),
        1 + 3 * math.sqrt(2 / math.pi), 3 * math.sqrt(1 - 2 / math.pi), 1.0, 19.0,
    ),
    # So narrow that it is as good as uniform.
    "trunc_normal_ narrow": (
        lambda t, **g: init.trunc_normal_(t, 0.0, 1.0, -1e-3, 1e-3, **g),
        0.0, 1e-3 / math.sqrt(3), -1e-3, 1e-3,
    ),
    # So far out that it falls off as an exponential: with rate 50, mean 1 / 50 above the bound.
    "trunc_normal_ far": (
        lambda t, **g: init.trunc_normal_(t, 0.0, 1.0, 50.0, math.inf, **g),
        50.02, 0.02, 50.0, 50.4,
    ),
    "trunc_normal_ far below": (
        lambda t, **g: init.trunc_normal_(t, 0.0, 1.0, -math.inf, -50.0, **g),
        -50.02, 0.02, -50.4, -50.0,
    ),
    "xavier_uniform_": (init.xavier_uniform_, 0.0, math.sqrt(2 / 300), -math.sqrt(0.02), math.sqrt(0.02)),
    "xavier_uniform_ gain": (
        lambda t, **g: init.xavier_uniform_(t, 3.0, **g),
        0.0, 3 * math.sqrt(2 / 300), -3 * math.sqrt(0.02), 3 * math.sqrt(0.02),
    ),
    "xavier_normal_": (init.xavier_normal_, 0.0, math.sqrt(2 / 300), -0.5, 0.5),
    "kaiming_uniform_": (
        init.kaiming_uniform_, 0.0, math.sqrt(2 / 100), -math.sqrt(0.06), math.sqrt(0.06),
    ),
    "kaiming_uniform_ fan_out": (
        lambda t, **g: init.kaiming_uniform_(t, mode="fan_out", **g),
        0.0, math.sqrt(2 / 200), -math.sqrt(0.03), math.sqrt(0.03),
    ),
    # PyTorch's default of Linear: uniform within 1 / sqrt(fan_in).
    "kaiming_uniform_ of Linear": (
        lambda t, **g: init.kaiming_uniform_(t, a=math.sqrt(5), **g),
        0.0, 0.1 / math.sqrt(3), -0.1, 0.1,
    ),
    "kaiming_normal_": (init.kaiming_normal_, 0.0, math.sqrt(2 / 100), -1.0, 1.0),
    "kaiming_normal_ tanh": (
        lambda t, **g: init.kaiming_normal_(t, nonlinearity="tanh", **g), 0.0, 5 / 30, -1.0, 1.0,
    ),
    # Columns of length 1, so mean squares of 1 / 100.
    "orthogonal_": (init.orthogonal_, 0.0, 0.1, -1.0, 1.0),
}  # fmt: skip
CONSTANT = {
    "constant_": lambda t: init.constant_(t, 0.5),
    "zeros_": init.zeros_,
    "ones_": init.ones_,
    "dirac_": init.dirac_,
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("fill", "mean", "std", "low", "high"), RANDOM.values(), ids=RANDOM)
def test_random_values_have_their_mean_deviation_and_bounds(fill, mean, std, low, high, dtype):
    parameter = nn.Parameter(np.full(SHAPE, 7.0, dtype))
    memory, count = parameter.data, math.prod(SHAPE)
    assert fill(parameter) is parameter
    assert parameter.data is memory
    assert memory.dtype == dtype
    assert parameter.requires_grad
    assert memory.min() >= dtype(low)
    assert memory.max() <= dtype(high)
    # The mean of n numbers spreads by std / sqrt(n); their deviation by at most std sqrt(8 / 4n),
    # as that of an exponential distribution.
    values = memory.astype(np.float64)
    assert abs(values.mean() - mean) < 5 * std / math.sqrt(count)
    assert abs(values.std() - std) < 5 * std * math.sqrt(2 / count)


@pytest.mark.parametrize(("fill", "_mean", "_std", "_low", "_high"), RANDOM.values(), ids=RANDOM)
def test_the_seed_or_a_generator_decides_the_values(fill, _mean, _std, _low, _high):
    first = fill(autograd.zeros(SHAPE)).data
    assert not np.array_equal(fill(autograd.zeros(SHAPE)).data, first)
    autograd.manual_seed(0)
    np.testing.assert_array_equal(fill(autograd.zeros(SHAPE)).data, first)
    before = autograd.default_generator().bit_generator.state
    given = fill(autograd.zeros(SHAPE), generator=np.random.default_rng(0)).data
    np.testing.assert_array_equal(given, first)
    assert autograd.default_generator().bit_generator.state == before
    with pytest.raises(TypeError, match=r"_: the generator must be a numpy\.random\.Generator"):
        fill(autograd.zeros(SHAPE), generator=0)


@pytest.mark.parametrize("fill", [*(row[0] for row in RANDOM.values()), *CONSTANT.values()])
def test_initialization_makes_a_recorded_graph_stale(fill):
    weight = nn.Parameter(np.full((2, 2, 1), 2.0))
    out = (weight * weight).sum()
    fill(weight)
    with pytest.raises(RuntimeError, match="modified by an in-place operation"):
        out.backward()


@pytest.mark.parametrize("fill", [*(row[0] for row in RANDOM.values()), *CONSTANT.values()])
def test_what_holds_no_floats_is_refused(fill):
    with pytest.raises(TypeError, match="expected a Tensor of floating-point numbers, got a int64"):
        fill(Tensor(np.ones((2, 2, 1), int)))
    with pytest.raises(TypeError, match="expected a Tensor of floating-point numbers, got a ndarray"):
        fill(np.ones((2, 2, 1)))


@pytest.mark.parametrize("fill", [*(row[0] for row in RANDOM.values()), *CONSTANT.values()])
def test_no_elements_are_no_trouble(fill):
    assert fill(autograd.zeros(0, 3, 1)).shape == (0, 3, 1)


def test_constants_by_hand():
    np.testing.assert_array_equal(init.constant_(autograd.zeros(2), 0.5).data, [0.5, 0.5])
    np.testing.assert_array_equal(init.zeros_(autograd.ones(2)).data, [0, 0])
    np.testing.assert_array_equal(init.ones_(autograd.zeros(2)).data, [1, 1])
    np.testing.assert_array_equal(init.eye_(autograd.ones(3, 2)).data, [[1, 0], [0, 1], [0, 0]])
    assert init.constant_(Tensor(1.0), 2.0).item() == 2.0


@pytest.mark.parametrize("kernel", [(3,), (3, 3), (5, 3), (2, 2)])
@pytest.mark.parametrize("groups", [1, 2])
def test_dirac_passes_the_channels_of_each_group_on(groups, kernel):
    weight = init.dirac_(autograd.zeros(4, 2, *kernel), groups)
    assert weight.data.sum() == min(4 // groups, 2) * groups  # each a single 1
    x = autograd.randn(1, 2 * groups, *(7 for _ in kernel))
    convolve = autograd.conv1d if len(kernel) == 1 else autograd.conv2d
    out = convolve(x, weight, groups=groups).data
    # The middle of a window lies half a kernel further on.
    middle = tuple(slice(n // 2, n // 2 + out.shape[2 + i]) for i, n in enumerate(kernel))
    for channel in range(4):
        group, inside = divmod(channel, 4 // groups)
        expected = x.data[(0, 2 * group + inside, *middle)] if inside < 2 else 0.0
        np.testing.assert_array_equal(out[0, channel], np.broadcast_to(expected, out.shape[2:]))


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-6), (np.float64, 1e-12)])
@pytest.mark.parametrize("shape", [(5, 5), (3, 7), (7, 3), (4, 2, 3, 3), (6, 1, 2), (1, 1)])
def test_orthogonal_rows_or_columns(shape, dtype, tolerance):
    for gain in (1.0, 2.0):
        matrix = init.orthogonal_(autograd.zeros(shape, dtype=dtype), gain).data
        matrix = matrix.reshape(shape[0], -1).astype(np.float64) / gain
        rows, columns = matrix.shape
        product = matrix @ matrix.T if rows <= columns else matrix.T @ matrix
        np.testing.assert_allclose(product, np.eye(min(rows, columns)), atol=tolerance)


def test_orthogonal_matrices_of_either_orientation_are_as_likely():
    drawn = [init.orthogonal_(autograd.zeros(2, 2)).data for _ in range(400)]
    turns = sum(np.linalg.det(matrix) > 0 for matrix in drawn)
    assert abs(turns - 200) < 5 * 10  # five deviations, sqrt(400 / 4) each
    assert abs(np.mean(drawn, axis=0)).max() < 5 * math.sqrt(0.5 / 400)


@pytest.mark.parametrize(("sparsity", "zeros"), [(0.0, 0), (0.1, 1), (0.5, 4), (0.51, 5), (1.0, 8)])
def test_sparse_columns_have_so_many_zeros_at_random_places(sparsity, zeros):
    # By hand: 8 rows times the sparsity, rounded up.
    weight = init.sparse_(autograd.zeros(8, 1000), sparsity, std=0.5).data
    np.testing.assert_array_equal((weight == 0).sum(axis=0), zeros)
    fraction, spread = zeros / 8, math.sqrt(zeros / 8 * (1 - zeros / 8) / 1000)
    assert np.all(np.abs((weight == 0).mean(axis=1) - fraction) <= 5 * spread)
    kept = weight[weight != 0]
    assert not kept.size or abs(kept.std() - 0.5) < 5 * 0.5 / math.sqrt(2 * kept.size)


@pytest.mark.parametrize(("arguments", "gain"), [
    # PyTorch's documentation: 1, 5/3, sqrt(2), sqrt(2 / (1 + slope²)), 3/4.
    (("linear",), 1.0), (("conv2d",), 1.0), (("conv_transpose1d",), 1.0), (("sigmoid",), 1.0),
    (("tanh",), 1.6666666666666667), (("relu",), 1.4142135623730951), (("selu",), 0.75),
    (("leaky_relu",), 1.4141428569978354), (("leaky_relu", 0.2), 1.3867504905630728),
    (("leaky_relu", 0.0), 1.4142135623730951), (("leaky_relu", 1), 1.0),
])  # fmt: skip
def test_gains(arguments, gain):
    assert init.calculate_gain(*arguments) == pytest.approx(gain, rel=1e-15)


MATRIX = (4, 4)


@pytest.mark.parametrize(("fill", "shape", "message"), [
    (init.xavier_uniform_, (3,), "xavier_uniform_: Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"),
    (init.xavier_normal_, (), "Fan in and fan out can not be computed"),
    (init.kaiming_uniform_, (3,), "Fan in and fan out can not be computed"),
    (init.kaiming_normal_, (3,), "Fan in and fan out can not be computed"),
    (lambda t: init.kaiming_normal_(t, mode="fan_avg"), MATRIX, "Mode 'fan_avg' not supported, please use one of"),
    (lambda t: init.kaiming_normal_(t, nonlinearity="swish"), MATRIX, "Unsupported nonlinearity 'swish'"),
    (lambda t: init.kaiming_normal_(t, a="steep"), MATRIX, "negative slope of leaky_relu must be a finite number"),
    (lambda t: init.xavier_normal_(t, gain=math.nan), MATRIX, "xavier_normal_: gain must be a finite number"),
    (init.orthogonal_, (3,), "orthogonal_: Only tensors with 2 or more dimensions are supported"),
    (lambda t: init.orthogonal_(t, math.inf), MATRIX, "orthogonal_: gain"),
    (init.eye_, (3,), "eye_: Only tensors with 2 dimensions are supported"),
    (init.dirac_, MATRIX, "dirac_: Only tensors with 3, 4, or 5 dimensions are supported"),
    (lambda t: init.dirac_(t, 2), (3, 2, 3), "dim 0 must be divisible by groups"),
    (lambda t: init.dirac_(t, 0), (3, 2, 3), "dirac_: groups must be a positive integer"),
    (lambda t: init.sparse_(t, 0.5), (3,), "sparse_: Only tensors with 2 dimensions are supported"),
    (lambda t: init.sparse_(t, 1.5), MATRIX, "sparse_: the probability must be between 0 and 1"),
    (lambda t: init.sparse_(t, 0.5, -1.0), MATRIX, "sparse_: std"),
    (lambda t: init.uniform_(t, 2.0, 1.0), MATRIX, "found from=2.0 > to=1.0"),
    (lambda t: init.uniform_(t, 0.0, math.inf), MATRIX, "uniform_: b must be a finite number"),
    (lambda t: init.normal_(t, std=-1.0), MATRIX, "normal_: std must be a finite number >= 0"),
    (lambda t: init.normal_(t, mean="0"), MATRIX, "normal_: mean must be a finite number"),
    (lambda t: init.trunc_normal_(t, std=0.0), MATRIX, "trunc_normal_: std must be a finite number > 0"),
    (lambda t: init.trunc_normal_(t, a=1.0, b=1.0), MATRIX, "trunc_normal_: a must be below b"),
    (lambda t: init.trunc_normal_(t, a=math.nan), MATRIX, "trunc_normal_: a must be below b"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_written(fill, shape, message):
    tensor = autograd.full(shape, 7.0)
    with pytest.raises(ValueError, match=message):
        fill(tensor)
    np.testing.assert_array_equal(tensor.data, 7.0)


# --- symmetry -------------------------------------------------------------------------------------


def trained(initialize, steps=200):
    """A network of two hidden units after training, with its first and last loss."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)).double()
    for parameter in model.parameters():
        initialize(parameter)
    x, t = Tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), Tensor([[0.0], [1.0], [1.0], [0.0]])
    optimizer, losses = nn.optim.SGD(model.parameters(), lr=0.1), []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((model(x) - t) ** 2).sum()
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    return model, losses


@pytest.mark.parametrize("value", [-1.0, 0.1, 0.5])
def test_hidden_units_that_start_equal_stay_equal(value):
    model, losses = trained(lambda parameter: init.constant_(parameter, value))
    hidden, output = model[0], model[2]
    assert losses[-1] < losses[0]  # they do learn
    np.testing.assert_array_equal(hidden.weight.data[0], hidden.weight.data[1])
    np.testing.assert_array_equal(hidden.bias.data[0], hidden.bias.data[1])
    np.testing.assert_array_equal(output.weight.data[:, 0], output.weight.data[:, 1])
    assert losses[-1] > 0.6  # one unit cannot separate XOR


def test_zeros_stay_zeros_but_for_the_last_bias():
    model, _ = trained(init.zeros_)
    for parameter in (*model[0].parameters(), model[2].weight):
        np.testing.assert_array_equal(parameter.data, 0.0)
    np.testing.assert_allclose(model[2].bias.data, 0.5)  # the mean of the targets


def test_random_values_break_the_symmetry():
    model, losses = trained(lambda parameter: init.normal_(parameter, std=1.0), steps=1000)
    assert abs(model[0].weight.data[0] - model[0].weight.data[1]).max() > 0.5
    assert losses[-1] < 0.6  # less than one unit can reach


def test_the_first_gradients_of_equal_units_as_in_deck_2():
    # The catalogue's symmetric_init: x = (1, 2), all weights 0.5, tanh, J = (y - 1)² / 2.
    hidden, output = (nn.Linear(2, n, bias=False).double() for n in (2, 1))
    for layer in (hidden, output):
        init.constant_(layer.weight, 0.5)
    y = output(autograd.tanh(hidden(Tensor([[1.0, 2.0]]))))
    ((y - 1) ** 2 / 2).sum().backward()
    assert y.item() == pytest.approx(0.9051482536449, abs=1e-12)
    expected = [[-0.008570170139937, -0.01714034027987]] * 2
    np.testing.assert_allclose(hidden.weight.grad.data, expected, atol=1e-12)
    np.testing.assert_allclose(output.weight.grad.data, [[-0.08585489256851] * 2], atol=1e-12)


def test_dirac_leaves_what_a_group_has_too_many_at_zero():
    # By hand: two groups of three output channels, of two input channels each.
    weight = init.dirac_(autograd.zeros(6, 2, 1), groups=2)
    assert weight.data[..., 0].tolist() == [[1, 0], [0, 1], [0, 0]] * 2
