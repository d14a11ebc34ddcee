"""A figure that notebooks show, whether or not pyplot has been used before."""

from __future__ import annotations

import io

from matplotlib import figure

__all__ = ["Figure"]


class Figure(figure.Figure):
    """Matplotlib's figure, which by itself is a line of text in a notebook without pyplot."""

    def _repr_png_(self) -> bytes:
        content = io.BytesIO()
        self.savefig(content, format="png")
        return content.getvalue()
