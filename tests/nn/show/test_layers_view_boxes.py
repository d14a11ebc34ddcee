"""nn.draw(view="layers"): what is written in boxes, as Graphviz writes it, and their colours."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

import nn
from autograd.show.drawing import THEMES

SVG = "{http://www.w3.org/2000/svg}"


def written(model: nn.Module) -> list[str]:
    svg = nn.draw(model, [[1.0, 2.0]], view="layers").svg()
    texts = (text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text"))
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts]


@pytest.mark.dot
@pytest.mark.parametrize("name", [r"\N", r"\G\L", r"\\N", "a\\", "&#92;", '"<b>"'])
def test_names_are_no_code_of_graphviz(name: str) -> None:
    model = nn.Sequential()
    setattr(model, name, nn.Linear(2, 1))
    assert f"{name}: Linear" in written(model)


@pytest.mark.dot
def test_an_output_without_a_name_shows_its_shape() -> None:
    class Unnamed(nn.Module):
        def forward(self, x: Any) -> Any:
            return {"": x.sum(axis=1)}

    assert written(Unnamed()) == ["input", "1 × 2", "Unnamed", "→ 1", " ", "1"]


def test_layers_with_parameters_have_a_colour_of_their_own() -> None:
    for theme, looks in THEMES.items():
        source = nn.draw(nn.MLP([2, 1, 2]), [1.0, 2.0], view="layers", theme=theme).source
        assert source.count(f'fillcolor="{looks.fill["module"]}"') == 2
        assert source.count(f'fillcolor="{looks.fill["value"]}"') == 1


def test_settings_take_three_lines_at_most() -> None:
    class Mine(nn.ReLU):
        def extra_repr(self) -> str:
            return ", ".join(f"{letter}={letter * 25}" for letter in "abcd")

    source = nn.draw(Mine(), [1.0], view="layers").source
    assert all(letter * 25 in source for letter in "ab")
    assert "c" * 25 not in source
    assert ">…<" in source
