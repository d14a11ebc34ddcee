"""detect_anomaly: the first NaN or infinity, and writes to what the graph holds."""

from __future__ import annotations

import gc
import re
import threading
import weakref
from typing import Any

import numpy as np
import pytest

import autograd as ag
import nn
from autograd import Tensor


def leaf(values: Any, name: str | None = None) -> Tensor:
    return Tensor(np.array(values, dtype=float), requires_grad=True, name=name)


def test_the_first_nan_of_the_forward_pass_is_named_with_its_line() -> None:
    x = leaf([1.0, -1.0, -2.0], "x")
    with ag.detect_anomaly(), np.errstate(invalid="ignore"):
        y = x * 2.0
        with pytest.raises(RuntimeError) as caught:
            ag.log(y).sum()  # the culprit
    message = str(caught.value)
    assert message.startswith(
        "detect_anomaly: log(Tensor of shape (3,)) gave nan at index (1,) (and at 1 more of 3). "
        "Recorded in test_the_first_nan_of_the_forward_pass_is_named_with_its_line, at "
    )
    assert re.search(r"test_anomaly\.py:\d+:\n    ag\.log\(y\)\.sum\(\)  # the culprit$", message)


def test_an_infinite_gradient_names_the_operation_its_input_and_the_line_that_recorded_it() -> None:
    x = leaf([4.0, 0.0], "x")
    with ag.detect_anomaly():
        y = ag.sqrt(x).sum()  # recorded here
        with pytest.raises(RuntimeError) as caught:
            y.backward()
    assert str(caught.value).startswith(
        "detect_anomaly: the derivative of sqrt(x: Tensor of shape (2,)) with respect to tensor 'x' "
        "is inf at index (1,), although the gradient that arrived was finite. Recorded in "
    )
    assert str(caught.value).endswith("y = ag.sqrt(x).sum()  # recorded here")
    assert x.grad is None


def test_derivatives_of_derivatives_are_watched_too() -> None:
    x = leaf(0.0, "x")
    with ag.detect_anomaly():
        y = x ** Tensor(1.5)
        (slope,) = ag.gradients(y, x, create_graph=True)
        with pytest.raises(RuntimeError, match=r"detect_anomaly: the derivative of power\(x: Tensor of"):
            ag.gradients(slope, x, create_graph=False)
    with ag.detect_anomaly():
        y = ag.sqrt(x)
        with pytest.raises(RuntimeError, match=r"in the derivative of sqrt\(x: .*: divide\(.*gave inf"):
            ag.gradients(y, x, create_graph=True)


def test_a_single_number_has_no_index() -> None:
    x = leaf(0.0)
    with ag.detect_anomaly(), np.errstate(divide="ignore"), pytest.raises(RuntimeError, match="gave -inf. Rec"):
        ag.log(x)


def test_what_was_nan_before_it_was_recorded_is_told_apart() -> None:
    data = Tensor([1.0, np.nan], name="data")
    with ag.detect_anomaly():
        with pytest.raises(RuntimeError, match=r"given nan at index \(1,\) in tensor 'data', made where"):
            leaf([1.0, 1.0]) * data
        with pytest.raises(RuntimeError, match=r"given inf at index \(0,\) in an array of shape \(2,\)"):
            leaf([1.0, 1.0]) * np.array([np.inf, 1.0])


def test_what_was_recorded_before_has_no_line() -> None:
    x = leaf(0.0)
    y = ag.sqrt(x)
    with ag.detect_anomaly(), pytest.raises(RuntimeError, match="recorded before detect_anomaly began"):
        y.backward()


def test_gradients_from_outside_are_checked() -> None:
    x = leaf([1.0, 2.0], "x")
    with ag.detect_anomaly():
        with pytest.raises(RuntimeError, match="is nan at index .* it was passed to backward"):
            (x * 2.0).backward([np.nan, 1.0])
        x.register_hook(lambda g: g * np.inf)
        with pytest.raises(RuntimeError, match="the gradient of tensor 'x' is inf at index .*a hook"):
            (x * 2.0).sum().backward()


