"""What holds each test to the numbers of its row of the slides' catalogue.

    @row("study_step")
    def test_one_step(row):
        ...
        row.expect(W=W, b=b, mse=mse)

The expected numbers and their tolerances are in catalogue.toml. A test passes when every number of
its row has been computed and agrees. Further inputs may be given with the id, and several rows may
share a test that differs in these alone:

    @row("mse_sigmoid_left", w=0.4, b=0.5)
    @row("mse_sigmoid_right", w=1.9, b=3.0)
    def test_...(row, w, b):
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograd import Tensor

__all__ = ["CATALOGUE", "CLAIMS", "Row", "row"]

CATALOGUE: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8")
)
# Which tests claim which row: for each id, the modules and names of the functions.
CLAIMS: dict[str, set[tuple[str, str]]] = {}


def row(id: str, **inputs: Any) -> Callable[[Any], Any]:
    """Make a test function compute the row `id`; it is called with a `Row` and with `inputs`."""

    def claim(test: Any) -> Any:
        if not hasattr(test, "cases"):
            test = _parametrized(test, tuple(inputs))
        cases: list[Any] = test.cases
        cases.insert(0, pytest.param(id, *inputs.values(), id=id))  # above the rows below it
        CLAIMS.setdefault(id, set()).add((test.__module__, test.__qualname__))
        return test

    return claim


def _parametrized(test: Callable[..., None], names: tuple[str, ...]) -> Any:
    cases: list[Any] = []

    @pytest.mark.parametrize(("row", *names), cases)
    @functools.wraps(test)
    def checked(row: str, **inputs: Any) -> None:
        numbers = Row(row)
        test(row=numbers, **inputs)
        numbers.finish()

    checked.cases = cases  # where row() adds to them
    return checked


class Row:
    """A row of the catalogue, to which computed numbers are held."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.source = CATALOGUE["rows"][id].get("source", "engine")
        self.tolerance: dict[str, float] = CATALOGUE["rows"][id]["tolerance"]
        self.expected: dict[str, Any] = CATALOGUE["rows"][id]["expected"]
        self.checked: set[str] = set()

    def expect(self, **computed: Any) -> None:
        """Compare computed numbers with those that the row has under their names.

        They must be Tensors (or nested lists of Tensors) of double precision, so that it is the
        engine that is tested, or integers, which count something, unless the row names another
        source. A number that is computed in two ways may be compared twice.
        """
        __tracebackhide__ = True
        for name, value in computed.items():
            if name not in self.expected:
                pytest.fail(f"{self.id} has no number {name!r}; it has {[*self.expected]}")
            self.checked.add(name)
            expected = self.expected[name]
            if not isinstance(expected, dict):
                expected = {"value": expected}
            if disagreement := _disagreement(self._numbers(name, value), expected, self.tolerance):
                pytest.fail(f"{self.id}: {name} {disagreement}")

    def finish(self) -> None:
        """Fail if a number of the row has not been compared with anything."""
        __tracebackhide__ = True
        if missing := [name for name in self.expected if name not in self.checked]:
            pytest.fail(f"{self.id}: nothing was computed for {missing}", pytrace=False)

    def _numbers(self, name: str, value: Any) -> NDArray[Any]:
        __tracebackhide__ = True
        if isinstance(value, list | tuple):
            return np.array([self._numbers(name, part) for part in value])
        if isinstance(value, Tensor):
            value = value.detach().numpy()
        elif self.source == "engine" and not isinstance(value, int):
            pytest.fail(f"{self.id}: {name} is a {type(value).__name__}; the engine gives Tensors")
        array = np.asarray(value)
        if array.dtype not in (np.float64, np.int64, np.bool_):
            pytest.fail(f"{self.id}: {name} is of dtype {array.dtype}; double precision is due")
        return array


def _disagreement(
    computed: NDArray[Any], expected: dict[str, Any], tolerance: dict[str, float]
) -> str:
    """Say how computed numbers miss what is expected of them; empty if they do not."""
    if "below" in expected:
        return "" if (computed < expected["below"]).all() else f"{computed} >= {expected['below']}"
    if "above" in expected:
        return "" if (computed > expected["above"]).all() else f"{computed} <= {expected['above']}"
    value = np.asarray(expected["value"])
    if computed.shape != value.shape:
        return f"has shape {computed.shape}, expected {value.shape}"
    own = {kind: expected[kind] for kind in ("abs", "rel") if kind in expected}
    ((kind, amount),) = (own or tolerance).items()
    allowed = {"abs": amount, "rel": amount * np.abs(value), "exact": 0.0}[kind]
    if (np.abs(computed - value) <= allowed).all():  # not so where a number is NaN
        return ""
    return (
        f"disagrees\nexpected {value.tolist()}\ncomputed {computed.tolist()}"
        f"\noff by   {np.abs(computed - value).max():.3g}, allowed: {kind} {amount}"
    )
