"""State: state dicts, loading all or nothing, buffers, copies and pickles of a model."""

import copy
import pickle

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor


class Averager(nn.Module):
    """A layer with a scalar parameter, a buffer of numbers and one that counts."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)
        self.scale = nn.Parameter(3.0)
        self.register_buffer("mean", Tensor([0.5, 0.25]))
        self.register_buffer("count", 7)

    def forward(self, x):
        return self.layer(x - self.mean) * self.scale


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


def test_a_state_dict_holds_parameters_and_buffers_as_arrays():
    state = Averager().state_dict()
    assert {name: (array.shape, array.dtype.name) for name, array in state.items()} == {
        "scale": ((), "float32"),
        "layer.weight": ((1, 2), "float32"),
        "layer.bias": ((1,), "float32"),
        "mean": ((2,), "float64"),
        "count": ((), "int64"),
    }
    assert {type(array) for array in state.values()} == {np.ndarray}


def test_the_names_of_a_state_dict_stand_in_pytorchs_order():
    # PyTorch: parameters, buffers, then the children, module by module.
    model = nn.Sequential(Averager(), nn.Linear(1, 1))
    assert list(model.state_dict()) == [
        "0.scale", "0.mean", "0.count", "0.layer.weight", "0.layer.bias", "1.weight", "1.bias",
    ]  # fmt: skip


def test_a_state_dict_has_every_name_of_a_shared_parameter_as_in_pytorch():
    layer = nn.Linear(2, 2)
    tied = nn.Sequential(layer, nn.ReLU(), layer)
    assert list(tied.state_dict()) == ["0.weight", "0.bias", "2.weight", "2.bias"]


def test_of_several_values_for_a_shared_parameter_the_last_is_loaded_as_in_pytorch():
    # In an order that depends on hashes, another one of the thirty would be.
    layer = nn.Linear(1, 1, bias=False)
    tied = nn.Sequential(*[layer] * 30)
    tied.load_state_dict({f"{i}.weight": [[float(i)]] for i in reversed(range(30))})
    assert layer.weight.item() == 29.0


def test_a_state_dict_is_a_copy_in_both_directions():
    model = Averager()
    state = model.state_dict()
    for array in state.values():
        array[...] = 100
    assert model.scale.item() == 3.0
    assert not (model.layer.weight.data == 100).any()
    model.load_state_dict(state)
    for array in state.values():
        array[...] = 200
    assert model.layer.weight.data.tolist() == [[100.0, 100.0]]
    assert (model.scale.item(), model.count.item()) == (100.0, 100)
    assert model.mean.data.tolist() == [100.0, 100.0]


@pytest.mark.parametrize("convert", [
    lambda array: array,
    Tensor,
    lambda array: array.tolist(),
    lambda array: array.astype(np.float64) if array.dtype.kind == "f" else array,
], ids=["arrays", "Tensors", "lists", "float64"])  # fmt: skip
def test_loading_writes_into_the_parameters_that_are_there(convert):
    source, model = Averager(), Averager()
    source.scale.data = np.float32(-1.5)
    before = dict(model.named_parameters())
    memory = model.layer.weight.data
    model.load_state_dict({name: convert(array) for name, array in source.state_dict().items()})
    for name, array in source.state_dict().items():
        np.testing.assert_array_equal(model.state_dict()[name], array, strict=True)
    assert all(before[name] is parameter for name, parameter in model.named_parameters())
    assert model.layer.weight.data is memory
    assert all(parameter.requires_grad for parameter in model.parameters())


def test_loading_reports_all_that_does_not_fit_and_loads_nothing():
    model = Averager()
    before = model.state_dict()
    bad = {"layer.weight": np.ones((2, 2)), "layer.bias": np.ones(1), "mean": np.ones(3),
           "count": 1.5, "old": 0.0, "older": 0.0}  # fmt: skip
    with pytest.raises(RuntimeError, match="does not fit Averager; nothing was loaded") as caught:
        model.load_state_dict(bad)
    text = str(caught.value)
    assert "missing: scale\n" in text
    assert "unexpected: old, older" in text
    assert "size mismatch for layer.weight: the state has shape (2, 2), the model (1, 2)" in text
    assert "size mismatch for mean: the state has shape (3,), the model (2,)" in text
    assert "dtype mismatch for count: the state has float64, the model int64" in text
    for name, array in model.state_dict().items():
        np.testing.assert_array_equal(array, before[name])


def test_loading_what_is_not_strict_takes_what_fits_but_never_a_wrong_shape():
    model = Averager()
    model.load_state_dict({"scale": 5.0, "unknown": 1.0}, strict=False)
    assert model.scale.item() == 5.0
    with pytest.raises(RuntimeError, match="size mismatch for mean"):
        model.load_state_dict({"scale": 6.0, "mean": np.ones(3)}, strict=False)
    assert model.scale.item() == 5.0


def test_loading_says_what_was_missing_and_unexpected_as_in_pytorch():
    # PyTorch returns _IncompatibleKeys(missing_keys=[...], unexpected_keys=[...]).
    result = nn.Linear(1, 1).load_state_dict({"bias": [0.0], "extra": 0.0}, strict=False)
    assert (result.missing_keys, result.unexpected_keys) == (["weight"], ["extra"])


@pytest.mark.parametrize("change", [
    lambda model: model.load_state_dict(model.state_dict()), lambda model: model.to(np.float64),
], ids=["load_state_dict", "to"])  # fmt: skip
def test_a_backward_pass_refuses_weights_that_changed_after_the_forward_pass(change):
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    out = model(autograd.ones(1, 2)).sum()
    change(model)
    with pytest.raises(RuntimeError, match="modified by an in-place operation"):
        out.backward()


def test_buffers_follow_assignment_and_are_no_parameters():
    model = Averager()
    model.mean = Tensor([1.0, 2.0])
    assert [name for name, _ in model.named_buffers()] == ["mean", "count"]
    assert model.state_dict()["mean"].tolist() == [1.0, 2.0]
    assert [name for name, _ in nn.Sequential(model).named_buffers()] == ["0.mean", "0.count"]
    assert [b.shape for b in model.buffers()] == [(2,), ()]
    assert "mean" not in dict(model.named_parameters())
    assert Averager().to(np.float32).mean.dtype == np.float32


def test_a_buffer_may_be_none_as_in_pytorch():
    model = Averager()
    model.mean = None
    assert "mean" not in model.state_dict()
    model.register_buffer("later", None)
    assert "later" not in dict(model.named_buffers())


def test_a_buffer_that_was_deleted_is_gone():
    model = Averager()
    del model.mean, model.scale
    assert list(model.state_dict()) == ["count", "layer.weight", "layer.bias"]


@pytest.mark.parametrize("duplicate", [
    copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model)),
], ids=["deepcopy", "pickle"])  # fmt: skip
def test_a_copied_model_computes_alike_and_is_independent(duplicate):
    layer = nn.Linear(2, 2)
    model = nn.Sequential(layer, nn.Dropout(0.5), layer).eval()
    model.append(Averager())  # a scalar parameter, buffers, in training mode
    x = autograd.randn(4, 2)
    model(x).sum().backward()
    twin = duplicate(model)
    np.testing.assert_array_equal(twin(x).detach().data, model(x).detach().data, strict=True)
    assert [m.training for m in twin.modules()] == [m.training for m in model.modules()]
    assert twin[0].weight is twin[2].weight  # what was shared stays shared
    assert all(isinstance(p, nn.Parameter) and p.requires_grad for p in twin.parameters())
    for ours, theirs in zip(model.parameters(), twin.parameters(), strict=True):
        assert ours is not theirs
        np.testing.assert_array_equal(theirs.grad.data, ours.grad.data)
        assert not np.shares_memory(theirs.data, ours.data)
        assert not np.shares_memory(theirs.grad.data, ours.grad.data)
    nn.optim.SGD(twin.parameters(), lr=1.0).step()
    assert not np.array_equal(twin(x).detach().data, model(x).detach().data)
    assert twin[3].scale.item() != model[3].scale.item() == 3.0


def test_a_child_that_holds_its_parent_is_gone_through_once():
    model = Averager()
    model.layer.parent = model
    assert list(model.state_dict()) == ["scale", "mean", "count", "layer.weight", "layer.bias"]
    assert len(list(model.parameters())) == 3


def test_a_buffer_may_be_left_out_of_the_state():
    model = Averager()
    model.register_buffer("cache", [1.0, 2.0], persistent=False)
    nested = nn.Sequential(model)
    assert "0.cache" in dict(nested.named_buffers())
    assert not any("cache" in name for name in nested.state_dict())
    nested.load_state_dict(nested.state_dict())
    assert model.to(np.float32).cache.dtype == np.float32
    assert copy.deepcopy(model).cache.data.tolist() == [1.0, 2.0]
    model.register_buffer("cache", [1.0, 2.0])  # saved from now on
    assert [name for name, _ in model.named_buffers()] == ["mean", "count", "cache"]
    assert "cache" in model.state_dict()


def test_a_state_dict_may_have_a_prefix():
    model = nn.Sequential(nn.Linear(1, 1))
    assert list(model.state_dict("encoder.")) == ["encoder.0.weight", "encoder.0.bias"]
    assert list(model.state_dict(prefix="a_")) == ["a_0.weight", "a_0.bias"]


def test_a_lazy_layer_takes_over_shapes_from_a_state_dict():
    trained = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
    fresh = nn.Sequential(nn.LazyLinear(2), nn.ReLU(), nn.LazyLinear(1))
    parameters = list(fresh.parameters())
    fresh.load_state_dict(trained.state_dict())
    assert all(a is b for a, b in zip(parameters, fresh.parameters(), strict=True))
    x = autograd.randn(4, 3)
    np.testing.assert_array_equal(fresh(x).detach().data, trained(x).detach().data)
    assert repr(fresh) == repr(trained)


def test_what_does_not_fit_a_lazy_layer_changes_nothing():
    model = nn.Sequential(nn.LazyLinear(2), nn.LazyLinear(1))
    good, bad = np.ones((2, 3)), np.ones((2, 3))
    state = {"0.weight": good, "0.bias": np.ones(2), "1.weight": bad, "1.bias": np.ones(1)}
    with pytest.raises(RuntimeError, match=r"size mismatch for 1.weight: the state has shape "
                                           r"\(2, 3\), the model \(1, 0\), where 0 is not known"):
        model.load_state_dict(state)
    assert model[0].weight.shape == (2, 0)
    assert model(autograd.zeros(1, 5)).shape == (1, 1)


def test_the_state_of_a_lazy_layer_goes_into_another_lazy_layer_alone():
    waiting = nn.LazyLinear(2)
    other = nn.LazyLinear(2)
    other.load_state_dict(waiting.state_dict())
    assert other(autograd.zeros(1, 3)).shape == (1, 2)
    with pytest.raises(RuntimeError, match="size mismatch for weight"):
        nn.Linear(3, 2).load_state_dict(waiting.state_dict())


@pytest.mark.parametrize("state", ["weights.npz", None, [("weight", [[1.0]])]])
def test_what_is_no_dict_is_no_state(state):
    # PyTorch: TypeError: Expected state_dict to be dict-like, got <class 'str'>.
    with pytest.raises(TypeError, match="load_state_dict: expected a dict of arrays, got a"):
        nn.Linear(1, 1).load_state_dict(state)


def test_a_value_that_is_no_array_of_numbers_is_named_and_nothing_is_loaded():
    layer = nn.Linear(1, 1)
    before = layer.state_dict()
    for wrong in ("x", None, [[1.0], [1.0, 2.0]], object()):
        with pytest.raises(RuntimeError, match=r"nothing was loaded.\n    bias: "):
            layer.load_state_dict({"weight": [[1.0]], "bias": wrong})
    with pytest.raises(RuntimeError, match="unexpected: 3"):
        layer.load_state_dict({**before, 3: 1.0})
    assert layer.load_state_dict({"weight": before["weight"], 3: "x"}, strict=False) == (["bias"], ["3"])
    for name, value in layer.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


def test_parameters_may_be_loaded_from_each_other():
    model = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
    model.load_state_dict({"0.weight": [[1.0]], "1.weight": [[2.0]]})
    model.load_state_dict({"0.weight": model[1].weight, "1.weight": model[0].weight})
    assert [p.item() for p in model.parameters()] == [2.0, 1.0]
