"""Module: what it finds in its attributes, its modes, its dtype, how it prints."""

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor


class Net(nn.Module):
    """A bit of everything: nested containers, a parameter and a buffer of its own."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
        self.gain = nn.Parameter([1.0])
        self.heads = nn.ModuleList([nn.Linear(3, 1), nn.Linear(3, 2, bias=False)])
        self.note = "not a module"
        self.register_buffer("count", 0)

    def forward(self, x):
        return self.heads[0](self.body(x)) * self.gain


class Tied(nn.Module):
    """One layer under two names, and one parameter under two names."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 2)
        self.second = self.first
        self.other = nn.Linear(2, 2, bias=False)
        self.other.weight = self.first.weight


def test_parameters_have_pytorchs_names_and_its_order():
    # PyTorch 2.13: a module's own parameters come before those of its children.
    model = Net()
    named = dict(model.named_parameters())
    assert list(named) == [
        "gain", "body.0.weight", "body.0.bias", "heads.0.weight", "heads.0.bias", "heads.1.weight",
    ]  # fmt: skip
    assert named["body.0.weight"] is model.body[0].weight
    assert [id(p) for p in model.parameters()] == [id(p) for p in named.values()]
    assert [name for name, _ in model.named_parameters(recurse=False)] == ["gain"]


def test_a_shared_parameter_is_listed_once_under_its_first_name():
    model = Tied()
    assert [name for name, _ in model.named_parameters()] == ["first.weight", "first.bias"]
    nn.optim.SGD(model.parameters())  # which refuses a parameter that occurs twice


def test_modules_go_down_in_order_and_children_only_one_step():
    model = Net()
    assert [name for name, _ in model.named_modules()] == [
        "", "body", "body.0", "body.1", "heads", "heads.0", "heads.1",
    ]  # fmt: skip
    assert [name for name, _ in model.named_children()] == ["body", "heads"]
    assert list(model.children()) == [model.body, model.heads]
    assert next(model.modules()) is model
    assert [name for name, _ in model.body.named_modules("net")] == ["net", "net.0", "net.1"]


def test_a_shared_module_is_visited_once():
    assert [name for name, _ in Tied().named_modules()] == ["", "first", "other"]
    layer = nn.Linear(2, 2)
    model = nn.Sequential(nn.Sequential(layer), layer)
    assert [name for name, _ in model.named_modules()] == ["", "0", "0.0"]


def test_train_and_eval_reach_every_module_and_return_the_model():
    model = Net()
    assert all(module.training for module in model.modules())
    assert model.eval() is model
    assert not any(module.training for module in model.modules())
    assert model.heads.train() is model.heads
    assert [n for n, m in model.named_modules() if m.training] == ["heads", "heads.0", "heads.1"]
    with pytest.raises(ValueError, match=r"mode must be True or False, got 'no'"):
        model.train("no")


@pytest.mark.parametrize("shape", [(), (3,)])
def test_zero_grad_gives_none_or_zeros(shape):
    model = nn.Module()
    model.w = nn.Parameter(np.ones(shape))
    model.unused = nn.Parameter(1.0)
    (model.w * 2.0).sum().backward()
    model.zero_grad(set_to_none=False)
    np.testing.assert_array_equal(model.w.grad.data, np.zeros(shape))
    assert model.unused.grad is None
    model.zero_grad()
    assert model.w.grad is None


def test_apply_visits_every_module_and_the_model_last():
    model, visited = Net(), []
    assert model.apply(visited.append) is model
    assert sorted(map(id, visited)) == sorted(map(id, model.modules()))
    assert visited[-1] is model
    assert visited.index(model.body[0]) < visited.index(model.body)


def test_frozen_parameters_get_no_gradient_until_they_are_released():
    model = Net()
    assert model.body.requires_grad_(False) is model.body
    model(autograd.ones(1, 2)).sum().backward()
    assert model.body[0].weight.grad is None
    assert model.heads[0].weight.grad is not None
    model.body.requires_grad_()
    model(autograd.ones(1, 2)).sum().backward()
    assert model.body[0].weight.grad is not None


def test_to_converts_in_place_what_is_floating_point():
    model = Net()
    before = list(model.parameters())
    model(autograd.ones(1, 2)).sum().backward()
    gradient = model.gain.grad.data
    assert model.to(np.float64) is model
    assert all(a is b for a, b in zip(before, model.parameters(), strict=True))
    assert {p.dtype for p in before} == {np.dtype(np.float64)}
    assert model.gain.grad.dtype == np.float64
    np.testing.assert_array_equal(model.gain.grad.data, gradient)
    assert model.count.dtype == np.int64
    assert model.float().gain.dtype == np.float32
    assert model.double().gain.dtype == np.float64
    with pytest.raises(TypeError, match="need a floating-point dtype, got int64"):
        model.to(int)


