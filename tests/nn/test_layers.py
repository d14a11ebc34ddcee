"""Layers: values and gradients worked out by hand, dtypes, shapes, errors."""

import copy
import math
import pickle

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

WEIGHT = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
BIAS = [0.5, -0.5]
X = [[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]]


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


def linear(bias=True, dtype=None):
    layer = nn.Linear(3, 2, bias=bias, dtype=dtype)
    layer.load_state_dict({"weight": WEIGHT, "bias": BIAS} if bias else {"weight": WEIGHT})
    return layer


def test_linear_values_by_hand():
    # Row 1: 1 - 3 + 0.5 and 4 - 6 - 0.5; row 2: 2 + 2 + 0.5 and 8 + 5 - 0.5.
    assert linear()(Tensor(X)).data.tolist() == [[-1.5, -2.5], [4.5, 12.5]]
    assert linear(bias=False)(Tensor(X)).data.tolist() == [[-2.0, -2.0], [4.0, 13.0]]
    assert linear(bias=False).bias is None


def test_linear_gradients_by_hand():
    # With the gradient g arriving: weight g.T @ x, bias the column sums of g, input g @ weight.
    layer, x = linear(dtype=np.float64), Tensor(X, requires_grad=True)
    layer(x).backward([[1.0, 2.0], [3.0, 4.0]])
    assert layer.weight.grad.data.tolist() == [[7.0, 3.0, -1.0], [10.0, 4.0, -2.0]]
    assert layer.bias.grad.data.tolist() == [4.0, 6.0]
    assert x.grad.data.tolist() == [[9.0, 12.0, 15.0], [19.0, 26.0, 33.0]]


