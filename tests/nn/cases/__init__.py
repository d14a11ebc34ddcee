"""Every layer and every loss of the library, with numbers that do not come from its own code.

The files beside this one have a family each: `LAYERS` or `LOSSES`, a list of cases for each class.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.nn.cases.case import Case, numbers_in

__all__ = ["CASES", "LAYERS", "LOSSES", "Case", "numbers_in"]

LAYERS: dict[str, list[Case]] = {}
LOSSES: dict[str, list[Case]] = {}

for _path in sorted(Path(__file__).parent.glob("[!_]*.py")):
    _family = import_module(f"tests.nn.cases.{_path.stem}")
    for _kind, _all in (("LAYERS", LAYERS), ("LOSSES", LOSSES)):
        _mine = getattr(_family, _kind, {})
        if _twice := _mine.keys() & _all.keys():
            raise ValueError(f"{_path.name}: {_twice} have cases in another family too")
        _all.update(_mine)

CASES = LAYERS | LOSSES
