"""nn.draw: what cannot be drawn is refused with a reason, and nothing of a model changes."""

from __future__ import annotations

import re
import threading
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from tests.nn.show.drawn_parts import Parts, two_two_one


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(2, 2), nn.Linear(2, 2)

    def forward(self, x: Any) -> Any:
        return self.b(self.a(x) + x)


class TwoWays(Residual):
    def forward(self, x: Any) -> Any:
        return self.b(x) + self.a(x)


class OwnWeights(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer, self.scale = nn.Linear(2, 2), nn.Parameter(2.0)

    def forward(self, x: Any) -> Any:
        return self.layer(x) * self.scale


class Pair(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 2)

    def forward(self, x: Any) -> Any:
        return self.layer(x), x


class Locked(Pair):
    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()


@pytest.mark.parametrize(
    ("model", "x", "error", "message"),
    [
        (3, None, TypeError, "nn.draw: takes a Module, got int"),
        (nn.Linear, None, TypeError, "nn.draw: takes a Module, got type"),
        (nn.ReLU(), None, ValueError, "and this ReLU has none. Use nn.draw(..., view='layers')"),
        (nn.Sequential(), None, ValueError, "and this Sequential has none"),
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2, 3)), None, ValueError,
         "layer '0', a Conv2d, has weights of its own, 'weight'. Use nn.draw(..., view='layers')"),
        (OwnWeights(), None, ValueError, "the model, a OwnWeights, has weights of its own, 'scale'"),
        (nn.Sequential(nn.LazyLinear(3)), None, ValueError, "'0.weight' has no values before its"),
        (Residual(), None, ValueError, "what comes after layer 'a' also uses the input"),
        (TwoWays(), None, ValueError, "what comes after layer 'b' also uses the input"),
        (nn.Sequential(nn.Linear(2, 3), nn.Linear(2, 1)), None, ValueError,
         "the model does not take a row of 2 numbers"),
        (nn.Sequential(nn.Linear(2, 3)), [1.0, 2.0, 3.0], ValueError,
         "takes rows (..., 2), got (1, 3)"),
        (nn.Linear(2, 1), np.zeros((1, 5, 2)), ValueError, "computed sums of shape (1, 5, 1)"),
        (nn.Linear(2, 1), [1j, 2.0], TypeError, "x must hold real numbers, got complex128"),
        (nn.Linear(2, 1), ["a", "b"], TypeError, "x must hold real numbers"),
        (nn.Linear(2, 1), [[1.0, 2.0], [3.0]], ValueError, "nn.draw: x is no array: setting an"),
        (nn.Sequential(*[nn.Linear(1, 1) for _ in range(51)]), [1.0], ValueError,
         "51 Linear layers in a row, and a picture of the neurons of more than 50"),
        (nn.Linear(2, 1), [], ValueError, "x must be one sample, (features,), or a batch"),
        (nn.Linear(2, 1), np.zeros((0, 2)), ValueError, "got shape (0, 2)"),
        (nn.Linear(2, 1), 3.0, ValueError, "got shape ()"),
        (Pair(), [1.0, 2.0], TypeError, "the model must return a Tensor, got tuple"),
        (Locked(), [1.0, 2.0], RuntimeError, "Locked cannot be copied"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(model: Any, x: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        nn.draw(model, x)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"view": "boxes"}, ValueError, "view must be 'neurons' or 'layers', got 'boxes'"),
        ({"theme": "pink"}, ValueError, "theme must be 'light', 'dark' or 'colour-blind', got 'pink'"),
        ({"theme": "colorblind"}, ValueError, "'dark' or 'colour-blind', got 'colorblind'"),
        ({"theme": []}, ValueError, "theme must be 'light', 'dark' or 'colour-blind', got []"),
        ({"depth": 1}, ValueError, "view='neurons' has no option depth"),
        ({"direction": "TB"}, ValueError, "view='neurons' has no option direction"),
        ({"view": "layers", "before": {}}, ValueError, "view='layers' has no option before"),
        ({"view": "layers", "input_names": ["a", "b"]}, ValueError, "no option input_names"),
        ({"view": "layers", "output_names": ["a"]}, ValueError, "no option output_names"),
        ({"precision": 0}, ValueError, "precision must be a positive integer, got 0"),
        ({"precision": 2.5}, ValueError, "precision must be a positive integer, got 2.5"),
        ({"max_neurons": 1}, ValueError, "max_neurons must be at least 2, got 1"),
        ({"max_neurons": "all"}, ValueError, "max_neurons must be a positive integer, got 'all'"),
        ({"sample": 1}, IndexError, "x has 1 samples; there is no sample 1"),
        ({"sample": 0.5}, TypeError, "sample must be an integer, got 0.5"),
        ({"input_names": ["a"]}, ValueError, "there are 2 inputs and 1 input_names"),
        ({"output_names": ["a", "b"]}, ValueError, "there are 1 outputs and 2 output_names"),
        ({"input_names": "ab"}, TypeError, "input_names must be a list of strings, got 'ab'"),
        ({"input_names": ["a", 2]}, TypeError, "input_names must be a list of strings"),
        ({"input_names": [1, 2]}, TypeError, "input_names must be a list of strings"),
        ({"before": 3}, TypeError, "before must be a state dict or a copy of the model"),
        ({"before": {}}, ValueError, "before has no '0.weight'"),
        ({"before": {"0.weight": np.zeros((3, 2))}}, ValueError,
         "'0.weight' has shape (2, 2), and in before (3, 2)"),
    ],
)  # fmt: skip
def test_wrong_options(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        nn.draw(two_two_one(), [2.0, 3.0], **options)


def test_layers_are_another_view() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())
    assert "Conv2d" in nn.draw(model, autograd.zeros(1, 1, 5, 5), view="layers").source


