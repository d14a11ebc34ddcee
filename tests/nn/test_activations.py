"""Activation functions as layers and functions: slopes at their kinks, settings, far inputs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
import nn.functional as F
from autograd import Tensor

SMOOTH_OR_NOT = [
    nn.Step(), nn.Sigmoid(), nn.Sigmoid(2), nn.LogSigmoid(), nn.Tanh(), nn.ScaledTanh(),
    nn.Softsign(), nn.Hardtanh(), nn.ReLU6(), nn.ReLU(), nn.ReLU(derivative_at_zero=1.0),
    nn.LeakyReLU(), nn.ELU(), nn.SELU(), nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.Mish(),
    nn.Hardswish(), nn.Softplus(), nn.Softmax(), nn.Softmin(), nn.LogSoftmax(), nn.Reciprocal(),
    nn.Mixture([nn.ReLU(), nn.Tanh(), nn.Sigmoid(), nn.ReLU()]), nn.Identity(),
]  # fmt: skip


def slope(function, x):
    x = Tensor(x, requires_grad=True)
    function(x).sum().backward()
    return x.grad.data.tolist()


@pytest.mark.parametrize(("layer", "points", "slopes"), [
    # Decision D4 of the catalogue: 0 by default, and deck 1's code has 1.
    (nn.ReLU(), [-1.0, 0.0, 2.0], [0.0, 0.0, 1.0]),
    (nn.ReLU(derivative_at_zero=1), [-1.0, 0.0, 2.0], [0.0, 1.0, 1.0]),
    (nn.ReLU(derivative_at_zero=0.5), [-1.0, 0.0, -0.0, 2.0], [0.0, 0.5, 0.5, 1.0]),
    (nn.Step(), [-1.0, 0.0, 2.0], [0.0, 0.0, 0.0]),
    # PyTorch 2.13 at the kinks of these.
    (nn.LeakyReLU(0.1), [-1.0, 0.0, 2.0], [0.1, 0.1, 1.0]),
    (nn.ELU(0.5), [0.0, 2.0], [0.5, 1.0]),
    (nn.Hardtanh(), [-1.0, 0.5, 1.0], [0.0, 1.0, 0.0]),
    (nn.ReLU6(), [0.0, 3.0, 6.0], [0.0, 1.0, 0.0]),
    (nn.Softsign(), [0.0, 1.0], [1.0, 0.25]),
    (nn.Hardswish(), [-3.0, 0.0, 3.0, 6.0], [0.0, 0.5, 1.0, 1.0]),
], ids=repr)  # fmt: skip
def test_slopes_at_kinks(layer, points, slopes):
    assert slope(layer, points) == slopes


@pytest.mark.parametrize(("layer", "point", "known"), [
    # Catalogue rows act_param_*: a / 4 times 4 r (1 - r), and a / 2 (1 - r**2), at 0.5.
    (nn.Sigmoid(), 0.5, 0.2350037122016), (nn.Sigmoid(2), 0.5, 0.393223866483),
    (nn.Sigmoid(0.5), 0.5, 0.1230670413688), (nn.ScaledTanh(), 0.5, 0.4700074244032),
    (nn.ScaledTanh(2), 0.5, 0.7864477329659), (nn.ScaledTanh(0.5), 0.5, 0.2461340827376),
    # Row act_elu; deck 3: phi(x) = 1 / x.
    (nn.ELU(), -2.0, 0.1353352832366), (nn.ELU(), -0.5, 0.6065306597126),
    (nn.Reciprocal(), 4.0, -1 / 16),
], ids=repr)  # fmt: skip
def test_slopes_of_the_decks(layer, point, known):
    assert slope(layer, [point]) == pytest.approx([known], abs=1e-12)


def test_the_decks_three_steps_differ_at_0_and_in_their_labels():
    # Decision D3 of the catalogue.
    x = Tensor([-2.0, -0.0, 0.0, 3.0])
    assert nn.Step.strict()(x).data.tolist() == [0.0, 0.0, 0.0, 1.0]
    assert nn.Step.inclusive()(x).data.tolist() == nn.Step()(x).data.tolist() == [0, 1, 1, 1]
    assert nn.Step.bipolar()(x).data.tolist() == [-1.0, 1.0, 1.0, 1.0]
    assert repr(nn.Step.strict()) == "Step(low=0.0, high=1.0, at_zero=0.0)"


def test_settings_that_are_the_usual_ones_do_not_show():
    shown = {
        nn.Sigmoid(): "Sigmoid()", nn.Sigmoid(a=2): "Sigmoid(a=2.0)",
        nn.ReLU(): "ReLU()", nn.ReLU(derivative_at_zero=1): "ReLU(derivative_at_zero=1.0)",
        nn.ScaledTanh(): "ScaledTanh(a=1.0)",
        nn.Maxout(3, 2): "Maxout(in_features=3, out_features=2, pieces=2, bias=True)",
    }  # fmt: skip
    assert {layer: repr(layer) for layer in shown} == shown


def test_the_derivative_of_relu_at_0_goes_into_second_derivatives():
    x = Tensor([0.0, 3.0], requires_grad=True)
    (first,) = autograd.gradients((F.relu(x, derivative_at_zero=1.0) ** 2).sum(), [x],
                                  create_graph=True)  # fmt: skip
    assert first.data.tolist() == [0.0, 6.0]
    assert autograd.gradients(first.sum(), x)[0].data.tolist() == [2.0, 2.0]


@pytest.mark.parametrize("layer", SMOOTH_OR_NOT, ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_and_empty_inputs_neither_overflow_nor_change_the_dtype(layer, dtype):
    x = Tensor(np.array([[-1e4, -100.0, 100.0, 1e4]], dtype), requires_grad=True)
    out = layer(x)
    out.sum().backward()
    assert out.dtype == x.grad.dtype == dtype
    assert out.shape == (1, 4)
    assert np.isfinite(out.data).all()
    assert np.isfinite(x.grad.data).all()
    assert layer(Tensor(np.zeros((0, 4), dtype))).shape == (0, 4)


@pytest.mark.parametrize("layer", SMOOTH_OR_NOT, ids=repr)
def test_nan_stays_nan(layer):
    out = layer(Tensor([np.nan, np.nan, np.nan, np.nan]))
    assert np.isnan(out.data).all()


@pytest.mark.parametrize("layer", SMOOTH_OR_NOT, ids=repr)
def test_arrays_and_lists_give_what_tensors_give(layer):
    x = np.array([[-0.5, 0.25, 1.0, 2.0]])
    for values in (x, x.tolist()):
        out = layer(values)
        np.testing.assert_array_equal(np.asarray(out), layer(Tensor(x)).data)


@pytest.mark.parametrize("value", [np.nan, np.inf, True, "1", None])
@pytest.mark.parametrize(("make", "setting"), [
    (lambda v: nn.Step(low=v), "Step: low"), (lambda v: nn.Step(high=v), "Step: high"),
    (nn.Sigmoid, "Sigmoid: a"), (nn.ScaledTanh, "ScaledTanh: a"),
    (nn.Hardtanh, "Hardtanh: min_val"), (lambda v: nn.Hardtanh(0.0, v), "Hardtanh: max_val"),
    (lambda v: nn.ReLU(derivative_at_zero=v), "ReLU: derivative_at_zero"),
    (nn.LeakyReLU, "LeakyReLU: negative_slope"), (nn.ELU, "ELU: alpha"),
    (lambda v: nn.PReLU(init=v), "PReLU: init"), (nn.Softplus, "Softplus: beta"),
    (lambda v: nn.Softplus(1.0, v), "Softplus: threshold"),
])  # fmt: skip
def test_a_setting_is_a_finite_number(make, setting, value):
    with pytest.raises(ValueError, match=f"{setting} must be a finite number"):
        make(value)


@pytest.mark.parametrize(("make", "text"), [
    (lambda: nn.Hardtanh(1.0, 1.0), "Hardtanh: max_val 1.0 must be above min_val 1.0"),
    (lambda: nn.Softplus(0.0), "Softplus: beta must be a finite number > 0, got 0.0"),
    (lambda: nn.GELU("erf"), 'GELU: approximate must be "none" or "tanh", got \'erf\''),
    (lambda: nn.PReLU(0), "PReLU: num_parameters must be a positive integer, got 0"),
    (lambda: nn.Maxout(2, 1, pieces=0), "Maxout: pieces must be a positive integer, got 0"),
    (lambda: nn.Maxout(2.0, 1), "Maxout: in_features must be a positive integer, got 2.0"),
    (lambda: nn.Maxout(2, -1), "Maxout: out_features must be a positive integer, got -1"),
    (lambda: nn.Mixture([]), "Mixture: give an activation function for each unit, got none"),
])  # fmt: skip
def test_settings_out_of_range_are_refused(make, text):
    with pytest.raises(ValueError, match=text.replace("(", r"\(")):
        make()


def test_numpy_numbers_serve_as_settings():
    x = Tensor(np.array([-1.0, 2.0], np.float32))
    assert nn.LeakyReLU(np.float64(0.5))(x).dtype == np.float32
    assert nn.Sigmoid(np.float64(2.0))(x).dtype == np.float32
    assert nn.Step(np.int64(-1))(x).data.tolist() == [-1.0, 1.0]


# --- PReLU, Maxout, Mixture -----------------------------------------------------------------------


def test_prelu_learns_its_slopes():
    layer = nn.PReLU(2, dtype=float)
    x = Tensor([[-2.0, 1.0], [-3.0, -4.0]], requires_grad=True)
    layer(x).backward([[1.0, 1.0], [10.0, 1.0]])
    assert layer.weight.grad.data.tolist() == [-32.0, -4.0]  # -2 - 30, and -4
    assert x.grad.data.tolist() == [[0.25, 1.0], [2.5, 0.25]]


@pytest.mark.parametrize("shape", [(2,), (4, 3), (4, 3, 2)])
def test_prelu_needs_as_many_slopes_as_there_are_channels(shape):
    with pytest.raises(ValueError, match=r"give one slope, or one for each channel"):
        nn.PReLU(2)(autograd.zeros(*shape))


def test_prelu_takes_lists():
    assert F.prelu([-2.0, 2.0], [0.5]).tolist() == [-1.0, 2.0]


def test_prelu_of_a_single_number_is_one():
    assert F.prelu(Tensor(-0.5), [0.25]).shape == ()
    assert F.relu([0.0, -1.0], derivative_at_zero=1.0).tolist() == [0.0, 0.0]


def test_maxout_sends_the_gradient_to_the_piece_that_won():
    # Catalogue row act_maxout: the second piece wins.
    layer = nn.Maxout(2, 1, dtype=float)
    layer.load_state_dict({"weight": [[1.0, -1.0], [-0.5, 0.25]], "bias": [0.5, -0.1]})
    x = Tensor([[2.0, 3.0]], requires_grad=True)
    layer(x).sum().backward()
    assert layer.weight.grad.data.tolist() == [[0.0, 0.0], [2.0, 3.0]]
    assert layer.bias.grad.data.tolist() == [0.0, 1.0]
    assert x.grad.data.tolist() == [[-0.5, 0.25]]
    with pytest.raises(ValueError, match="in_features"):
        layer(autograd.zeros(1, 3))


def test_maxout_begins_like_linear():
    autograd.manual_seed(0)
    weight = nn.Maxout(4, 100, 3).weight.data
    assert weight.shape == (300, 4)
    assert 0.49 < np.abs(weight).max() <= 0.5


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
@settings(deadline=None)
def test_a_mixture_computes_each_unit_by_its_own_function(numbers):
    functions = [nn.ReLU(), nn.Tanh(), nn.Step(), nn.Identity()]
    units = [functions[i] for i in numbers]
    x = np.random.default_rng(0).normal(size=(2, 3, len(units)))
    expected = np.stack([f(x[..., i]) for i, f in enumerate(units)], axis=-1)
    tensor = Tensor(x, requires_grad=True)
    out = nn.Mixture(units)(tensor)
    np.testing.assert_array_equal(out.data, expected)
    arriving = np.random.default_rng(1).normal(size=x.shape)
    out.backward(arriving)
    each = Tensor(x, requires_grad=True)
    autograd.stack([f(each[..., i]) for i, f in enumerate(units)], axis=-1).backward(arriving)
    np.testing.assert_array_equal(tensor.grad.data, each.grad.data)


def test_a_mixture_computes_units_that_share_a_function_together():
    calls = []

    class Counting(nn.Module):
        def forward(self, x):
            calls.append(x.shape)
            return x

    shared = Counting()
    layer = nn.Mixture([shared, shared, nn.ReLU(), shared])
    layer(autograd.zeros(5, 4))
    assert calls == [(5, 3)]
    assert layer.activation_of_unit == (0, 0, 1, 0)


def test_a_mixture_has_the_parameters_of_its_functions():
    layer = nn.Mixture([nn.PReLU(), nn.ReLU(), nn.PReLU()])
    assert list(layer.state_dict()) == ["activations.0.weight", "activations.2.weight"]


def test_what_does_not_fit_a_mixture_is_refused():
    with pytest.raises(TypeError, match="ModuleList holds modules; number 1 is a function"):
        nn.Mixture([nn.ReLU(), autograd.tanh])
    layer = nn.Mixture([nn.ReLU(), nn.Tanh()])
    for shape in ((3,), (2, 1), ()):
        with pytest.raises(ValueError, match=r"its last axis must have the length 2"):
            layer(autograd.zeros(shape))


# --- PyTorch's inplace ----------------------------------------------------------------------------

# PyTorch 2.13 prints these; Hardswish without its argument.
IN_PLACE = {
    "ReLU(inplace=True)": lambda: (nn.ReLU(True), nn.ReLU(), F.relu, ()),
    "LeakyReLU(negative_slope=0.1, inplace=True)":
        lambda: (nn.LeakyReLU(0.1, True), nn.LeakyReLU(0.1), F.leaky_relu, (0.1,)),
    "ELU(alpha=0.5, inplace=True)": lambda: (nn.ELU(0.5, True), nn.ELU(0.5), F.elu, (0.5,)),
    "SELU(inplace=True)": lambda: (nn.SELU(True), nn.SELU(), F.selu, ()),
    "SiLU(inplace=True)": lambda: (nn.SiLU(True), nn.SiLU(), F.silu, ()),
    "Mish(inplace=True)": lambda: (nn.Mish(True), nn.Mish(), F.mish, ()),
    "Hardswish(inplace=True)": lambda: (nn.Hardswish(True), nn.Hardswish(), F.hardswish, ()),
    "Hardtanh(min_val=-2.0, max_val=2.0, inplace=True)":
        lambda: (nn.Hardtanh(-2.0, 2.0, True), nn.Hardtanh(-2, 2), F.hardtanh, (-2.0, 2.0)),
    "ReLU6(inplace=True)": lambda: (nn.ReLU6(True), nn.ReLU6(), F.relu6, ()),
}  # fmt: skip


@pytest.mark.parametrize("text", IN_PLACE)
def test_inplace_is_taken_where_pytorch_takes_it_and_changes_nothing(text):
    layer, plain, function, settings = IN_PLACE[text]()
    assert repr(layer) == text
    assert repr(plain) == text.replace(", inplace=True", "").replace("inplace=True", "")
    x = Tensor([-3.0, 0.5, 8.0], requires_grad=True)
    expected = plain(x).data.tolist()
    for out in (layer(x), function(x, *settings, True), function(x, *settings, inplace=True)):
        assert out.data.tolist() == expected
    assert x.data.tolist() == [-3.0, 0.5, 8.0]
    layer(x).sum().backward()
    assert x.grad.data.tolist() == slope(plain, [-3.0, 0.5, 8.0])


def test_inplace_shows_after_other_settings_and_is_yes_or_no():
    text = "ReLU(derivative_at_zero=1.0, inplace=True)"
    assert repr(nn.ReLU(inplace=True, derivative_at_zero=1)) == text
    for value in (0.5, "yes", None):
        with pytest.raises(TypeError, match="ReLU: inplace must be True or False, got"):
            nn.ReLU(value)
