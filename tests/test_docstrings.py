"""Every public name is documented, with an example that runs."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import autograd
import nn
from autograd import formula, show, testing
from autograd.testing import strategies

PACKAGES = [
    autograd, formula, show, testing, strategies, nn, nn.functional, nn.optim, nn.optim.lr_scheduler,
    nn.data, nn.data.augmentation, nn.init, nn.plots, nn.show, nn.utils,
]  # fmt: skip
PUBLIC = {
    f"{package.__name__}.{name}": getattr(package, name)
    for package in PACKAGES
    for name in package.__all__
    if not inspect.ismodule(getattr(package, name))
}
# Types that other functions return, or bases whose subclasses have the example.
WITHOUT_EXAMPLE = {
    "autograd.formula.Notation", "autograd.show.Edge", "autograd.show.Equation", "autograd.show.Graph", "autograd.show.Group",
    "autograd.show.LocalDerivative", "autograd.show.Node", "autograd.show.Step", "autograd.show.Term",
    "nn.show.SummaryRow",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_name_has_a_docstring_of_one_line_and_an_example(name: str) -> None:
    text = inspect.getdoc(PUBLIC[name])
    assert text
    assert text.splitlines()[0].endswith((".", ":", "?"))
    if name not in WITHOUT_EXAMPLE:
        assert ">>>" in text, f"{name} has no example"


def test_exceptions_to_the_rule_are_real() -> None:
    assert PUBLIC.keys() >= WITHOUT_EXAMPLE


def test_all_lists_only_what_exists_once() -> None:
    for package in PACKAGES:
        names: list[Any] = list(package.__all__)
        assert len(names) == len(set(names))
        for name in names:
            assert hasattr(package, name)
