"""What docs/check-gradients.md shows runs as it stands there, and fails with the errors it prints."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import autograd
from autograd.testing import strategies

PAGE = (Path(__file__).parents[2] / "docs" / "check-gradients.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def namespace() -> dict[str, Any]:
    """Every block run, in order, in one namespace."""
    autograd.manual_seed(0)
    known: dict[str, Any] = {"__name__": "page"}
    for code, error in BLOCKS:
        if error:
            with pytest.raises(AssertionError) as caught:
                exec(code, known)
            assert str(caught.value) == error.strip()
        else:
            exec(code, known)
    return known


def test_the_page_has_these_blocks() -> None:
    assert len(BLOCKS) == 9
    assert [bool(error) for _, error in BLOCKS].count(True) == 2


TESTS = re.findall(r"^def (test_\w+)", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", TESTS)
def test_property_test_of_the_page(namespace: dict[str, Any], name: str) -> None:
    settings(max_examples=25)(namespace[name])()


def test_a_property_test_of_an_operation_takes_five_lines() -> None:
    block = next(code for code, _ in BLOCKS if "def test_softplus(x)" in code)
    lines = [line for line in block.splitlines() if line]
    definition = lines.index("@autograd.operation(lambda g, out, x: g / (1 + autograd.exp(-x)))")
    del lines[definition : definition + 3]
    assert len(lines) == 5


def test_the_tables_list_all_strategies_and_domains() -> None:
    functions = {name for name in strategies.__all__ if inspect.isfunction(getattr(strategies, name))}
    assert set(re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE)) == functions
    with pytest.raises(ValueError, match="there is no domain 'imaginary'; there are ") as caught:
        strategies.tensors(domain="imaginary")
    known = str(caught.value).partition("there are ")[2].split(", ")
    assert re.findall(r'^\| `"(\w+)"`', PAGE, re.MULTILINE) == known