@pytest.mark.parametrize("shape", [(3,), (0, 3), (1, 3), (4, 5, 3)])
def test_linear_works_on_the_last_axis_of_any_shape(shape):
    layer = linear(dtype=np.float64)
    x = Tensor(np.arange(math.prod(shape), dtype=float).reshape(shape), requires_grad=True)
    out = layer(x)
    np.testing.assert_array_equal(out.data, x.data @ np.array(WEIGHT).T + BIAS)
    out.sum().backward()
    # With ones arriving, each row of the weight's gradient is the sum of all inputs.
    rows = x.data.reshape(math.prod(shape) // 3, 3)
    np.testing.assert_array_equal(layer.weight.grad.data, [rows.sum(axis=0)] * 2)
    np.testing.assert_array_equal(layer.bias.grad.data, [len(rows)] * 2)
    np.testing.assert_array_equal(x.grad.data, np.broadcast_to([5.0, 7.0, 9.0], shape))


@pytest.mark.parametrize(
    "x", [X, np.array(X), np.array(X, np.float32), np.array(X, int), Tensor(X)]
)
def test_linear_computes_in_the_dtype_of_its_parameters(x):
    for dtype in (np.float32, np.float64):
        out = linear(dtype=dtype)(x)
        assert isinstance(out, Tensor)
        assert out.dtype == dtype
        assert out.data.tolist() == [[-1.5, -2.5], [4.5, 12.5]]


def test_a_float64_input_of_a_float32_layer_gets_a_float64_gradient():
    layer, x = linear(), Tensor(X, requires_grad=True)
    layer(x).sum().backward()
    assert layer.weight.dtype == layer.weight.grad.dtype == layer.bias.grad.dtype == np.float32
    assert x.grad.dtype == np.float64
    assert x.grad.data.tolist() == [[5.0, 7.0, 9.0]] * 2


def test_initial_weights_are_uniform_within_one_over_the_root_of_the_inputs():
    layer = nn.Linear(100, 400)
    for parameter in layer.parameters():
        values = parameter.data
        assert values.dtype == np.float32
        assert np.abs(values).max() <= 0.1
        assert values.max() > 0.099
        assert values.min() < -0.099
        # The mean of n such values has standard deviation 0.1 / sqrt(3 n): allow five of them.
        assert abs(values.mean()) < 5 * 0.1 / math.sqrt(3 * values.size)
    before = layer.weight.data.copy()
    layer.reset_parameters()
    assert not np.array_equal(layer.weight.data, before)
    autograd.manual_seed(0)
    np.testing.assert_array_equal(nn.Linear(100, 400).weight.data, before)


@pytest.mark.parametrize("shape", [(5, 4), (4,), ()])
def test_an_input_that_does_not_fit_a_linear_layer_is_named_with_the_weight(shape):
    with pytest.raises(ValueError, match="linear") as caught:
        linear()(autograd.zeros(*shape))
    assert f"the input has shape {shape} and the weight (2, 3)" in str(caught.value)
    assert "in_features" in str(caught.value)


@pytest.mark.parametrize("value", [0, -1, 2.0, np.float64(2.0), True, "3", None])
def test_linear_needs_positive_integers(value):
    with pytest.raises(ValueError, match="Linear: in_features must be a positive integer, got"):
        nn.Linear(value, 1)
    with pytest.raises(ValueError, match="Linear: out_features must be a positive integer, got"):
        nn.Linear(1, value)


def test_numpy_numbers_serve_as_settings():
    # np.prod(image.shape) is a NumPy integer. PyTorch takes it, and so do our optimizers.
    assert nn.Linear(np.prod((2, 3)), np.int64(4)).weight.shape == (4, 6)
    assert nn.Dropout(np.float32(0.5)).p == 0.5


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("layer", [
    nn.ReLU(), nn.Sigmoid(), nn.Tanh(), nn.Softmax(dim=1), nn.Dropout(0.5), nn.Dropout(1.0),
    nn.Flatten(),
], ids=repr)  # fmt: skip
def test_a_layer_without_parameters_keeps_the_dtype_of_its_input(layer, dtype):
    x = Tensor(np.array(X, dtype), requires_grad=True)
    out = layer(x)
    assert (out.dtype, out.shape) == (dtype, (2, 3))
    out.sum().backward()
    assert x.grad.dtype == dtype


@pytest.mark.parametrize(("layer", "values", "slopes"), [
    # At -2, 0 and 0.5; catalogue rows act_sigmoid, act_tanh, act_relu; relu'(0) = 0 as in PyTorch.
    (nn.Sigmoid(), [0.1192029220221, 0.5, 0.6224593312019],
     [0.1049935854035, 0.25, 0.2350037122016]),
    (nn.Tanh(), [-0.9640275800758, 0.0, 0.46211715726], [0.07065082485316, 1.0, 0.7864477329659]),
    (nn.ReLU(), [0.0, 0.0, 0.5], [0.0, 0.0, 1.0]),
], ids=["sigmoid", "tanh", "relu"])  # fmt: skip
def test_activation_values_and_slopes(layer, values, slopes):
    x = Tensor([-2.0, 0.0, 0.5], requires_grad=True)
    out = layer(x)
    out.sum().backward()
    np.testing.assert_allclose(out.data, values, rtol=0, atol=1e-12)
    np.testing.assert_allclose(x.grad.data, slopes, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("layer", "values"), [
    (nn.Sigmoid(), [0.0, 1.0]), (nn.Tanh(), [-1.0, 1.0]), (nn.ReLU(), [0.0, 1000.0]),
    (nn.Softmax(), [0.0, 1.0]),
], ids=repr)  # fmt: skip
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_saturated_activations_neither_overflow_nor_warn(layer, values, dtype):
    x = Tensor(np.array([-1000.0, 1000.0], dtype), requires_grad=True)
    out = layer(x)
    out.sum().backward()
    assert out.data.tolist() == values
    assert np.isfinite(x.grad.data).all()


def test_softmax_along_each_axis():
    # Catalogue row softmax_ce_k3: the scores 2, 1, 0.1.
    p = [0.659001138886, 0.2424329707047, 0.09856589040932]
    rows = np.array([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]])
    expected = np.array([p, [1 / 3] * 3])
    for layer, x, out in [
        (nn.Softmax(), rows, expected),
        (nn.Softmax(dim=1), rows, expected),
        (nn.Softmax(dim=0), rows.T, expected.T),
        (nn.Softmax(), rows[None], expected[None]),
        (nn.Softmax(dim=1), rows.T[None], expected.T[None]),
    ]:
        np.testing.assert_allclose(layer(Tensor(x)).data, out, rtol=0, atol=1e-12)
    with pytest.raises(ValueError, match="axis 2 is out of bounds"):
        nn.Softmax(dim=2)(Tensor(rows))


