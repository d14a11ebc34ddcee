"""The colours of a walkthrough, for a light and a dark background."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..drawing.themes import THEMES, Theme

__all__ = ["COLOURS", "declarations", "with_colours"]


def _colours(theme: Theme, **others: str) -> Mapping[str, str]:
    fills = {f"{kind}-fill": colour for kind, colour in theme.fill.items()}
    return {"paper": theme.background, "ink": theme.text, "outline": theme.line,
            "panel": theme.group, "backward": theme.gradient, **fills, **others}  # fmt: skip


# By theme: the value of each of the style sheets' variables. Blue and red-brown are told apart in
# every colour vision; what is active has a thicker border too.
COLOURS: Mapping[str, Mapping[str, str]] = {
    "light": _colours(THEMES["light"], forward="#005a8f", update="#1b6b2f", quiet="#595959",
                      current="#fff7dc", rule="#d5d8de"),
    "dark": _colours(THEMES["dark"], forward="#8ecbff", update="#8fdc9c", quiet="#b4b8bf",
                     current="#33301f", rule="#3b4049"),
}  # fmt: skip


def declarations(theme: str) -> str:
    """Return the variables of the style sheets with the colours of a theme, as CSS declarations."""
    return " ".join(f"--{name}: {colour};" for name, colour in COLOURS[theme].items())


def with_colours(css: str, theme: str) -> str:
    """Return a style sheet with the colours themselves in the place of its variables."""
    return re.sub(r"var\(--([\w-]+)\)", lambda match: COLOURS[theme][match[1]], css)
