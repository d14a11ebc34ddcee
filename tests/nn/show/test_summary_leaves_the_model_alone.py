"""nn.summary runs a copy: whatever `forward` does, the model and its surroundings stay as they were."""

from __future__ import annotations

import copy
import gc
import threading
import weakref
from functools import partial
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from nn.show.running import tensors_in


class Unruly(nn.Module):
    """Changes all that it can reach when it is called."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(2)
        self.layer = nn.Linear(2, 2)
        self.lazy = nn.LazyLinear(3)
        self.register_buffer("seen", autograd.zeros(1))
        self.calls = 0
        self.fails = fails

    def forward(self, x: Any) -> Any:
        self.calls += 1
        self.train()
        self.seen.fill_(7.0)
        self.layer.weight.fill_(0.0)
        autograd.rand(3)
        self.register_forward_hook(lambda *call: None)
        x.fill_(5.0)
        result = self.lazy(self.norm(self.layer(x)))
        if self.fails:
            raise KeyError("as it pleases")
        return result


def state_of(model: nn.Module) -> Any:
    return {name: array.tolist() for name, array in model.state_dict().items()}


@pytest.mark.parametrize("fails", [False, True])
def test_model_and_surroundings_stay_as_they_were(fails: bool) -> None:
    model = Unruly(fails)
    model.norm.eval()
    x = autograd.ones(4, 2, requires_grad=True)
    loss = (model.layer(x) ** 2).sum()
    loss.backward()
    seen: list[Any] = []
    model.layer.register_forward_hook(lambda *call: seen.append(call))
    state, gradient = state_of(model), model.layer.weight.grad.tolist()
    generator = copy.deepcopy(autograd.default_generator().bit_generator.state)
    everything = dict(vars(model))
    if fails:
        with pytest.raises(KeyError) as caught:
            nn.summary(model, x)
        assert caught.value.__notes__ == [
            "summary: in the model, called with inputs of the shapes (4, 2)"
        ]
    else:
        nn.summary(model, x)
    assert state_of(model) == state
    assert dict(vars(model)) == everything
    assert model.training
    assert not model.norm.training
    assert isinstance(model.lazy, nn.LazyLinear)
    assert isinstance(model.lazy.weight, nn.UninitializedParameter)
    assert (x == 1).all()
    assert x.grad is not None
    assert model.layer.weight.grad.tolist() == gradient
    assert autograd.default_generator().bit_generator.state == generator
    assert seen == []
    model.layer(x)
    assert len(seen) == 1  # the hook is still there
    assert autograd.is_grad_enabled()
    # The graph of the loss can be used again: no value of it was written to.
    (model.layer(x) ** 2).sum().backward()


def test_a_lazy_layer_is_shown_as_this_input_would_make_it() -> None:
    model = nn.Sequential(nn.LazyLinear(3), nn.ReLU(), nn.Linear(3, 1))
    table = nn.summary(model, input_size=(1, 5))
    assert [row.parameters for row in table.rows] == [0, 18, 0, 4]
    assert table.rows[1].notes == ("waits for its first input",)
    assert table.rows[1].kind == "Linear"
    assert isinstance(model[0], nn.LazyLinear)
    before = nn.summary(model)
    assert [row.parameters for row in before.rows] == [0, 0, 0, 4]
    assert before.rows[1].notes == ("waits for its first input",)


def test_a_state_kept_from_the_call_before() -> None:
    class Remembering(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.RNN(2, 3)
            self.state: Any = None

        def forward(self, x: Any) -> Any:
            outputs, self.state = self.layer(x, self.state)
            return outputs

    model = Remembering()
    model(autograd.ones(4, 1, 2))
    state = model.state
    assert not state.is_leaf
    assert nn.summary(model, input_size=(4, 1, 2)).rows[0].output == (4, 1, 3)
    assert model.state is state


def test_a_model_that_cannot_be_copied() -> None:
    model = nn.Sequential(nn.ReLU())
    model.lock = threading.Lock()
    with pytest.raises(RuntimeError, match="Sequential cannot be copied: cannot pickle") as caught:
        nn.summary(model, [1.0])
    assert "__deepcopy__" in str(caught.value)


def test_what_watches_the_model_is_not_copied() -> None:
    class Watcher:
        def __init__(self) -> None:
            self.lock = threading.Lock()
            self.calls = 0

        def hook(self, *call: Any) -> None:
            self.calls += 1

    watcher, model = Watcher(), nn.ReLU()
    model.register_forward_hook(watcher.hook)
    nn.summary(model, [1.0])
    assert watcher.calls == 0


def test_an_error_that_forward_catches() -> None:
    class Trying(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.wrong = nn.Sequential(nn.Linear(2, 5), nn.Linear(2, 1))
            self.right = nn.Linear(2, 1)

        def forward(self, x: Any) -> Any:
            try:
                return self.wrong(x)
            except ValueError:
                return self.right(x)

    table = nn.summary(Trying(), input_size=(1, 2))
    rows = {row.path: row for row in table.rows}
    assert rows["right"].output == (1, 1)
    assert rows["wrong"].calls == rows["wrong.0"].calls == rows["wrong.1"].calls == 0
    assert rows[""].output == (1, 1)
    assert table.total_multiply_adds == 2
    assert table.activation_bytes == 4
    # Both views draw what was computed with: `right` stands in the model, not in `wrong`.
    assert nn.draw(Trying(), [1.0, 2.0]).source.count("right: Linear") == 1
    assert "cluster" not in nn.draw(Trying(), [[1.0, 2.0]], view="layers").source


def test_tensors_are_found_in_their_order() -> None:
    a, b, c, d = (autograd.ones(n) for n in range(4))
    found = list(tensors_in({"z": a, "y": [b, {"x": (c, None)}], "w": "text", "a": d}))
    assert [tensor.numel() for tensor in found] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "show",
    [nn.summary, nn.draw, partial(nn.draw, view="layers")],
    ids=["summary", "neurons", "layers"],
)
def test_the_copy_that_ran_goes_at_once(show: Any) -> None:
    """Copies of parameters and outputs are large, and the collector counts objects, not bytes."""
    copies: list[Any] = []

    class Watched(nn.Linear):
        def forward(self, x: Any) -> Any:
            copies.append(weakref.ref(self))
            return super().forward(x)

    model = nn.Sequential(*[nn.Sequential(Watched(2, 2), nn.ReLU()) for _ in range(3)])
    gc.collect()
    gc.disable()
    try:
        show(model, np.ones((1, 2)))
        assert [held() for held in copies] == [None] * 3
    finally:
        gc.enable()


def test_too_many_calls_within_one_another() -> None:
    class Endless(nn.Module):
        def forward(self, x: Any) -> Any:
            return self(x)

    nested: nn.Module = nn.Linear(2, 2)
    for _ in range(400):
        nested = nn.Sequential(nested)
    for model in (Endless(), nested):
        with pytest.raises(RecursionError) as caught:
            nn.summary(model, input_size=(1, 2))
        assert len(caught.value.__notes__[0]) < 200


def test_training_goes_on_in_another_thread() -> None:
    """The mode of the model itself is never that of evaluation, not for a moment."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5))
    modes: list[bool] = []

    class Looking(nn.Module):
        def forward(self, x: Any) -> Any:
            thread = threading.Thread(target=lambda: modes.append(model.training))
            thread.start()
            thread.join()
            return x

    model.append(Looking())
    nn.summary(model, np.ones((1, 2)))
    assert modes == [True]


def test_many_threads_at_once() -> None:
    model, tables = nn.MLP([5] * 10, dropout=0.5), []
    threads = [
        threading.Thread(target=lambda: tables.append(str(nn.summary(model, input_size=(2, 5)))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tables) == 8
    assert len(set(tables)) == 1


def test_warnings_of_numpy_do_not_disturb() -> None:
    class Logarithm(nn.Module):
        def forward(self, x: Any) -> Any:
            return autograd.log(x - 1.0)

    assert nn.summary(Logarithm(), input_size=(2,)).rows[0].output == (2,)