def test_flatten_joins_axes_in_row_order():
    values = np.arange(24.0).reshape(2, 3, 2, 2)
    x = Tensor(values, requires_grad=True)
    assert nn.Flatten()(x).data.tolist() == [list(range(12)), list(range(12, 24))]
    assert nn.Flatten(0)(x).shape == (24,)
    assert nn.Flatten(start_dim=1, end_dim=2)(x).shape == (2, 6, 2)
    assert nn.Flatten(-2)(x).shape == (2, 3, 4)
    nn.Flatten()(x).backward(np.arange(24.0).reshape(2, 12))
    np.testing.assert_array_equal(x.grad.data, values)
    with pytest.raises(ValueError, match="axis 1 is out of bounds for a tensor with 1 axes"):
        nn.Flatten()(autograd.zeros(4))


def test_functional_one_hot():
    assert F.one_hot(Tensor([[0, 2]]), num_classes=3).data.tolist() == [[[1, 0, 0], [0, 0, 1]]]
    assert F.one_hot([1, 0]).data.tolist() == [[0, 1], [1, 0]]
    for wrong in ([3], [-1]):
        with pytest.raises(ValueError, match="one_hot"):
            F.one_hot(wrong, num_classes=3)


# --- shapes ---------------------------------------------------------------------------------------


def test_flatten_takes_arrays_and_numbers_as_tensors():
    assert autograd.flatten(np.zeros((2, 3))).shape == (6,)
    assert autograd.flatten(Tensor(1.0)).shape == (1,)
    assert autograd.flatten([[1.0, 2.0]]).tolist() == [1.0, 2.0]
    assert nn.Flatten()(np.zeros((2, 3, 4))).shape == (2, 12)


def test_unflatten_undoes_flatten():
    x = autograd.randn(2, 3, 4, 5)
    assert nn.Unflatten(1, (3, -1, 5))(nn.Flatten()(x)).data.tolist() == x.data.tolist()
    with pytest.raises(ValueError, match=r"sizes \(7, 2\) do not multiply to 60"):
        nn.Unflatten(1, (7, 2))(nn.Flatten()(x))
    with pytest.raises(TypeError, match="unflattened_size must be a tuple of integers, got 3"):
        nn.Unflatten(1, 3)


def test_identity_takes_the_place_of_any_layer():
    x = Tensor(X)
    assert nn.Identity(3, out_features=2)(x) is x


# --- LazyLinear -----------------------------------------------------------------------------------


def test_a_lazy_layer_finds_its_shapes_in_the_first_call():
    # Catalogue row lazy_linear_shapes, whose weight is ours transposed.
    layer = nn.LazyLinear(32)
    assert repr(layer) == "LazyLinear(in_features=0, out_features=32, bias=True)"
    assert layer.weight.size == 0
    assert isinstance(layer.weight, nn.parameter.UninitializedParameter)
    weight, bias = layer.parameters()
    assert layer(autograd.ones(8, 5)).shape == (8, 32)
    assert (layer.weight is weight, layer.bias is bias) == (True, True)
    assert (weight.T.shape, bias.shape) == ((5, 32), (32,))
    assert (type(layer), type(weight)) == (nn.Linear, nn.Parameter)
    assert repr(layer) == "Linear(in_features=5, out_features=32, bias=True)"
    with pytest.raises(ValueError, match="in_features"):
        layer(autograd.ones(8, 4))


def test_a_lazy_layer_begins_as_a_linear_layer_does():
    autograd.manual_seed(3)
    lazy = nn.LazyLinear(4)
    lazy(autograd.zeros(1, 6))
    autograd.manual_seed(3)
    known = nn.Linear(6, 4)
    for ours, theirs in zip(lazy.parameters(), known.parameters(), strict=True):
        np.testing.assert_array_equal(ours.data, theirs.data)


def test_build_makes_the_weights_without_a_call():
    layer = nn.LazyLinear(4, bias=False)
    layer.build((None, 6))
    assert layer.weight.shape == (4, 6)
    assert layer.bias is None


def test_what_is_set_before_the_first_call_holds_after_it():
    model = nn.Sequential(nn.LazyLinear(2), nn.LazyLinear(1, dtype=np.float64))
    model.double().eval().requires_grad_(False)
    model.zero_grad()
    assert model(autograd.ones(1, 3)).dtype == np.float64
    assert not any(module.training for module in model.modules())
    assert not any(parameter.requires_grad for parameter in model.parameters())
    assert nn.LazyLinear(2)(np.ones((1, 3))).dtype == np.float32


