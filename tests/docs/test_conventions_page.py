"""Every row of the table of conventions is what the library does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd import Tensor

PAGE = (Path(__file__).parents[2] / "docs/conventions.md").read_text(encoding="utf-8")
ROW = r"^\| `(.+?)` \| `(.+?)` \| `(.+?)` \| `(.+?)` \|"
ROWS = re.findall(ROW, PAGE, re.MULTILINE)
IMPORTS = re.findall(r"^>>> ((?:from|import) .+)$", PAGE, re.MULTILINE)
NAMES: dict[str, Any] = {}
exec("\n".join(IMPORTS), NAMES)


def number(text: str) -> Any:
    return np.array(eval(text, {"inf": np.inf, "nan": np.nan}))


def test_the_page_has_its_rows() -> None:
    assert len(ROWS) == len(re.findall(r"^\| `", PAGE, re.MULTILINE)) > 80


@pytest.mark.parametrize(("expression", "at", "value", "derivative"), ROWS)
def test_row(expression: str, at: str, value: str, derivative: str) -> None:
    x = Tensor(number(at)[()], requires_grad=True)
    result = eval(expression, {**NAMES, "x": x})
    result.sum().backward()
    np.testing.assert_allclose(result.detach().numpy(), number(value), rtol=1e-10)
    np.testing.assert_allclose(x.grad.numpy(), number(derivative), rtol=1e-10)
