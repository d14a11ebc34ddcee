"""What stands in a picture: labels, numbers, colours, and the room that text takes."""

from .themes import THEMES, Theme
from .widths import FONT_SIZE, text_width
from .written import number, readable, shortened

__all__ = ["FONT_SIZE", "THEMES", "Theme", "number", "readable", "shortened", "text_width"]