@pytest.mark.parametrize("make", [
    lambda params: nn.optim.SGD(params, lr=0.1, momentum=0.9),
    lambda params: nn.optim.Adam(params, lr=0.1),
])  # fmt: skip
def test_an_optimizer_may_be_made_before_the_first_call(make):
    trained = []
    for before in (True, False):
        autograd.manual_seed(0)
        model = nn.Sequential(nn.LazyLinear(3), nn.Tanh(), nn.LazyLinear(1))
        if not before:
            model(autograd.ones(1, 2))
        optimizer = make(model.parameters())
        optimizer.zero_grad()
        optimizer.step()  # nothing has a gradient yet
        for _ in range(3):
            optimizer.zero_grad()
            (model(autograd.ones(4, 2)) ** 2).mean().backward()
            optimizer.step()
        trained.append(model.state_dict())
    for name, value in trained[0].items():
        np.testing.assert_array_equal(value, trained[1][name])


@pytest.mark.parametrize("duplicate", [
    copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer)),
], ids=["deepcopy", "pickle"])  # fmt: skip
def test_a_lazy_layer_is_copied_before_its_first_call(duplicate):
    layer = nn.LazyLinear(2)
    twin = duplicate(layer)
    layer(autograd.zeros(1, 3))
    assert type(twin) is nn.LazyLinear
    assert twin(autograd.zeros(1, 5)).shape == (1, 2)
    assert layer.weight.shape == (2, 3)


def test_a_first_input_without_features_is_refused_and_the_layer_goes_on_waiting():
    layer = nn.LazyLinear(2)
    for shape in ((), (3, 0)):
        with pytest.raises(ValueError, match="LazyLinear: the first input has shape"):
            layer(autograd.zeros(shape))
    assert layer(autograd.zeros(3)).shape == (2,)
    with pytest.raises(ValueError, match="LazyLinear: out_features must be a positive integer"):
        nn.LazyLinear(0)


def test_an_uninitialized_parameter_takes_only_shapes_that_fit():
    weight = nn.parameter.UninitializedParameter((2, 0, 3))
    for shape in ((2, 4), (1, 4, 3), (2, 4, 4)):
        with pytest.raises(ValueError, match="where 0 is not known yet, cannot take the shape"):
            weight.materialize(shape)
    weight.materialize((2, 4, 3))
    assert weight.data.tolist() == np.zeros((2, 4, 3)).tolist()
    with pytest.raises(ValueError, match=r"nothing of the shape \(2, 3\) is unknown"):
        nn.parameter.UninitializedParameter((2, 3))


# --- the bias as a weight -------------------------------------------------------------------------


def test_a_bias_is_the_weight_of_an_input_that_is_always_1():
    # Deck 3: equal outputs and gradients; the first column of the gradient is that of the bias.
    layer = linear(dtype=np.float64)
    model = nn.bias_as_weight(layer)
    assert model[1].weight.data.tolist() == [[0.5, 1.0, 2.0, 3.0], [-0.5, 4.0, 5.0, 6.0]]
    assert model[1].bias is None
    inputs = [Tensor(X, requires_grad=True) for _ in range(2)]
    for computed, x in zip((layer, model), inputs, strict=True):
        out = computed(x)
        assert out.data.tolist() == [[-1.5, -2.5], [4.5, 12.5]]
        out.backward([[1.0, 2.0], [3.0, 4.0]])
    assert model[1].weight.grad.data[:, 0].tolist() == layer.bias.grad.data.tolist()
    assert model[1].weight.grad.data[:, 1:].tolist() == layer.weight.grad.data.tolist()
    assert inputs[0].grad.data.tolist() == inputs[1].grad.data.tolist()


def test_a_folded_bias_is_a_copy_in_the_layers_dtype():
    layer = linear(bias=False)
    model = nn.bias_as_weight(layer)
    assert model[1].weight.dtype == np.float32
    assert model[1].weight.data[:, 0].tolist() == [0.0, 0.0]
    nn.init.constant_(layer.weight, 0.0)
    assert model(Tensor(X)).data.tolist() == [[-2.0, -2.0], [4.0, 13.0]]


