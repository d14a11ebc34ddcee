"""The cases of taking windows out of images, and putting them back."""

from __future__ import annotations

from typing import Any

from tests.autograd.cases.case import Case

CASES: dict[str, list[Case]] = {}

NOT_DIFFERENTIABLE: dict[str, tuple[Any, Any]] = {}
