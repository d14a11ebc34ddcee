"""Networks as the slides draw them: neurons and weights, layers and sizes, step by step."""

from ._draw import draw
from .stepping._walkthrough import walkthrough
from .summaries._summary import Summary, summary
from .summaries.summary_rows import SummaryRow

__all__ = ["Summary", "SummaryRow", "draw", "summary", "walkthrough"]
