"""What a cell prints stands on the page as it was printed.

A kernel sends it in pieces, wherever it happens to flush. MyST-NB joins them with line breaks, so
that one line may become two; here they are joined as they are.
"""

from __future__ import annotations

from typing import Any

import myst_nb.core.render
from sphinx.application import Sphinx

__all__ = ["joined"]


def joined(outputs: list[Any]) -> list[Any]:
    """The outputs of a cell, with neighbouring pieces of a stream as one."""
    whole: list[Any] = []
    for output in outputs:
        last = whole[-1] if whole else {}
        if output["output_type"] == "stream" and output["name"] == last.get("name"):
            last["text"] += output["text"]
        else:
            whole.append(output.copy())
    return whole


def setup(app: Sphinx) -> dict[str, bool]:
    if not hasattr(myst_nb.core.render, "coalesce_streams"):
        raise RuntimeError("MyST-NB joins streams elsewhere now: joined_streams.py must follow")
    myst_nb.core.render.coalesce_streams = joined
    return {"parallel_read_safe": True, "parallel_write_safe": True}