def test_clean_passes_give_the_same_as_without() -> None:
    def run() -> list[Any]:
        model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).to(np.float64)
        generator = np.random.default_rng(0)
        for p in model.parameters():
            with ag.no_grad():
                p.copy_(generator.standard_normal(p.shape))
        optimizer = nn.optim.Adam(model.parameters(), lr=0.1)
        x, target = generator.standard_normal((5, 3)), np.array([0, 1, 0, 1, 1])
        for _ in range(3):
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(model(x), target).backward()
            optimizer.step()
        return [p.detach().numpy() for p in model.parameters()]

    plain = run()
    with ag.detect_anomaly():
        watched = run()
    for a, b in zip(plain, watched, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_raw_write_to_what_the_graph_holds_raises_at_its_own_line() -> None:
    x, weights = leaf([1.0, 2.0]), np.array([3.0, 4.0])
    with ag.detect_anomaly():
        y = x * weights
        z = y * y
        for array in (x.data, y.data, weights):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 9.0
        z.sum().backward()
        x.data[0] = 9.0  # the pass has released the graph
        weights[0] = 9.0
    assert x.grad.tolist() == [18.0, 64.0]


def test_the_end_of_the_block_unlocks_what_it_locked_and_nothing_else() -> None:
    x, constant = leaf([1.0, 2.0]), np.array([3.0, 4.0])
    constant.flags.writeable = False
    with ag.detect_anomaly():
        y = x * constant
        view = x.reshape(2, 1)
    x.data[0] = y.data[0] = 5.0
    assert view.data[0, 0] == 5.0
    assert not constant.flags.writeable


def test_the_librarys_own_writes_go_through_and_are_noticed() -> None:
    x = leaf([1.0, 2.0], "x")
    with ag.detect_anomaly():
        y = x * x
        with ag.no_grad():
            x.copy_([3.0, 4.0])
            x.sub_(np.array([1.0, 1.0]))
        assert x.tolist() == [2.0, 3.0]
        with pytest.raises(RuntimeError, match="'x'.* has been modified by an in-place operation"):
            y.sum().backward()


def test_modes_nest_and_come_back_after_errors() -> None:
    x = leaf(-1.0)
    with np.errstate(invalid="ignore"):
        with ag.detect_anomaly():
            with ag.no_grad():
                assert np.isnan(ag.sqrt(x).item())
                assert not ag.is_grad_enabled()
                with ag.enable_grad(), pytest.raises(RuntimeError, match="detect_anomaly"):
                    ag.sqrt(x)
            assert ag.is_grad_enabled()
            with ag.detect_anomaly(), pytest.raises(RuntimeError, match="detect_anomaly"):
                ag.sqrt(x)
            with pytest.raises(RuntimeError, match="detect_anomaly"):
                ag.sqrt(x)
        with ag.no_grad(), ag.detect_anomaly():
            assert not ag.is_grad_enabled()
        assert np.isnan(ag.sqrt(x).item())
    assert ag.is_grad_enabled() is True


def test_it_decorates_functions_and_stays_in_its_thread() -> None:
    @ag.detect_anomaly()
    def root(x: Tensor) -> Tensor:
        return ag.sqrt(x)

    seen = []

    def elsewhere() -> None:
        with np.errstate(invalid="ignore"):
            seen.append(ag.sqrt(leaf(-1.0)).item())

    with np.errstate(invalid="ignore"), pytest.raises(RuntimeError, match="detect_anomaly: sqrt"):
        root(leaf(-1.0))
    with ag.detect_anomaly():
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert np.isnan(seen).all()
    assert len(seen) == 1


def test_it_holds_on_to_no_array() -> None:
    gc.disable()
    try:
        with ag.detect_anomaly():
            y = leaf([1.0, 2.0]) * 2.0
            alive = weakref.ref(y.data)
            del y
            assert alive() is None
    finally:
        gc.enable()


def test_views_and_what_they_look_into_are_unlocked_in_any_order() -> None:
    base = np.arange(4.0)
    whole, part = Tensor(base, requires_grad=True), Tensor(base[1:], requires_grad=True)
    with ag.detect_anomaly():
        _ = part * 2.0
        _ = whole * 2.0
        y = part * 2.0 + whole[1:]
        part.detach().copy_([7.0, 8.0, 9.0])
        with ag.detect_anomaly():
            whole.detach().copy_([1.0, 2.0, 3.0, 4.0])
    assert y is not None
    base[0] = part.data[0] = whole.data[2] = 5.0
    assert base.tolist() == [5.0, 5.0, 5.0, 4.0]


def test_an_array_is_free_again_when_the_graph_is_gone() -> None:
    """A batch that is refilled in place, without a backward pass, or after a transform of it."""
    batch, w = np.array([1.0, 2.0]), leaf([3.0, 4.0])
    with ag.detect_anomaly():
        y = w * batch
        with pytest.raises(ValueError, match="read-only"):
            batch[0] = 5.0
        z = y + batch
        del y
        with pytest.raises(ValueError, match="read-only"):
            batch[0] = 5.0
        del z
        batch[0] = 5.0
        ag.grad(lambda w: (w * batch).sum())(w)
        batch[0] = 6.0
        held = w * batch
        thread = threading.Thread(target=lambda: Tensor(batch).copy_(7.0))
        thread.start()
        thread.join()
    assert batch.tolist() == [7.0, 7.0]
    assert held.requires_grad


def test_generators_may_leave_their_blocks_in_any_order() -> None:
    def watched(x: Tensor) -> Any:
        with ag.detect_anomaly():
            yield x * 2.0

    first, second = leaf([1.0]), leaf([2.0])
    one, two = watched(first), watched(second)
    held = [next(one), next(two)]
    one.close()
    first.data[0] = 5.0
    with pytest.raises(ValueError, match="read-only"):
        second.data[0] = 5.0
    two.close()
    second.data[0] = 5.0
    assert ag.modes.modes.watch is None
    assert ag.modes.modes.grad_enabled is True
    assert len(held) == 2
