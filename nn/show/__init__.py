"""Networks as the slides draw them: neurons and weights, layers and sizes, step by step."""

from ._draw import draw
from ._summary import Summary, summary
from ._walkthrough import walkthrough

__all__ = ["Summary", "draw", "summary", "walkthrough"]
