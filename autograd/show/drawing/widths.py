"""How wide a line of text can be, whatever sans-serif font it is drawn in.

Who draws a picture and who shows it have different fonts, and some renderers know no font at all.
So nodes are made as wide as their text is in the widest of the usual ones, DejaVu Sans and Verdana.
"""

from __future__ import annotations

import unicodedata

__all__ = ["FONT_SIZE", "columns", "text_width"]

FONT_SIZE = 11  # points

# The width of a character, as a share of the font's size.
_WIDTHS = {
    **dict.fromkeys(" !'(),-./:;I[\\]`fijlrt|", 0.46),
    **dict.fromkeys('"J^', 0.84),
    **dict.fromkeys("0123456789abcdeghknopqsuvxyz_*?$#{}–", 0.64),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&αβγδεζηθλμνξπρστφχψΔΓΛΠΣΦΨ∂", 0.8),
    **dict.fromkeys("+<=>~×−÷≠≤≥→w", 0.85),
}
_OTHER = 1.1  # M, W, m, @, %, and letters of other scripts
_WIDE = 1.0  # Hangul, Chinese, Japanese
_EMOJI = 1.4
_BOLD = 1.16
_MONOSPACE = 0.62


def text_width(text: str, bold: bool = False, monospace: bool = False) -> float:
    """Return a width in points that a line of text stays within.

    Args:
        text: without line ends.
        bold: whether it is bold. Default: False.
        monospace: whether its characters are equally wide. Default: False.

    Example:
        >>> text_width("grad 6") < text_width("grad 36") < text_width("한국어 한국어")
        True
    """
    if monospace:
        return columns(text) * _MONOSPACE * FONT_SIZE
    width = sum(_WIDTHS.get(character) or _unusual(character) for character in text)
    return width * FONT_SIZE * (_BOLD if bold else 1.0)


def columns(text: str) -> int:
    """Return how many columns a text takes where all characters are equally wide: Hangul two."""
    return sum(2 if _is_wide(c) else 0 if _is_invisible(c) else 1 for c in text)


def _unusual(character: str) -> float:
    if _is_invisible(character):
        return 0.0
    if ord(character) >= 0x1F000 and unicodedata.category(character) == "So":
        return _EMOJI
    return _WIDE if _is_wide(character) else _OTHER


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _is_invisible(character: str) -> bool:
    """Tell whether a character is drawn over the one before it, or not at all."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")
