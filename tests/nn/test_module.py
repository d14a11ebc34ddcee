"""Module: what it finds in its attributes, its modes, its dtype, how it prints."""

import copy
import threading
from concurrent.futures import ThreadPoolExecutor

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
    # PyTorch's order: a module's parts before it, the first of them first.
    names = {id(module): name for name, module in model.named_modules()}
    assert [names[id(module)] for module in visited] == [
        "body.0", "body.1", "body", "heads.0", "heads.1", "heads", "",
    ]  # fmt: skip


def test_apply_visits_what_is_shared_once_and_before_all_that_hold_it():
    shared = nn.ReLU()
    model, visited = nn.Sequential(nn.Sequential(shared), nn.Sequential(shared)), []
    model.apply(visited.append)
    assert visited == [shared, model[0], model[1], model]


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
    for device in ("cpu", "cuda:0"):
        with pytest.raises(TypeError, match=f"'{device}' is no dtype; there are no devices"):
            model.to(device)


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
    (nn.Dropout(0.2), "Dropout(p=0.2)"),  # PyTorch adds inplace=False
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


# --- by name --------------------------------------------------------------------------------------


def test_modules_parameters_and_buffers_are_found_by_their_dotted_names():
    model = Net()
    assert model.get_submodule("") is model
    assert model.get_submodule("body.0") is model.body[0]
    assert model.get_parameter("gain") is model.gain
    assert model.get_parameter("heads.1.weight") is model.heads[1].weight
    assert model.get_buffer("count") is model.count


@pytest.mark.parametrize(("call", "text"), [
    (lambda m: m.get_submodule("body.7"), r"Sequential has no submodule '7' \(looking for 'body.7"),
    (lambda m: m.get_submodule("gain"), "Net has no submodule 'gain'"),
    (lambda m: m.get_parameter("body.0.weights"), "Linear has no parameter 'weights'"),
    (lambda m: m.get_parameter("count"), "Net has no parameter 'count'"),
    (lambda m: m.get_parameter("gain.a"), "Net has no submodule 'gain'"),
    (lambda m: m.get_buffer("gain"), "Net has no buffer 'gain'"),
])  # fmt: skip
def test_a_name_that_leads_nowhere_is_an_attribute_error_as_in_pytorch(call, text):
    with pytest.raises(AttributeError, match=text):
        call(Net())


def test_members_may_be_assigned_under_computed_names():
    model = nn.Module()
    for number in range(2):
        model.add_module(f"block{number}", nn.Linear(1, 1, bias=False))
        model.register_parameter(f"scale{number}", nn.Parameter(1.0))
    model.register_module("act", nn.ReLU())
    model.register_parameter("bias", None)
    model.add_module("extra", None)
    assert list(model.state_dict()) == ["scale0", "scale1", "block0.weight", "block1.weight"]
    assert model.act is model.get_submodule("act")
    assert model.bias is model.extra is None
    model.add_module("extra", nn.ReLU())  # in the place of None
    model.add_module("act", nn.Tanh())
    assert repr(model.act) == "Tanh()"


@pytest.mark.parametrize("assign", [
    lambda name: nn.Linear(1, 1).add_module(name, nn.ReLU()),
    lambda name: nn.Linear(1, 1).register_parameter(name, nn.Parameter(1.0)),
    lambda name: nn.Linear(1, 1).register_buffer(name, 1.0),
], ids=["module", "parameter", "buffer"])  # fmt: skip
def test_names_that_cannot_stand_in_a_state_dict_are_refused_as_in_pytorch(assign):
    for name in ("a.b", ""):
        with pytest.raises(KeyError, match="must not be empty or contain"):
            assign(name)
    for name in ("forward", "in_features"):
        with pytest.raises(KeyError, match=f"attribute '{name}' already exists in Linear"):
            assign(name)
    with pytest.raises(TypeError, match="name should be a string, got a int"):
        assign(3)


def test_only_modules_and_parameters_are_assigned_as_such():
    with pytest.raises(TypeError, match="add_module: 'a' is a float, not a Module"):
        nn.Module().add_module("a", 1.0)
    with pytest.raises(TypeError, match="register_parameter: 'a' is a Tensor, not a Parameter"):
        nn.Module().register_parameter("a", Tensor(1.0))


def test_a_deleted_member_is_gone():
    model = Net()
    del model.body, model.gain, model.count
    assert [name for name, _ in model.named_children()] == ["heads"]
    assert list(model.state_dict()) == ["heads.0.weight", "heads.0.bias", "heads.1.weight"]
    with pytest.raises(AttributeError, match="body"):
        del model.body
    model.count = Tensor(3)  # a plain attribute now, as in PyTorch
    assert list(model.buffers()) == []


def test_a_number_or_array_assigned_to_a_buffer_becomes_a_tensor():
    model = Net()
    for value in (3, np.array([1.0, 2.0])):
        model.count = value
        assert isinstance(model.get_buffer("count"), Tensor)
        assert model.state_dict()["count"].tolist() == np.asarray(value).tolist()
    model.count = None
    assert "count" not in model.state_dict()


