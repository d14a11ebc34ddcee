"""The operations with their domains: what every operation is tested with, family by family.

`CASES` has the operations with a derivative, `NOT_DIFFERENTIABLE` the others, each with a call on
two Tensors and what NumPy says. An operation that is in neither fails the suite.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {}
NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}

for _path in sorted(Path(__file__).parent.glob("[!_]*.py")):
    if _path.stem != "case":
        _family = import_module(f"tests.autograd.cases.{_path.stem}")
        for _mine, _all in ((_family.CASES, CASES), (_family.NOT_DIFFERENTIABLE, NOT_DIFFERENTIABLE)):
            _twice = _mine.keys() & _all.keys()
            if _twice:
                raise ValueError(f"{_path.name}: {_twice} have cases in another family too")
            _all.update(_mine)
