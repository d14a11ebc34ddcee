"""explain: all kinds of graphs, names and rules; and that nothing is disturbed."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor, explain
from autograd.show.derivation import derive
from tests.autograd.show.explained import backward_of, leaf, step_of

# --- names ---------------------------------------------------------------------------------------


def test_names_of_variables_and_of_a_model() -> None:
    model = nn.Linear(2, 1, dtype="float64")
    x = Tensor([[1.0, 2.0]])
    out = model(x)
    derivation = explain(out.sum(), names={"x": x, "out": out}, model=model)
    assert [e.name for e in derivation.forward] == ["x", "weight", "bias", "out", "L"]


@pytest.mark.parametrize("name", [
    'a"b', "a<b>&", "{a}", "a\nb", "a\\b", "가중치", "🙂", "w_1", "x y", "$a_b^c%#~$", "0.weight",
    "a + b", "lambda", "_", "1",
])  # fmt: skip
def test_any_name_can_be_written(name: str) -> None:
    x = leaf(2.0, name)
    derivation = explain(x * x * 3.0)
    assert all(row.isprintable() for row in str(derivation).split("\n"))
    assert str(derivation).startswith("Given\n    ")
    assert max(map(len, str(derivation).split("\n"))) <= 100
    ElementTree.fromstring(derivation.html())
    latex = derivation.latex().replace("\\{", "").replace("\\}", "")
    assert latex.count("{") == latex.count("}")


def test_names_are_told_apart() -> None:
    first, second, unnamed, blank = leaf(2.0, "a"), leaf(3.0, "a"), leaf(4.0), leaf(5.0, " \n")
    derivation = explain(first * second * unnamed * blank)
    names = [e.name for e in derivation.forward if e.formula is None]
    assert len(set(names)) == 4
    assert names[0] == "a"


# --- user-defined operations ---------------------------------------------------------------------


def test_an_operation_of_ones_own_is_explained() -> None:
    @ag.operation(lambda g, out, x: g * 3 * x**2)
    def cube(x: Any) -> Any:
        return x * x * x

    x = leaf(2.0, "x")
    assert backward_of(explain(cube(x)))[-1] == "dL/dx = 3 * x ** 2 = 3 * 2 ** 2 = 12"


def make_operation(rule: Any) -> Any:
    @ag.operation(rule)
    def doubled(x: Any) -> Any:
        return x * 2.0

    return doubled


@pytest.mark.parametrize("rule", [
    lambda g, out, x: np.multiply(np.asarray(g, dtype=float), 2.0),
    lambda g, out, x: g * 2.0 if float(x) > 0 else g * 0.0,
    lambda g, out, x: g * (0.0 * x.item() + 2.0),
])  # fmt: skip
def test_a_rule_that_no_formula_can_be_made_of_is_told_in_words(rule: Any) -> None:
    doubled = make_operation(rule)
    x = leaf(3.0, "x")
    y = doubled(x)
    L = y * y
    derivation = explain(L, names={"y": y})
    step = derivation.backward[-1]
    assert step.formula is None
    assert step.value == 24.0  # d(2x)²/dx = 8x
    assert "the rule of doubled cannot be written as a formula: " in step.terms[0].words
    text = " ".join(backward_of(derivation))
    assert "(the rule of doubled cannot be written as a formula: " in text
    assert text.endswith("dL/dx = dL/dy * dy/dx = 24")
    assert "cannot be written" in derivation.latex()
    assert "cannot be written" in derivation.html()


def test_what_the_forward_pass_saved_is_used() -> None:
    calls = []

    @ag.operation(lambda g, out, x, saved: g * saved, saves=True)
    def masked(x: Any) -> Any:
        calls.append(1)
        mask = np.arange(x.size) % 2 * 1.0
        return x * mask, mask

    x = leaf([1.0, 2.0, 3.0, 4.0], "x")
    derivation = explain(masked(x).sum())
    assert calls == [1]
    assert derivation.backward[-1].value.tolist() == [0.0, 1.0, 0.0, 1.0]
    assert derivation.backward[-1].formula.text == "dL/dv1 * saved_by_masked"


# --- graphs of all kinds -------------------------------------------------------------------------


def test_after_backward_small_graphs_are_shown_in_full_and_gradients_are_not_accumulated() -> None:
    x = leaf(3.0, "x")
    loss = x * x
    before = str(explain(loss))
    loss.backward(retain_graph=True)
    loss.backward()
    assert x.grad.item() == 12.0
    assert str(explain(loss)) == before
    assert explain(loss).backward[-1].value == 6.0


def test_released_numbers_are_told_so_and_formulas_stay() -> None:
    x = Tensor(np.ones((40, 30)), name="x")
    W = leaf(np.ones((30, 50)), "W")
    h = x @ W
    y = ag.tanh(h)
    loss = (y * y).sum()
    loss.backward()
    derivation = explain(loss, wrt=W, names={"h": h, "y": y})
    rows = backward_of(derivation)
    assert rows[-2:] == [
        "dL/dW = x.T @ dL/dh    (30, 50) = (30, 40) @ (40, 50), released",
        "Some numbers were released by backward(); call backward(retain_graph=True) to see them.",
    ]
    assert [s.name for s in derivation.backward] == ["L", "y", "h", "W"]
    assert derivation.backward[-1].value is None
    assert derivation.backward[-1].formula is not None
    assert [s.name for s in explain(loss, wrt=h, names={"h": h}).backward][-1] == "h"
    assert "released" not in str(explain(loss, numbers=False))


def test_what_a_checkpoint_dropped_is_not_computed_again() -> None:
    w = leaf(np.full(2000, 0.5), "w")
    calls = []

    def block(x: Any) -> Any:
        calls.append(1)
        return ag.exp(ag.sin(x) * 2.0).sum()

    derivation = explain(ag.checkpoint(block, w))
    assert calls == [1]
    assert [s.formula.text for s in derivation.backward[2:]] == [
        "dL/dv3 * v3", "dL/dv2 * 2", "dL/dv1 * cos(w)",
    ]  # fmt: skip
    assert derivation.backward[-1].value is None
    assert backward_of(derivation)[-2:] == [
        "dL/dw = dL/dv1 * cos(w)    shape (2000,), not known",
        "Some numbers are not known: checkpoint() keeps no large values, and nothing runs again.",
    ]


def test_a_rule_that_needs_what_was_saved_and_released() -> None:
    x = leaf(np.ones((40, 50)), "x")
    loss = ag.max(x * 2.0, axis=1).sum()
    loss.backward()
    derivation = explain(loss)
    words = "the rule of max needs what its forward pass saved, which the graph has dropped"
    assert step_of(derivation, "v1").terms[0].words == words
    assert step_of(derivation, "v1").formula is None


def test_derivatives_of_derivatives_are_explained() -> None:
    x = leaf(2.0, "x")
    (slope,) = ag.gradients(x**3, x, create_graph=True)
    assert explain(slope, wrt=x).backward[-1].value == 12.0


def test_a_running_total_whose_history_was_released() -> None:
    x = leaf(2.0, "x")
    total = Tensor(0.0)
    for _ in range(3):
        loss = x * x
        loss.backward()
        total = total + loss
    assert "dL" in str(explain(total)) or total.requires_grad


MODELS = {
    "mlp": (lambda: nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), (5, 3)),
    "cnn": (lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.AvgPool2d(1),
                                  nn.Flatten(), nn.Linear(18, 4)), (2, 1, 8, 8)),
    "norms": (lambda: nn.Sequential(nn.Linear(3, 6), nn.BatchNorm1d(6), nn.Dropout(0.5),
                                    nn.LayerNorm(6), nn.GELU(), nn.Softmax(dim=1)), (4, 3)),
    "lstm": (lambda: nn.LSTM(3, 2), (3, 2, 3)),
    "gru": (lambda: nn.GRU(3, 2), (3, 2, 3)),
    "attention": (lambda: nn.MultiheadAttention(4, 2), (3, 2, 4)),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_models_are_explained_and_the_formulas_are_right(name: str) -> None:
    ag.manual_seed(1)
    make, shape = MODELS[name]
    model = make().to("float64")
    x = Tensor(np.random.default_rng(2).normal(size=shape))
    out = model(x, x, x) if name == "attention" else model(x)
    out = out[0] if isinstance(out, tuple) else out
    loss = (out * out).mean()
    derivation = explain(loss, model=model)
    parameters = dict(model.named_parameters())
    gradients = ag.gradients(loss, list(parameters.values()), allow_unused=True)
    wanted = {n: g for n, g in zip(parameters, gradients, strict=True) if g is not None}
    found = {s.name: s for s in derivation.backward if s.name in parameters}
    assert found.keys() == wanted.keys()
    for parameter, step in found.items():
        np.testing.assert_allclose(step.value, wanted[parameter].data, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(step.formula.value, step.value, rtol=1e-9, atol=1e-12)
    assert max(map(len, str(derivation).splitlines())) <= 100
    assert " at 0x" not in str(derivation)  # it reads the same every time
    ElementTree.fromstring(derivation.html())


def test_cross_entropy_with_classes_is_explained() -> None:
    scores = leaf([[2.0, 1.0, 0.1]], "scores")
    derivation = explain(nn.CrossEntropyLoss()(scores, Tensor([0])))
    # The slides' softmax minus the target: catalogue S0.W6.
    np.testing.assert_allclose(
        derivation.backward[-1].value, [[-0.3409988611, 0.2424329707, 0.0985658904]], atol=1e-9
    )


# --- nothing is disturbed ------------------------------------------------------------------------


def test_nothing_is_changed() -> None:
    ag.manual_seed(3)
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 1))
    loss = (model(Tensor(np.ones((5, 3), np.float32))) ** 2).sum()
    called: list[Any] = []
    first = next(iter(model.parameters()))
    first.register_hook(called.append)
    loss.backward(retain_graph=True)
    assert len(called) == 1

    def state() -> list[Any]:
        generator = ag.modes.default_generator().bit_generator.state
        parameters = [(p.data.tobytes(), p.grad.data.tobytes(), p._last_write) for p in model.parameters()]
        return [generator, parameters, {k: v.data.tobytes() for k, v in model.state_dict().items()},
                model.training, loss.item()]  # fmt: skip

    before = state()
    derivation = explain(loss, model=model)
    assert str(derivation) == str(explain(loss, model=model))
    assert derivation.latex()
    assert derivation.html()
    assert state() == before
    assert len(called) == 1
    loss.backward()  # the graph is as it was


def test_later_writes_do_not_change_what_was_explained() -> None:
    w = leaf([1.0, 2.0], "w")
    derivation = explain((w * w).sum())
    before = str(derivation)
    with ag.no_grad():
        w -= 5.0
    assert str(derivation) == before


def test_a_loss_that_was_written_to_is_not_explained() -> None:
    w = leaf(3.0, "w")
    loss = w * w
    loss.name = "loss"
    loss.data = 5.0
    with pytest.raises(RuntimeError, match="result of multiply, tensor 'loss', has been modified"):
        explain(loss)


def test_a_derivation_keeps_nothing_alive_when_it_is_gone() -> None:
    x = leaf([1.0, 2.0], "x")
    h = x * x
    loss = h.sum()
    watched = weakref.ref(h)
    gc.disable()
    try:
        derivation = explain(loss)
        assert derivation.html()
        del h, loss
        assert watched() is not None
        del derivation
        assert watched() is None
    finally:
        gc.enable()


def test_derive_gives_the_lines_as_data() -> None:
    x = leaf(3.0, "x")
    derivation = derive(x * x + 1.0, every_operation=True)
    assert derivation.output == "L"
    assert [(e.name, e.value, e.shape, e.tensor is x) for e in derivation.forward] == [
        ("x", 3.0, (), True), ("v1", 9.0, (), False), ("L", 10.0, (), False),
    ]  # fmt: skip
    step = derivation.backward[-1]
    assert (step.name, step.value, step.tensor is x) == ("x", 6.0, True)
    assert [(t.through, t.value) for t in step.terms] == [("v1", 6.0)]


# --- in other programs ---------------------------------------------------------------------------


def test_it_works_without_assertions_and_loads_nothing_else() -> None:
    code = (
        "import sys, autograd; x = autograd.Tensor(3.0, requires_grad=True, name='x');"
        "print(autograd.explain(x * x).html()[:6], 'graphviz' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "<table False\n"


def test_a_notebook_gets_html_and_latex() -> None:
    x = leaf(3.0, "x")
    derivation = explain(x * x)
    assert derivation._repr_html_() == derivation.html()
    assert derivation._repr_latex_() == f"$$\n{derivation.latex()}\n$$"
    assert derivation.latex().startswith("\\begin{aligned}")
    table = ElementTree.fromstring(derivation.html())
    math = "{http://www.w3.org/1998/Math/MathML}"
    assert len(list(table.iter(f"{math}mfrac"))) == 2  # dL/dL and dL/dx
