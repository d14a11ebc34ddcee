"""What a cell prints is not broken where the kernel has flushed."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "docs" / "_extensions"))
from joined_streams import joined


def piece(text: str, name: str = "stdout") -> dict[str, str]:
    return {"output_type": "stream", "name": name, "text": text}


def test_pieces_of_a_line_are_one_line() -> None:
    assert joined([piece("u:"), piece(" 4.02\n"), piece("v: 1\n\n")]) == [piece("u: 4.02\nv: 1\n\n")]


def test_what_comes_between_keeps_its_place() -> None:
    picture = {"output_type": "display_data"}
    outputs = [piece("a\n"), picture, piece("b\n"), piece("c\n"), piece("no!\n", "stderr")]
    assert joined(outputs) == [piece("a\n"), picture, piece("b\nc\n"), piece("no!\n", "stderr")]


def test_the_outputs_given_are_left_as_they_are() -> None:
    outputs = [piece("a"), piece("b")]
    joined(outputs)
    assert outputs == [piece("a"), piece("b")]
