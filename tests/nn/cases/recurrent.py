"""Recurrent layers."""

from tests.nn.cases.case import Case

LAYERS: dict[str, list[Case]] = {}
