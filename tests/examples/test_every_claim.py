"""Every example is run, and each of its claims is seen to fail where it should."""

import ast
import importlib
from pathlib import Path

import pytest

from examples.__main__ import examples
from tests.examples import claims

HERE = Path(__file__).parent
# These print numbers beside the slides' and pictures, or train for a long time; their tests judge them.
WITHOUT_CLAIMS = {"mnist_cnn", "mnist_mlp"}

for path in sorted(HERE.glob("test_*.py")):
    if path != Path(__file__):
        importlib.import_module(f"tests.examples.{path.stem}")


def claims_in(name: str) -> int:
    """Return how many claims stand in an example's source."""
    (source,) = (HERE.parents[1] / "examples").glob(f"{name}.py")
    calls = (node for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Call))
    return sum(isinstance(call.func, ast.Name) and call.func.id == "claim" for call in calls)


@pytest.mark.parametrize("name", sorted(examples().keys() - WITHOUT_CLAIMS))
def test_an_example_makes_claims_that_are_run_and_controlled(name):
    assert claims_in(name) > 0
    assert name in claims.SHOWN
    assert len(claims.CONTROLS.get(name, ())) >= claims_in(name)


def test_exceptions_are_real():
    assert examples().keys() >= WITHOUT_CLAIMS
    assert not any(map(claims_in, WITHOUT_CLAIMS))
