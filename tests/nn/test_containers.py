"""Sequential and ModuleList: order, names, indexing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import nn
from autograd import Tensor


class Add(nn.Module):
    """Adds a number: an order of these and of `Times` can be read off the result."""

    def __init__(self, number):
        super().__init__()
        self.number = nn.Parameter(float(number))

    def forward(self, x):
        return x + self.number


class Times(Add):
    def forward(self, x):
        return x * self.number


def test_sequential_applies_its_modules_in_order():
    assert nn.Sequential(Add(1), Times(10))(Tensor(2.0)).item() == 30.0
    assert nn.Sequential(Times(10), Add(1))(Tensor(2.0)).item() == 21.0
    x = Tensor(2.0)
    assert nn.Sequential()(x) is x


def test_sequential_sends_gradients_to_every_module():
    # y = (x + 1) * 10 * 3, so dy/dx = 30, dy/d1 = 30, dy/d10 = (2 + 1) * 3, dy/d3 = 30.
    model = nn.Sequential(Add(1), Times(10), Times(3))
    x = Tensor(2.0, requires_grad=True)
    model(x).backward()
    assert [p.grad.item() for p in model.parameters()] == [30.0, 9.0, 30.0]
    assert x.grad.item() == 30.0


def test_sequential_of_a_dict_takes_its_names():
    model = nn.Sequential({"add": Add(1), "times": Times(10)})
    assert model(Tensor(2.0)).item() == 30.0
    assert list(model.state_dict()) == ["add.number", "times.number"]
    assert model.times.number.item() == 10.0
    assert repr(model) == "Sequential(\n  (add): Add()\n  (times): Times()\n)"


@pytest.mark.parametrize(("make", "text"), [
    (lambda: nn.Sequential(Add(1), autograd.relu), "Sequential .*; number 1 is a function"),
    (lambda: nn.Sequential([Add(1)]), r"Sequential holds modules; number 0 is a list. Unpack it: Sequential\(\*layers\)"),
    (lambda: nn.Sequential(nn.ReLU), r"number 0 is a type. Make a layer of the class: ReLU\("),
    (lambda: nn.Sequential({"act": 3}), "Sequential holds modules; 'act' is a int"),
    (lambda: nn.ModuleList([Add(1), None]), "ModuleList holds modules; number 1 is a NoneType"),
])  # fmt: skip
def test_what_is_no_module_is_refused(make, text):
    with pytest.raises(TypeError, match=text):
        make()


@pytest.mark.parametrize("name", ["forward", "training", "append"])
def test_a_name_that_would_hide_an_attribute_is_refused(name):
    # PyTorch: KeyError: "attribute 'forward' already exists". Hidden, the layer is never applied.
    with pytest.raises((KeyError, ValueError), match=name):
        nn.Sequential({name: Add(1), "last": Times(10)})


@pytest.mark.parametrize("make", [nn.Sequential, lambda *modules: nn.ModuleList(modules)])
def test_a_container_is_a_sequence_of_its_modules(make):
    a, b, c = Add(1), Times(2), Add(3)
    held = make(a, b, c)
    assert len(held) == 3
    assert list(held) == [a, b, c]
    assert (held[0], held[2], held[-1], held[-3]) == (a, c, c, a)
    assert [name for name, _ in held.named_children()] == ["0", "1", "2"]
    for index in (3, -4):
        with pytest.raises(IndexError, match=rf"has 3 modules; there is no number {index}"):
            held[index]


@pytest.mark.parametrize("make", [nn.Sequential, lambda *modules: nn.ModuleList(modules)])
def test_a_slice_is_a_container_of_the_same_modules(make):
    a, b, c = Add(1), Times(2), Add(3)
    held = make(a, b, c)
    assert type(held[1:]) is type(held)
    assert list(held[1:]) == [b, c]
    assert list(held[:-1]) == [a, b]
    assert list(held[::-2]) == [c, a]
    assert len(held) == 3


def test_a_slice_of_a_sequential_keeps_the_names_as_in_pytorch():
    # PyTorch 2.13: Sequential((1): ..., (2): ...), so that a state dict goes on fitting.
    model = nn.Sequential(Add(1), Times(2), Add(3))
    assert list(model[1:].state_dict()) == ["1.number", "2.number"]
    named = nn.Sequential({"add": Add(1), "times": Times(2)})
    assert list(named[1:].state_dict()) == ["times.number"]


@pytest.mark.parametrize("make", [nn.Sequential, lambda *modules: nn.ModuleList(modules)])
def test_assigning_to_an_index_replaces_that_module(make):
    a, b, c, new = Add(1), Times(2), Add(3), Times(4)
    held = make(a, b, c)
    held[1] = new
    assert list(held) == [a, new, c]
    held[-1] = b
    assert list(held) == [a, new, b]
    with pytest.raises(IndexError, match="there is no number 3"):
        held[3] = a
    assert len(held) == 3


def test_assigning_to_an_index_of_a_named_sequential_replaces_that_module():
    model = nn.Sequential({"add": Add(1), "times": Times(2)})
    model[0] = Add(5)
    assert [name for name, _ in model.named_children()] == ["add", "times"]
    assert model(Tensor(1.0)).item() == 12.0


def test_assigning_something_else_than_a_module_to_an_index_is_refused():
    model = nn.Sequential(Add(1), Times(2))
    with pytest.raises(TypeError, match="int"):
        model[0] = 3
    assert len(model) == 2


@pytest.mark.parametrize("make", [nn.Sequential, lambda *modules: nn.ModuleList(modules)])
def test_append_and_extend_add_at_the_end_and_return_the_container(make):
    a, b, c = Add(1), Times(2), Add(3)
    held = make(a)
    assert held.append(b) is held
    assert held.extend(iter([c])) is held
    assert list(held) == [a, b, c]
    assert [name for name, _ in held.named_parameters()] == ["0.number", "1.number", "2.number"]


@pytest.mark.parametrize("make", [
    lambda *modules: nn.Sequential(*modules)[1:],  # whose names are 1 and 2
    lambda *modules: nn.Sequential(dict(zip("a21", modules, strict=True)))[1:],
], ids=["slice", "dict"])  # fmt: skip
def test_append_never_replaces_a_module_whose_name_is_the_next_number(make):
    # PyTorch 2.13 does: Sequential(a, b, c)[1:].append(d) is without c, which nobody can want.
    a, b, c, new = Add(1), Times(2), Add(3), Times(4)
    held = make(a, b, c)
    held.append(new)
    assert list(held) == [b, c, new]


def test_a_module_may_stand_twice_in_a_row():
    twice = Times(3)
    model = nn.Sequential(twice, Add(1), twice)
    assert len(model) == 3
    assert model(Tensor(1.0)).item() == 12.0  # (1 * 3 + 1) * 3
    assert len(list(model.parameters())) == 2
    model(Tensor(1.0)).backward()
    assert twice.number.grad.item() == 7.0  # d/dw (w + 1) w = 2 w + 1


def test_children_are_given_once_as_in_pytorch():
    # PyTorch: "returns an iterator over immediate children modules", without duplicates.
    layer, times = Add(1), Times(2)
    model = nn.Sequential(layer, times, layer)
    assert list(model.children()) == [layer, times]
    assert [name for name, _ in model.named_children()] == ["0", "1"]


def test_the_parameters_of_a_module_list_belong_to_its_holder():
    class Stack(nn.Module):
        def __init__(self):
            super().__init__()
            self.blocks = nn.ModuleList(Add(i) for i in range(3))

        def forward(self, x):
            for block in self.blocks:
                x = block(x)
            return x

    model = Stack()
    assert list(model.state_dict()) == ["blocks.0.number", "blocks.1.number", "blocks.2.number"]
    assert model(Tensor(0.0)).item() == 3.0
    with pytest.raises(NotImplementedError, match="ModuleList has no forward"):
        model.blocks(1.0)


def test_a_module_list_prints_equal_modules_in_one_line_as_in_pytorch():
    # PyTorch 2.13.
    blocks = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU()])
    assert repr(blocks) == (
        "ModuleList(\n"
        "  (0-1): 2 x Linear(in_features=2, out_features=2, bias=True)\n"
        "  (2): ReLU()\n"
        ")"
    )
    nested = nn.ModuleList([nn.Sequential(nn.ReLU()), nn.Sequential(nn.ReLU())])
    assert repr(nested) == (
        "ModuleList(\n  (0-1): 2 x Sequential(\n    (0): ReLU()\n  )\n)"
    )


def test_a_module_list_prints_the_name_of_its_class():
    class Blocks(nn.ModuleList):
        pass

    assert repr(Blocks([nn.ReLU()])) == "Blocks(\n  (0): ReLU()\n)"
    assert repr(Blocks()) == "Blocks()"


def test_containers_nest():
    model = Add(1)
    for _ in range(50):
        model = nn.Sequential(model, Add(1))
    assert model(Tensor(0.0)).item() == 51.0
    assert len(list(model.modules())) == 101
    assert next(model.named_parameters())[0] == "0." * 50 + "number"


# --- what a list can do ---------------------------------------------------------------------------

BOTH = pytest.mark.parametrize("make", [nn.Sequential, lambda *modules: nn.ModuleList(modules)])


def names(module):
    return [name for name, _ in module.named_children()]


@BOTH
def test_del_takes_modules_out_and_the_numbers_close_up_as_in_pytorch(make):
    a, b, c, d = Add(1), Times(2), Add(3), Times(4)
    held = make(a, b, c, d)
    del held[1]
    assert (list(held), names(held)) == ([a, c, d], ["0", "1", "2"])
    del held[-1]
    del held[:1]
    assert (list(held), names(held)) == ([c], ["0"])
    with pytest.raises(IndexError, match="has 1 modules; there is no number 1"):
        del held[1]


def test_del_leaves_names_that_are_no_numbers():
    # PyTorch 2.13 renames what is left to 0 and 1, so that its state dict no longer fits.
    model = nn.Sequential({"add": Add(1), "times": Times(2), "last": Add(3)})
    del model[0]
    assert names(model) == ["times", "last"]
    assert model(Tensor(1.0)).item() == 5.0
    del model.last
    assert names(model) == ["times"]


@BOTH
def test_insert_puts_a_module_before_another(make):
    a, b, new, last = Add(1), Times(2), Add(3), Times(4)
    held = make(a, b)
    assert held.insert(1, new) is held
    held.insert(3, last)
    assert (list(held), names(held)) == ([a, new, b, last], ["0", "1", "2", "3"])
    held.insert(-4, last)
    assert list(held) == [last, a, new, b, last]
    for index in (6, -6):
        with pytest.raises(IndexError, match=f"has 5 modules; there is no place {index}"):
            held.insert(index, a)
    with pytest.raises(TypeError, match="holds modules; number 5 is a int"):
        held.insert(0, 3)
    assert len(held) == 5


def test_insert_between_names_keeps_them():
    model = nn.Sequential({"add": Add(1), "times": Times(10)})
    model.insert(1, Add(5))
    assert names(model) == ["add", "2", "times"]
    assert model(Tensor(0.0)).item() == 60.0


@BOTH
def test_pop_takes_a_module_out_and_returns_it(make):
    a, b, c = Add(1), Times(2), Add(3)
    held = make(a, b, c)
    assert (held.pop(0), held.pop()) == (a, c)
    assert list(held) == [b]
    held.pop()
    with pytest.raises(IndexError, match="has 0 modules"):
        held.pop()


@BOTH
def test_plus_joins_two_into_a_new_one(make):
    a, b, c = Add(1), Times(2), Add(3)
    left = make(a, b)
    both = left + make(c, a)
    assert type(both) is type(left)
    assert (list(both), len(left)) == ([a, b, c, a], 2)
    left += [c]
    assert list(left) == [a, b, c]
    left.extend(left)
    assert len(left) == 6
    with pytest.raises(TypeError, match="unsupported operand"):
        left + 3


@BOTH
@given(st.data())
@settings(max_examples=50, deadline=None)
def test_a_row_goes_on_being_the_list_that_python_would_have(make, data):
    known = [Add(i) for i in range(data.draw(st.integers(0, 4)))]
    held = make(*known)
    for _ in range(data.draw(st.integers(1, 6))):
        step = data.draw(st.sampled_from(["append", "insert", "pop", "del", "slice", "replace"]))
        place = data.draw(st.integers(0, max(len(known) - 1, 0)))
        new = Times(1)
        if step == "append":
            held.append(new)
            known.append(new)
        elif step == "insert":
            held.insert(place, new)
            known.insert(place, new)
        elif step == "slice":
            held, known = held[place:], known[place:]
        elif known and step == "pop":
            assert held.pop(place) is known.pop(place)
        elif known and step == "del":
            del held[place - len(known)], known[place]
        elif known:
            held[place] = known[place] = new
        assert list(held) == known
        assert len(set(names(held))) == len(known)


def test_a_module_that_stands_twice_is_taken_out_once():
    twice, other = Add(1), Times(2)
    model = nn.Sequential(twice, other, twice)
    del model[0]
    assert list(model) == [other, twice]


# --- ModuleDict -----------------------------------------------------------------------------------


def test_a_module_dict_is_a_dict_whose_parameters_belong_to_its_holder():
    add, times, other = Add(1), Times(2), Add(3)
    held = nn.ModuleDict({"add": add, "times": times})
    assert held["add"] is add
    assert (list(held), list(held.values())) == (["add", "times"], [add, times])
    assert dict(held.items()) == {"add": add, "times": times}
    assert ("add" in held, "sub" in held, len(held)) == (True, False, 2)
    assert list(held.state_dict()) == ["add.number", "times.number"]
    held["add"] = other  # takes its place
    held.update([("new", add)])
    assert list(held.items()) == [("add", other), ("times", times), ("new", add)]
    assert held.pop("times") is times
    del held["add"]
    assert list(held) == ["new"]
    held.update(nn.ModuleDict({"again": add}))
    held.clear()
    assert len(held) == 0
    assert list(held.parameters()) == []


def test_a_module_dict_prints_as_in_pytorch():
    assert repr(nn.ModuleDict({"a": nn.ReLU()})) == "ModuleDict(\n  (a): ReLU()\n)"


def test_a_module_dict_says_what_it_has():
    held = nn.ModuleDict({"add": Add(1), "times": Times(2)})
    for wrong in (lambda: held["sub"], lambda: held.pop("sub"), lambda: held.__delitem__("sub")):
        with pytest.raises(KeyError, match="'sub'; this ModuleDict has add, times"):
            wrong()
    with pytest.raises(KeyError, match="has nothing"):
        nn.ModuleDict()["sub"]


@pytest.mark.parametrize(("given", "error", "text"), [
    ({"a": 3}, TypeError, "ModuleDict holds modules; 'a' is a int"),
    ({"keys": Add(1)}, KeyError, "attribute 'keys' already exists in ModuleDict"),
    ({"a.b": Add(1)}, KeyError, "must not be empty or contain"),
    ({"": Add(1)}, KeyError, "must not be empty or contain"),
    ({3: Add(1)}, TypeError, "name should be a string, got a int"),
])  # fmt: skip
def test_what_cannot_be_in_a_module_dict_is_refused(given, error, text):
    with pytest.raises(error, match=text):
        nn.ModuleDict(given)


# --- parameters -----------------------------------------------------------------------------------


def test_a_parameter_list_is_a_list_whose_parameters_belong_to_its_holder():
    own = nn.Parameter([1.0, 2.0])
    held = nn.ParameterList([own, autograd.ones(3), 0.5])
    assert held[0] is own
    assert held[-1].item() == 0.5
    assert all(isinstance(parameter, nn.Parameter) for parameter in held)
    assert {name: p.shape for name, p in held.named_parameters()} == {"0": (2,), "1": (3,), "2": ()}
    assert held.append(4.0) is held
    held += [5.0]
    held[1] = 6.0
    assert [p.item() for p in held[1:]] == [6.0, 0.5, 4.0, 5.0]
    for index in (5, -6):
        with pytest.raises(IndexError, match=f"has 5 parameters; there is no number {index}"):
            held[index]
    assert repr(nn.ParameterList([own])) == (
        "ParameterList(\n  (0): Parameter of shape (2,), float32\n)"
    )


def test_a_parameter_dict_is_a_dict_whose_parameters_belong_to_its_holder():
    own = nn.Parameter([1.0, 2.0])
    held = nn.ParameterDict({"own": own, "made": autograd.ones(3)})
    assert held["own"] is own
    assert list(held.state_dict()) == ["own", "made"]
    assert (list(held), len(held), "own" in held) == (["own", "made"], 2, True)
    held.update({"made": 2.0})
    assert held.pop("made").item() == 2.0
    assert [list(held.keys()), list(held.values()), list(held.items())] == [
        ["own"], [own], [("own", own)],
    ]  # fmt: skip
    held.update(nn.ParameterDict({"more": 1.0}))
    held.clear()
    with pytest.raises(KeyError, match="'own'; this ParameterDict has nothing"):
        held["own"]
    with pytest.raises(KeyError, match="attribute 'keys' already exists"):
        held["keys"] = 1.0