# --- nothing changes ------------------------------------------------------------------------------


class Spy(nn.Module):
    """Draws random numbers, counts calls in a buffer, and changes its own mode."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 2)
        self.norm = nn.BatchNorm1d(2)
        self.drop = nn.Dropout(0.5)
        self.register_buffer("calls", autograd.zeros(1))

    def forward(self, x: Any) -> Any:
        with autograd.no_grad():
            self.calls += 1.0
        x = self.norm(self.layer(x))
        self.train()
        return self.drop(x) * autograd.rand(1)


def fingerprint(model: nn.Module) -> list[Any]:
    parts: list[Any] = [(path, m.training, m._hooks is None) for path, m in model.named_modules()]
    for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
        grad = None if tensor.grad is None else tensor.grad.data.tobytes()
        parts.append((name, tensor.data.tobytes(), grad, tensor.requires_grad))
    return parts


def test_nothing_of_the_model_or_the_generator_changes() -> None:
    model = Spy()
    model.norm.eval()
    model.layer.weight.requires_grad = False
    model.layer.bias.grad = autograd.ones(2)
    x = Tensor([[1.0, 2.0]], requires_grad=True)
    before, values = fingerprint(model), x.data.copy()
    autograd.manual_seed(1)
    nn.draw(model, x)
    drawn = autograd.rand(1).item()
    autograd.manual_seed(1)
    assert drawn == autograd.rand(1).item()
    assert fingerprint(model) == before
    assert x.grad is None
    assert x.data.tobytes() == values.tobytes()


def test_hooks_of_the_model_are_not_called() -> None:
    model, called = two_two_one(), []
    model[0].register_forward_hook(lambda *args: called.append(args))
    nn.draw(model, [2.0, 3.0])
    assert called == []
    model(Tensor([2.0, 3.0]))
    assert len(called) == 1


def test_nothing_changes_where_the_model_raises() -> None:
    class Failing(Spy):
        def forward(self, x: Any) -> Any:
            super().forward(x)
            raise RuntimeError("out of ideas")

    model = Failing()
    before = fingerprint(model)
    with pytest.raises(RuntimeError, match="out of ideas"):
        nn.draw(model, [1.0, 2.0])
    assert fingerprint(model) == before


def test_it_works_within_no_grad_and_after_a_computed_tensor_was_kept() -> None:
    model = two_two_one()
    model.kept = model(Tensor([2.0, 3.0]))
    with autograd.no_grad():
        assert Parts(nn.draw(model, [2.0, 3.0])).texts["neuron_2_0_value"] == "0.191"
