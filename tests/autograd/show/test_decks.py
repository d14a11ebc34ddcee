"""Pictures of the slides' graphs: their text to the letter, their numbers as in the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import autograd as ag
from autograd import Tensor
from tests.autograd.show.decks import another_example, quiz_three, two_two_one
from tests.autograd.show.dot_text import Dot, lines_of, parsed

GOLDEN = Path(__file__).parent / "golden"


def drawn(make: Callable[[], Tensor], **options: object) -> Dot:
    output = make()
    output.backward()
    return parsed(ag.draw(output, precision=6, **options).source)


def by_name(dot: Dot) -> dict[str, list[str]]:
    return {lines[0]: lines[1:] for lines in map(dot.lines, dot.nodes) if len(lines) > 1}


@pytest.mark.parametrize("make", [quiz_three, two_two_one, another_example])
def test_the_source_is_the_golden_text(make: Callable[[], Tensor]) -> None:
    output = make()
    output.backward()
    expected = (GOLDEN / f"{make.__name__}.dot").read_text(encoding="utf-8")
    assert ag.draw(output, edges="local").source == expected


def test_quiz_three_has_the_hand_computed_derivatives() -> None:
    # dL/da = y b + x = 21 and dL/db = y a + x = 16.
    dot = drawn(quiz_three, edges="local")
    assert by_name(dot) == {
        "a": ["2", "grad 21"], "b": ["3", "grad 16"], "x": ["6", "grad 5"], "y": ["5", "grad 6"],
        "L": ["30", "grad 1"],
    }  # fmt: skip
    labels = {(t, h): lines_of(e["label"]) for t, h, e in dot.edges if "label" in e}
    # a and b to *: b and a; both to +: 1; x and y to *: y and x.
    assert labels == {
        ("v0", "o2"): ["3"], ("v1", "o2"): ["2"], ("v0", "o4"): ["1"], ("v1", "o4"): ["1"],
        ("v3", "o6"): ["5"], ("v5", "o6"): ["6"],
    }  # fmt: skip


def test_contributions_add_up_to_gradients() -> None:
    dot = drawn(quiz_three, edges="contributions")
    labels = {(t, h): lines_of(e["label"]) for t, h, e in dot.edges if "label" in e}
    # 21 = 5 * 3 + 6 * 1 and 16 = 5 * 2 + 6 * 1.
    assert labels == {
        ("v0", "o2"): ["15"], ("v1", "o2"): ["10"], ("v0", "o4"): ["6"], ("v1", "o4"): ["6"],
        ("v3", "o6"): ["5"], ("v5", "o6"): ["6"],
    }  # fmt: skip


def test_the_two_two_one_network_has_the_slides_numbers() -> None:
    shown = by_name(drawn(two_two_one))
    # The catalogue's table: h, y, J, delta, and the gradients of the weights.
    assert shown["h1"] == ["0.85", "grad -0.11326"]
    assert shown["h2"] == ["0.48", "grad -0.12135"]
    assert shown["y"] == ["0.191", "grad -0.809"]
    assert shown["J"] == ["0.32724", "grad 1"]
    assert {f"w{i}": shown[f"w{i}"][1] for i in range(1, 7)} == {
        "w1": "grad -0.22652", "w2": "grad -0.33978", "w3": "grad -0.2427", "w4": "grad -0.36405",
        "w5": "grad -0.68765", "w6": "grad -0.38832",
    }  # fmt: skip


def test_another_example_has_the_catalogues_numbers() -> None:
    shown = by_name(drawn(another_example))
    assert shown["u5"] == ["4.21", "grad -0.0164597"]
    assert shown["v4"] == ["0.310559", "grad 1.58367"]
    assert shown["F"] == ["1.74099", "grad -0.291734"]
    assert shown["out"] == ["0.850813", "grad -2.29837"]
    assert shown["loss"] == ["1.32063", "grad 1"]
    assert shown["w2_2"] == ["0", "grad 0.351553"]  # a weight of zero, with a gradient
    assert shown["w2_5"] == ["1.3", "grad -0.0576091"]  # what the slide asks for