@pytest.mark.parametrize("make", [
    lambda params: nn.optim.SGD(params, lr=0.1, momentum=0.9, nesterov=True),
    lambda params: nn.optim.Adam(params, lr=0.1),
])  # fmt: skip
def test_an_optimizer_goes_on_working_after_to(make):
    values = {}
    for convert_at in (0, 2):
        model = nn.Module()
        model.w, model.b = nn.Parameter([1.0, -0.5]), nn.Parameter(0.25)
        optimizer = make(model.parameters())
        for step in range(4):
            if step == convert_at:
                model.to(np.float64)
            optimizer.zero_grad()
            ((model.w * model.w).sum() + model.b * model.b).backward()
            optimizer.step()
        assert model.w.dtype == model.b.dtype == np.float64
        values[convert_at] = [*model.w.data, model.b.item()]
    np.testing.assert_allclose(values[2], values[0], rtol=1e-5)  # float32 in the first two steps
    assert abs(values[0][0] - 1.0) > 0.1


def test_a_nested_model_prints_as_in_pytorch():
    # What PyTorch 2.13 prints for the same class.
    assert repr(Net()) == (
        "Net(\n"
        "  (body): Sequential(\n"
        "    (0): Linear(in_features=2, out_features=3, bias=True)\n"
        "    (1): ReLU()\n"
        "  )\n"
        "  (heads): ModuleList(\n"
        "    (0): Linear(in_features=3, out_features=1, bias=True)\n"
        "    (1): Linear(in_features=3, out_features=2, bias=False)\n"
        "  )\n"
        ")"
    )


@pytest.mark.parametrize(("module", "text"), [
    (nn.Sequential(), "Sequential()"),
    (nn.ReLU(), "ReLU()"),
    (nn.Softmax(dim=1), "Softmax(dim=1)"),
    (nn.Flatten(), "Flatten(start_dim=1, end_dim=-1)"),
    (nn.Dropout(0.2), "Dropout(p=0.2)"),  # PyTorch adds inplace=False, which we do not have
    (nn.CrossEntropyLoss(), "CrossEntropyLoss()"),
])  # fmt: skip
def test_a_layer_prints_its_settings(module, text):
    assert repr(module) == text


def test_settings_and_submodules_print_on_lines_of_their_own():
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.ReLU()

        def extra_repr(self):
            return "scale=2"

    # As PyTorch 2.13 prints it.
    assert repr(Scaled()) == "Scaled(\n  scale=2\n  (layer): ReLU()\n)"


@pytest.mark.parametrize("value", [Tensor([1.0]), np.ones(1), 1.0])
def test_only_a_parameter_or_none_takes_the_place_of_a_parameter(value):
    # PyTorch: TypeError: cannot assign 'torch.FloatTensor' as parameter 'gain'
    model = Net()
    parameter = model.gain
    with pytest.raises(TypeError, match=r"cannot assign .* parameter 'gain'"):
        model.gain = value
    assert model.gain is parameter
    model.gain = nn.Parameter([2.0])
    assert next(model.named_parameters())[1].item() == 2.0
    model.gain = None
    assert "gain" not in dict(model.named_parameters())


def test_only_a_module_or_none_takes_the_place_of_a_module():
    # PyTorch: TypeError: cannot assign 'int' as child module 'body'
    model = Net()
    with pytest.raises(TypeError, match=r"cannot assign .*'body'"):
        model.body = 3


def test_a_plain_tensor_attribute_is_neither_parameter_nor_buffer():
    model = nn.Module()
    model.constant = Tensor([1.0], requires_grad=True)
    assert list(model.parameters()) == list(model.buffers()) == []


def test_a_module_without_forward_says_so():
    with pytest.raises(NotImplementedError, match=r"Module has no forward\(\) method"):
        nn.Module()(1.0)


@pytest.mark.parametrize("data", [2, [1, 2], np.array([1, 2])])
def test_a_parameter_of_integers_is_refused(data):
    with pytest.raises(RuntimeError, match="only Tensors of floating-point dtype can require grad"):
        nn.Parameter(data)


@pytest.mark.parametrize("wrap", [Tensor, nn.Parameter])
def test_a_write_to_a_parameter_counts_for_the_tensor_whose_memory_it_shares(wrap):
    tensor = Tensor([2.0], requires_grad=True)
    out = (tensor * tensor).sum()
    wrapped = wrap(tensor)
    assert np.shares_memory(wrapped.data, tensor.data)
    with autograd.no_grad():
        wrapped.copy_([5.0])
    with pytest.raises(RuntimeError, match="modified by an in-place operation"):
        out.backward()  # else the gradient would silently be 2 * 5 instead of 2 * 2


def test_parameters_are_float32_unless_their_data_or_the_default_say_otherwise():
    dtypes = [nn.Parameter(data).dtype for data in (0.5, [0.5], np.array([0.5]), np.float64(0.5))]
    assert dtypes == [np.float32, np.float32, np.float64, np.float64]
    autograd.set_default_dtype(np.float64)
    try:
        assert nn.Parameter([0.5]).dtype == nn.Linear(1, 1).weight.dtype == np.float64
    finally:
        autograd.set_default_dtype(None)
    assert not nn.Parameter(0.5, requires_grad=False).requires_grad
