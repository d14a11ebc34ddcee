"""The looks of pictures: every text can be read, and no kind is told by its colour alone."""

from __future__ import annotations

from itertools import combinations

import pytest

import autograd as ag
from autograd import Tensor
from autograd.show.drawing.themes import SHAPES, THEMES, Theme
from tests.autograd.show.dot_text import parsed


def luminance(colour: str) -> float:
    """Relative luminance, as the Web Content Accessibility Guidelines 2 define it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#ffffff") == 21.0
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_text_can_be_read(theme: Theme) -> None:
    behind = {*theme.fill.values(), theme.group, theme.background}
    for text in (theme.text, theme.gradient, theme.warning):
        assert all(contrast(text, colour) >= 4.5 for colour in behind)
    assert all(contrast(theme.line, colour) >= 3 for colour in (theme.background, theme.group))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_kinds_have_colours_of_their_own_and_shapes_or_borders(theme: Theme) -> None:
    assert set(theme.fill) == set(SHAPES)
    assert len(set(theme.fill.values())) == len(SHAPES)
    assert all(first != second for first, second in combinations(SHAPES.values(), 2))


@pytest.mark.parametrize("name", THEMES)
def test_a_picture_has_its_themes_colours(name: str) -> None:
    theme = THEMES[name]
    x = Tensor([1.0, float("nan")], requires_grad=True)
    source = ag.draw(x * 2.0, theme=name).source
    assert f'bgcolor="{theme.background}"' in source
    dot = parsed(source)
    assert [given["fillcolor"] for given in dot.nodes.values()] == [
        theme.fill[kind] for kind in ("leaf", "constant", "operation", "value")
    ]
    assert dot.nodes["v0"]["color"] == theme.warning  # a NaN
    assert f'<font color="{theme.warning}">[1, nan]' in dot.nodes["v0"]["label"]
    assert f'<font color="{theme.gradient}">grad –' in dot.nodes["v0"]["label"]
