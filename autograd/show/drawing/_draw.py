"""draw: the computation graph as a picture, values as boxes, operations as ellipses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..._tensor import Tensor
from ..arranging import arranged, without_constants, without_views
from ..pictures.picture import Picture
from ..reading._graph import graph, with_local_derivatives
from .digraphs import Options, picture_of
from .labels import SHOWN
from .themes import THEMES

__all__ = ["draw"]

_DIRECTIONS = ("LR", "TB", "RL", "BT")
_EDGES = (None, "local", "contributions")


def draw(
    tensor: Tensor,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    direction: str = "LR",
    precision: int = 4,
    *,
    show: Collection[str] = ("values", "gradients", "parameters"),
    edges: str | None = None,
    theme: str = "light",
    title: str | None = None,
    constants: bool = True,
    views: bool = True,
    depth: int | None = None,
    collapse: bool | None = None,
    max_nodes: int = 400,
) -> Picture:
    """Draw the graph that computed `tensor`: names, values, gradients, operations.

    A value node shows its name, its value (of large ones shape, dtype, least, largest and mean
    element) and its gradient: a dash before any backward pass from `tensor`; after it `.grad` for
    leaves and d(tensor)/d(value) for the others. A leaf whose `.grad` is not what this output
    gives, since it was summed over passes or clipped, shows both. A value that was written to
    after the graph used it is marked "updated since".

    Leaves, which require a gradient, have a thick border, computed values round corners, constants
    a dashed border; operations are ellipses. Nothing is computed again, and no `.grad` changes.

    Args:
        tensor: the output.
        names: names of tensors, such as `locals()`. Default: only their own `.name`.
        model: a module whose `named_parameters()` name the parameters, and whose modules are drawn
            as groups of what they computed. Default: none.
        direction: where the output lies: "LR" on the right, "TB" below, "RL", "BT".
        precision: significant digits of numbers.
        show: which of "values", "gradients", "parameters" (of operations, such as `axis=0`) and
            "shapes" (of small values too).
        edges: "local" writes on each edge to an operation its local derivative, the factor of the
            chain rule: a number, a small array, or the formula that turns the gradient `g` of the
            result into that of the input, such as `g @ W.T`. "contributions" writes what comes back
            along the edge after a backward pass; a gradient is the sum of them. Default: nothing.
        theme: "light", "dark" or "colour-blind".
        title: written above the picture. Default: none.
        constants: draw values that require no gradient. Default: True.
        views: draw operations that only look at the same elements otherwise, such as reshape.
            Default: True.
        depth: draw the modules of `model` that lie deeper than this as one node each; 0 draws the
            model as one. Default: all as groups.
        collapse: of three equal blocks in a row or more draw the first, as "× N". Default: in a
            graph of more than 100 nodes.
        max_nodes: refuse to draw more nodes than this.

    Returns:
        A Picture; `.save("graph.svg")` (or `.png`, `.pdf`, `.dot`) writes it, Jupyter shows it.

    Raises:
        TypeError: `tensor` is not a Tensor, `names` no mapping, `model` no module, or `title` no
            text.
        ValueError: an option has no such choice, or the graph has more than `max_nodes` nodes.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> picture = autograd.draw(x * x, edges="local")
        >>> "x" in picture.source
        True
    """
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"draw: takes the Tensor whose computation to draw, got {type(tensor).__name__}"
        )
    _check_choice("direction", direction, _DIRECTIONS)
    _check_choice("edges", edges, _EDGES)
    _check_choice("theme", theme, tuple(THEMES))
    shown = (show,) if isinstance(show, str) or not isinstance(show, Collection) else tuple(show)
    for what in shown:
        _check_choice("show", what, SHOWN)
    _check_number("precision", precision)
    _check_number("max_nodes", max_nodes)
    if title is not None and not isinstance(title, str):
        raise TypeError(f"draw: title must be a str, got {type(title).__name__}")
    data = graph(tensor, names, model)
    if not constants:
        data = without_constants(data)
    if not views:
        data = without_views(data)
    data = arranged(data, model, depth, collapse)
    if len(data.nodes) > max_nodes:
        raise ValueError(
            f"draw: the graph has {len(data.nodes):,} nodes, and more than {max_nodes:,} could not "
            f"be read. Draw an earlier tensor or fewer steps; leave nodes out with "
            f"constants=False, views=False, collapse=True, or model= and depth=; or raise "
            f"max_nodes. autograd.graph gives the nodes as data"
        )
    if edges == "local":
        data = with_local_derivatives(data)
    return picture_of(data, Options(direction, precision, theme, shown, edges, title))


def _check_choice(option: str, given: Any, choices: tuple[Any, ...]) -> None:
    if given not in choices:
        known = ", ".join(map(repr, choices[:-1])) + f" or {choices[-1]!r}"
        raise ValueError(f"draw: {option} must be {known}, got {given!r}")


def _check_number(option: str, given: Any) -> None:
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise ValueError(f"draw: {option} must be a whole number from 1, got {given!r}")