def test_a_parameter_in_the_place_of_a_buffer_is_listed_once():
    model = nn.Module()
    model.register_buffer("scale", 1.0)
    model.scale = nn.Parameter(2.0)
    assert list(model.buffers()) == []
    assert [name for name, _ in model.named_parameters()] == ["scale"]


def test_modules_in_a_plain_list_are_not_found():
    model = nn.Module()
    model.layers = [nn.Linear(1, 1)]
    assert list(model.parameters()) == []


def test_attributes_may_be_added_while_one_goes_through_the_model():
    # As in PyTorch, where scripts keep a copy of each parameter as a buffer.
    model = Net()
    for name, parameter in model.named_parameters():
        model.register_buffer(f"{name.replace('.', '_')}_before", parameter.data.copy())
    for name, _ in list(model.named_buffers()):
        assert name == "count" or name.endswith("_before")
    for name, child in model.named_children():
        setattr(model, f"{name}_again", child)
    assert model.body_again is model.body


def test_a_model_is_evaluated_by_threads_while_another_trains_it():
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Sequential(nn.Linear(4, 1)))
    optimizer = nn.optim.SGD(model.parameters(), lr=0.1)
    x, done, recorded = autograd.ones(3, 2), threading.Event(), []

    def evaluate():
        with autograd.no_grad():
            while not done.is_set():
                recorded.append(model(x).requires_grad)
                recorded.append(len(model.state_dict()) != 4)

    with ThreadPoolExecutor(2) as pool:
        threads = [pool.submit(evaluate) for _ in range(2)]
        try:
            for step in range(50):
                model[step % 3].new = step  # attributes come and go
                optimizer.zero_grad()
                loss = (model(x) ** 2).mean()
                assert loss.requires_grad
                loss.backward()
                optimizer.step()
                del model[step % 3].new
        finally:
            done.set()
        for thread in threads:
            thread.result()
    assert not any(recorded)


# --- deep and in a circle -------------------------------------------------------------------------


def nested(levels):
    module = nn.Linear(1, 1)
    for _ in range(levels):
        module = nn.Sequential(module)
    return module


def test_nothing_that_goes_through_a_model_recurses():
    model = nested(1100)
    assert len(list(model.named_modules())) == 1101
    state = model.state_dict()
    assert list(state) == ["0." * 1100 + "weight", "0." * 1100 + "bias"]
    model.load_state_dict(state)
    visited = []
    model.eval().requires_grad_(False).double().apply(visited.append).zero_grad()
    assert (visited[-1] is model, len(visited)) == (True, 1101)
    lines = repr(model).splitlines()
    assert len(lines) == 2201
    assert lines[1100] == "  " * 1100 + "(0): Linear(in_features=1, out_features=1, bias=True)"
    twin = copy.deepcopy(model)
    innermost = list(twin.modules())[-1]
    assert type(innermost) is nn.Linear
    assert (innermost.training, innermost.weight.dtype) == (False, np.float64)
    assert innermost.weight is not visited[0].weight


def test_modules_that_hold_each_other_are_copied_and_printed():
    first, second = nn.Module(), nn.Module()
    first.second, second.first = second, first
    first.weight = second.weight = nn.Parameter([1.0])
    twin = copy.deepcopy(first)
    assert twin.second.first is twin is not first
    assert twin.second.weight is twin.weight is not first.weight
    assert repr(first) == "Module(\n  (second): Module(\n    (first): Module(...)\n  )\n)"
    assert first.eval().second.training is False


def test_a_copy_goes_by_what_a_class_says_of_its_state():
    class Cached(nn.Module):
        def __init__(self):
            super().__init__()
            self.cache = "large"

        def __getstate__(self):
            return {**vars(self), "cache": None}

    class Restored(Cached):
        def __setstate__(self, state):
            vars(self).update(state, cache="new")

    class Single(nn.Module):
        def __deepcopy__(self, memo):
            return self

    model = nn.Sequential(Cached(), Restored(), Single(), nn.Identity())
    twin = copy.deepcopy(model)
    assert (twin[0].cache, twin[1].cache) == (None, "new")
    assert twin[2] is model[2]
    assert twin[3] is not model[3]


def test_a_class_may_print_as_it_likes():
    class Short(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Sequential(nn.ReLU())

        def __repr__(self):
            return "Short\nand good"

    class Longer(nn.Module):
        def __init__(self):
            super().__init__()
            self.short = Short()

        def __repr__(self):
            return f"<{super().__repr__()}>"

    # PyTorch 2.13 prints it so.
    assert repr(nn.Sequential(Longer())) == (
        "Sequential(\n  (0): <Longer(\n    (short): Short\n    and good\n  )>\n)"
    )


def test_a_module_that_others_equal_is_found_once_all_the_same():
    class Equal(nn.Module):
        def __eq__(self, other):
            return isinstance(other, Equal)

        __hash__ = None

    model = nn.Sequential(Equal(), Equal())
    assert [name for name, _ in model.named_modules()] == ["", "0", "1"]
