"""What the tests of the examples share: running one, and controls that make its claims fail.

    @shows("exercise_7_xor_perceptron")
    def test_a_perceptron_does_not_learn_xor(run_example):
        run = run_example("exercise_7_xor_perceptron", "--steps", "1000")
        assert run.printed.endswith(...)

    @control("exercise_7_xor_perceptron", "the cost never falls below ln 2")
    def test_with_a_third_input_it_learns():
        example.check(...)    # must fail with this claim

Each claim of an example needs a control of its own (`test_every_claim.py`).
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from examples._command import ClaimFailed

__all__ = ["CONTROLS", "SHOWN", "Run", "control", "run", "shows"]

SHOWN: set[str] = set()  # examples whose claims a test shows
CONTROLS: dict[str, set[str]] = {}  # for each example, the claims that a control makes fail


class Run(NamedTuple):
    """What an example printed, and the files that it wrote into --out, by their names."""

    printed: str
    files: dict[str, Path]


def run(capsys: pytest.CaptureFixture[str], folder: Path, name: str, *arguments: str) -> Run:
    """Run an example in this process, with --out."""
    capsys.readouterr()
    importlib.import_module(f"examples.{name}").main([*arguments, "--out", str(folder)])
    files = {path.name: path for path in sorted(folder.iterdir())}
    return Run(capsys.readouterr().out, files)


def shows(name: str) -> Callable[[Any], Any]:
    """Say that a test runs this example to the end of its claims."""
    SHOWN.add(name)
    return lambda test: test


def control(name: str, claim: str) -> Callable[[Any], Any]:
    """Make a test pass only if its body makes this claim of the example fail."""
    CONTROLS.setdefault(name, set()).add(claim)

    def decorate(test: Any) -> Any:
        @functools.wraps(test)
        def failing(*arguments: Any, **fixtures: Any) -> None:
            with pytest.raises(ClaimFailed, match=re.escape(claim)):
                test(*arguments, **fixtures)

        return failing

    return decorate