def test_only_a_linear_layer_has_its_bias_folded():
    for wrong in (nn.ReLU(), nn.LazyLinear(2), "Linear"):
        with pytest.raises(TypeError, match="bias_as_weight: give a Linear layer, got"):
            nn.bias_as_weight(wrong)
    with pytest.raises(ValueError, match="needs an axis of features"):
        nn.ConstantInput()(Tensor(1.0))


# --- Bilinear -------------------------------------------------------------------------------------


def test_a_bilinear_layer_begins_within_one_over_the_root_of_its_first_inputs():
    for parameter in nn.Bilinear(4, 9, 100).parameters():
        assert 0.45 < np.abs(parameter.data).max() <= 0.5


@pytest.mark.parametrize("rows", [(), (0,), (4,), (2, 3)])
def test_bilinear_is_a_form_of_each_pair_of_rows(rows):
    layer = nn.Bilinear(2, 3, 4, dtype=np.float64)
    generator = np.random.default_rng(0)
    a, b = generator.normal(size=(*rows, 2)), generator.normal(size=(*rows, 3))
    expected = np.empty((*rows, 4))
    for row in np.ndindex(*rows):
        for k in range(4):
            expected[(*row, k)] = a[row] @ layer.weight.data[k] @ b[row] + layer.bias.data[k]
    np.testing.assert_allclose(layer(a, b).detach().data, expected, rtol=1e-12)


@pytest.mark.parametrize(("first", "second"), [
    ((4, 3), (4, 3)), ((4, 2), (4, 2)), ((4, 2), (5, 3)), ((2,), (4, 3)), ((), (3,)),
])  # fmt: skip
def test_inputs_that_do_not_fit_a_bilinear_layer_are_named(first, second):
    with pytest.raises(ValueError, match=r"the inputs have shapes .* the same in front"):
        nn.Bilinear(2, 3, 1)(autograd.zeros(first), autograd.zeros(second))


@pytest.mark.parametrize("argument", range(3))
def test_bilinear_needs_positive_integers(argument):
    names = ("in1_features", "in2_features", "out_features")
    sizes = [1, 1, 1]
    sizes[argument] = 0
    with pytest.raises(ValueError, match=f"Bilinear: {names[argument]} must be a positive integer"):
        nn.Bilinear(*sizes)


def test_a_lazy_layer_has_nothing_to_initialize_before_its_first_call():
    layer = nn.LazyLinear(3)
    assert [parameter.numel() for parameter in layer.parameters()] == [0, 0]
    for parameter in layer.parameters():
        with pytest.raises(ValueError, match=r"normal_: .* no elements before its layer's first call"):
            nn.init.normal_(parameter)


def test_a_lazy_layer_keeps_what_a_state_dict_brought_and_draws_the_rest():
    layer = nn.LazyLinear(2)
    layer.load_state_dict({"bias": np.array([5.0, 6.0])}, strict=False)
    layer(np.zeros((1, 3)))
    assert layer.bias.tolist() == [5, 6]
    other = nn.LazyLinear(2)
    other.load_state_dict({"weight": np.ones((2, 3))}, strict=False)
    other(np.zeros((1, 3)))
    assert other.weight.tolist() == [[1, 1, 1], [1, 1, 1]]
    assert other.bias.shape == (2,)
    assert 0 < np.abs(other.bias.data).max() <= 3**-0.5


@pytest.mark.parametrize("values", [np.array([1j, 2.0]), np.array(["1.0", "2.0"])])
def test_an_input_of_other_things_than_real_numbers_is_refused(values):
    with pytest.raises(TypeError, match=f"real numbers, got an input of dtype {values.dtype}"):
        nn.Linear(2, 1)(values)


def test_linear_says_what_it_takes_and_what_would_help():
    layer = nn.Linear(8, 2)
    with pytest.raises(ValueError, match=r"takes rows \(..., 8\), got \(3, 5\)$"):
        layer(np.zeros((3, 5)))
    with pytest.raises(ValueError, match=r"got \(3, 2, 4\); put nn.Flatten\(\) before it"):
        layer(np.zeros((3, 2, 4)))
    with pytest.raises(TypeError, match=r"a tuple of 2 parts, such as the \(outputs, state\)"):
        nn.Sequential(nn.LSTM(3, 8), layer)(np.zeros((5, 1, 3)))
