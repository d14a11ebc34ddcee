"""The cases of padding."""

from __future__ import annotations

from typing import Any

from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {}

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
