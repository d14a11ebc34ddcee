"""The computation graph as a picture: values as boxes, operations as circles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .._tensor import Tensor
from ._graph import Node, graph
from .picture import Picture

__all__ = ["draw"]

_FILL = {"value": "#ffffff", "leaf": "#e3f0ff", "constant": "#f2f2f2", "operation": "#fff3d6"}
_LARGEST_WRITTEN = 6  # elements; larger values are told by shape
_LARGEST_GRAPH = 400  # nodes; a larger picture could not be read


def draw(
    tensor: Tensor,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    direction: str = "LR",
    precision: int = 4,
) -> Picture:
    """Draw the graph that computed `tensor`: names, values, gradients, operations.

    A value node shows its name, its value (large ones their shape and dtype) and its gradient: a
    dash before any backward pass; after it `.grad` for leaves and d(output)/d(value) for the
    others.

    Args:
        tensor: the output.
        names: names of tensors, such as `locals()`. Default: only their own `.name`.
        model: a module whose `named_parameters()` name the parameters. Default: none.
        direction: "LR", left to right, or "TB", top to bottom.
        precision: significant digits of numbers.

    Returns:
        A Picture; `.save("graph.svg")` (or `.png`, `.pdf`, `.dot`) writes it, Jupyter shows it.

    Raises:
        TypeError: `tensor` is not a Tensor.
        ValueError: there is no such direction, or the graph has more than 400 nodes.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> picture = autograd.draw(x * x)
        >>> "x" in picture.source
        True
    """
    import graphviz

    if direction not in ("LR", "TB"):
        raise ValueError(f"draw: direction must be 'LR' or 'TB', got {direction!r}")
    data = graph(tensor, names, model)
    if len(data.nodes) > _LARGEST_GRAPH:
        raise ValueError(
            f"draw: the graph has {len(data.nodes)} nodes, and more than {_LARGEST_GRAPH} could "
            f"not be read. Draw an earlier tensor, or fewer steps; autograd.show.graph gives the "
            f"nodes as data"
        )
    font = {"fontname": "Helvetica", "fontsize": "11"}
    digraph = graphviz.Digraph(
        graph_attr={"rankdir": direction, "ranksep": "0.35", "nodesep": "0.25"},
        node_attr={**font, "style": "filled", "color": "#555555"},
        edge_attr={"color": "#555555", "arrowsize": "0.7"},
    )
    for node in data.nodes:
        if node.kind == "operation":
            digraph.node(node.key, _label([node.sign]), shape="ellipse", margin="0.05,0.02",
                         fillcolor=_FILL[node.kind])  # fmt: skip
        else:
            style = "filled,rounded" if node.kind == "value" else "filled"
            digraph.node(node.key, _label(_lines(node, precision)), shape="box", style=style,
                         fillcolor=_FILL[node.kind])  # fmt: skip
    for edge in data.edges:
        digraph.edge(edge.tail, edge.head)
    return Picture(digraph)


def _lines(node: Node, precision: int) -> list[str]:
    lines = [node.name] if node.name else []
    lines.append(_written(node.value, node.shape, node.dtype, precision))
    if node.kind != "constant":
        gradient = "–"
        if node.gradient is not None:
            gradient = _written(node.gradient, np.shape(node.gradient), None, precision)
        lines.append(f"grad {gradient}")
    return lines


def _written(value: Any, shape: tuple[int, ...] | None, dtype: Any, precision: int) -> str:
    """Write a number or a small array in full; of a large one its shape, dtype and mean."""
    if isinstance(value, (bool, int, np.integer, np.bool_)):
        return str(value)
    if value is not None and np.ndim(value) == 0:
        return f"{float(value):.{precision}g}"
    if value is not None and np.size(value) <= _LARGEST_WRITTEN:
        return np.array2string(
            np.asarray(value), formatter={"all": lambda v: f"{v:.{precision}g}"}, separator=", "
        )
    text = " × ".join(map(str, shape or ()))
    if dtype is not None:
        text += f" {dtype}"
    if value is not None and np.size(value) and np.asarray(value).dtype.kind == "f":
        text += f"\nmean {np.mean(value, dtype=np.float64):.{precision}g}"
    return text


def _label(lines: list[str]) -> Any:
    import graphviz

    text = "\n".join(lines)
    # Escaped line by line: a backslash in a name is a backslash, but a line's end is DOT's \n.
    return graphviz.nohtml("\\n".join(graphviz.escape(line) for line in text.splitlines()))
