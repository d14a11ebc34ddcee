"""walkthrough: a page on which a recorded computation is gone through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..._tensor import Tensor
from ..derivation.deriving import derive
from ..reading._graph import graph
from ..reading.recorded import check_differentiable, flows_aside
from .graph_frames import graph_frames
from .graph_picture import graph_picture
from .graph_texts import GraphTexts
from .pages import Walkthrough

__all__ = ["walkthrough"]

_LARGEST_GRAPH = 400  # nodes; one could not be gone through


def walkthrough(
    loss: Tensor,
    wrt: Tensor | Iterable[Tensor] | None = None,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    direction: str = "LR",
    precision: int = 4,
    theme: str = "auto",
    title: str | None = None,
) -> Walkthrough:
    """Go through backpropagation step by step, on a page that opens in any browser.

    First the values of the forward pass appear, one operation at a time; then the gradients flow
    back, one at a time, with the line of the derivation beside the picture. Where a value is used
    more than once, its gradient comes part by part, along each edge, and then as their sum. Every
    gradient is d(loss)/d(value), before `backward()` and after it; none is an accumulated `.grad`.

    Args:
        loss: the output, with one element.
        wrt: the tensors whose gradients are gone through. Default: all leaves that require one.
        names: names of tensors, such as `locals()`. Default: only their own `.name`.
        model: a module whose `named_parameters()` name the parameters. Default: none.
        direction: of the forward pass: "LR", left to right, or "TB", top to bottom. Default: "LR".
        precision: significant digits of numbers. Default: 4.
        theme: "light", "dark", or "auto", what the reader's system is set to. Default: "auto".
        title: what the page is called. Default: "Backpropagation of" and the loss's name.

    Returns:
        A Walkthrough: `.save("backprop.html")` writes the page, `.save_frames("frames")` the
        pictures, Jupyter shows it.

    Raises:
        TypeError: `loss` or one of `wrt` is not a Tensor, or `precision` not an integer.
        ValueError: `loss` has not one element, or does not require a gradient, or does not depend
            on one of `wrt`; its graph has more than 400 nodes; or there is no such option.
        RuntimeError: a value of the graph was overwritten since, as `optimizer.step()` does; or no
            program that draws was found.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> w = autograd.Tensor(2.0, requires_grad=True, name="w")
        >>> page = autograd.walkthrough(w * x)
        >>> [frame.line for frame in page.frames if frame.phase == "backward"]
        ['dL/dL = 1', 'dL/dw = x = 3', 'dL/dx = w = 2']
    """
    if direction not in ("LR", "TB"):
        raise ValueError(f"walkthrough: direction must be 'LR' or 'TB', got {direction!r}")
    if isinstance(precision, bool) or not isinstance(precision, int):
        raise TypeError(f"walkthrough: precision must be an integer, got {precision!r}")
    if precision < 1:
        raise ValueError(f"walkthrough: precision must be at least 1, got {precision}")
    _check_loss(loss)
    data = graph(loss, names, model)
    if len(data.nodes) > _LARGEST_GRAPH:
        raise ValueError(
            f"walkthrough: the graph has {len(data.nodes):,} nodes, and more than "
            f"{_LARGEST_GRAPH} are too many to go through. Take an earlier tensor or fewer "
            f"examples; autograd.explain writes the derivation of any graph"
        )
    derivation = derive(loss, wrt, names=names, model=model, every_operation=True)
    derivation = replace(derivation, precision=precision)
    texts = GraphTexts(data, derivation, flows_aside(loss), precision)
    if title is None:
        title = f"Backpropagation of {derivation.output}"
    return Walkthrough(
        title,
        graph_picture(data, texts, direction),
        graph_frames(data, derivation, texts),
        theme,
    )


def _check_loss(loss: Any) -> None:
    check_differentiable(loss, "walkthrough", "go through")
    if loss._data.size != 1:
        raise ValueError(
            f"walkthrough: only of a single number is there a gradient, and {loss._label()} has "
            f"{loss._data.size} elements. Reduce it first, for example with .sum() or .mean()"
        )
