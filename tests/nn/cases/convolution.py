"""Convolutions, with shared weights and without."""

from tests.nn.cases.case import Case

LAYERS: dict[str, list[Case]] = {}
