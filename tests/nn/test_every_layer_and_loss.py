"""Every exported layer and loss: its value by hand, its gradients, dtype, state and copies."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from autograd.testing import gradcheck
from tests.nn.cases import CASES, LAYERS, LOSSES, Case, numbers_in

EVERY = [
    pytest.param(name, case, id=f"{name}-{number}")
    for name, cases in CASES.items()
    for number, case in enumerate(cases)
]


def build(name: str, case: Case) -> Any:
    """The case's layer with its state, after a first call where the layer waits for one."""
    module = case.module(name)
    if case.state:
        state = {key: np.asarray(value, dtype=float) for key, value in case.state.items()}
        found = module.load_state_dict(state, strict=False)
        assert not found.unexpected_keys
    return module


def call(module: Any, inputs: Any) -> list[Any]:
    autograd.manual_seed(1)  # so that what is drawn at random is the same each time
    return numbers_in(module(*inputs))


def test_every_exported_layer_and_loss_has_a_number_by_hand() -> None:
    for known, exported in ((LAYERS, nn.layers), (LOSSES, nn.losses)):
        names = {n for n in exported.__all__ if isinstance(getattr(nn, n), type)}
        assert known.keys() == names
        for name, cases in known.items():
            assert any(case.expected is not None and case.source for case in cases), name


@pytest.mark.parametrize(("name", "case"), [c for c in EVERY if c.values[1].expected is not None])
def test_value(name: str, case: Case) -> None:
    outputs = call(build(name, case), [Tensor(a) for a in case.arrays()])
    expected = case.expected if isinstance(case.expected, tuple) else (case.expected,)
    assert len(outputs) == len(expected)
    for output, known in zip(outputs, expected, strict=True):
        known = np.asarray(known)
        assert output.shape == known.shape
        np.testing.assert_allclose(output.detach().numpy(), known, case.tolerance, case.tolerance)


@pytest.mark.parametrize(("name", "case"), [c for c in EVERY if c.values[1].gradients])
def test_gradients_to_second_order(name: str, case: Case) -> None:
    module = build(name, case)
    inputs: list[Any] = [
        Tensor(array, requires_grad=array.dtype.kind == "f") for array in case.arrays()
    ]
    call(module, inputs)  # what waits for its first input is built now
    if not any(tensor.requires_grad for tensor in (*inputs, *module.parameters())):
        pytest.fail("nothing here has a gradient: gradients=False")

    def outputs(*inputs: Tensor) -> tuple[Tensor, ...]:
        return tuple(output for output in call(module, inputs) if output.requires_grad)

    gradcheck(outputs, inputs, order=2, parameters=module)


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_float32_stays_float32(name: str, case: Case) -> None:
    module = build(name, case).float()
    inputs = [Tensor(a.astype(np.float32) if a.dtype.kind == "f" else a) for a in case.arrays()]
    for output in call(module, inputs):
        assert output.dtype == np.float32 or output.dtype.kind in "ib"
    for tensor in (*module.parameters(), *module.buffers()):
        assert tensor.dtype == np.float32 or tensor.dtype.kind in "ib"


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_a_copy_and_a_reloaded_one_compute_the_same(name: str, case: Case) -> None:
    module, inputs = build(name, case), [Tensor(a) for a in case.arrays()]
    call(module, inputs)
    twin, fresh = copy.deepcopy(module), case.module(name)
    call(fresh, inputs)
    fresh.load_state_dict(module.state_dict())
    expected = [output.numpy() for output in map(Tensor.detach, call(module, inputs))]
    for other in (twin, fresh):
        for output, known in zip(call(other, inputs), expected, strict=True):
            np.testing.assert_array_equal(output.detach().numpy(), known)


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_evaluation_changes_no_buffer_and_repeats_itself(name: str, case: Case) -> None:
    module, inputs = build(name, case), [Tensor(a) for a in case.arrays()]
    call(module, inputs)
    module.eval()
    before = module.state_dict()
    first = [output.detach().numpy() for output in numbers_in(module(*inputs))]
    again = [output.detach().numpy() for output in numbers_in(module(*inputs))]
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    for key, value in module.state_dict().items():
        np.testing.assert_array_equal(value, before[key])
