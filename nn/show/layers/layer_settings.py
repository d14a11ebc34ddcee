"""The settings of a layer, as its box in a picture has room for them."""

from __future__ import annotations

import ast
import inspect
from typing import Any

from ...module import Module

__all__ = ["LONGEST_LINE", "settings_of", "shortened"]

LONGEST_LINE = 34  # characters
_MOST_LINES = 3  # of settings
_TOLD_BY_SHAPES = {
    "in_features", "out_features", "in_channels", "out_channels", "num_features", "input_size",
    "hidden_size", "embedding_dim", "normalized_shape",
}  # fmt: skip


def settings_of(module: Module) -> list[str]:
    """Return the settings that are neither at their default nor told by shapes, in short lines."""
    usual = {
        name: parameter.default
        for name, parameter in inspect.signature(type(module).__init__).parameters.items()
        if name != "self"
    }
    lines: list[str] = []
    of_library = type(module).__module__.startswith("nn.layers.")
    for position, setting in enumerate(_split(module.extra_repr())):
        name, equals, value = setting.partition("=")
        if of_library and not equals and position < len(usual):  # written without its name
            name, value = list(usual)[position], setting
        if name in _TOLD_BY_SHAPES or _is_usual(value, usual.get(name, inspect.Parameter.empty)):
            continue
        text = f"{name}={value}" if value else name
        if lines and len(lines[-1]) + len(text) + 2 <= LONGEST_LINE:
            lines[-1] += f", {text}"
        else:
            lines.append(shortened(text, LONGEST_LINE))
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _is_usual(value: str, usual: Any) -> bool:
    try:
        given = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        given = value
    several = isinstance(given, tuple) and not isinstance(usual, tuple)
    return all(part == usual for part in given) if several else bool(given == usual)


def _split(settings: str) -> list[str]:
    """Cut at the commas that stand in no brackets."""
    parts, open_brackets = [""], 0
    for character in settings.replace("\n", " "):
        open_brackets += (character in "([{") - (character in ")]}")
        if character == "," and not open_brackets:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def shortened(text: str, most: int) -> str:
    """Return a text in one line of at most so many characters."""
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return text if len(text) <= most else text[: most - 1] + "…"
