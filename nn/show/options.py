"""Options that pictures of models have in common."""

from __future__ import annotations

from typing import Any

from autograd.show.drawing import THEMES, Theme

__all__ = ["check_choice", "theme_called"]


def check_choice(given: Any, choices: tuple[Any, ...], what: str) -> None:
    """Check that an option is one of its choices.

    Raises:
        ValueError: it is another.
    """
    if given not in choices:
        known = ", ".join(map(repr, choices[:-1])) + f" or {choices[-1]!r}"
        raise ValueError(f"{what} must be {known}, got {given!r}")


def theme_called(name: Any, where: str) -> Theme:
    """Return the theme of a name.

    Raises:
        ValueError: there is none.
    """
    check_choice(name, tuple(THEMES), f"{where}: theme")
    return THEMES[name]
