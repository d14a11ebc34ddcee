"""Every row of the tables of meanings is what the library does."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor

PAGE = (Path(__file__).parents[2] / "docs/numpy-and-pytorch.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|", PAGE, re.MULTILINE)


def test_the_page_has_its_rows() -> None:
    assert len(ROWS) == len(re.findall(r"^\| `", PAGE, re.MULTILINE)) > 30


@pytest.mark.parametrize(("written", "shown"), ROWS, ids=[written for written, _ in ROWS])
def test_row(written: str, shown: str) -> None:
    x = Tensor([[1.0, 5.0], [4.0, 2.0]])
    result = repr(eval(written, {"autograd": autograd, "Tensor": Tensor, "np": np, "x": x}))
    assert result == shown
