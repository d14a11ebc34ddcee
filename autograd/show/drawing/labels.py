"""What is written in a node of a picture, line by line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..reading._graph import Node
from . import written

__all__ = ["SHOWN", "Line", "label_lines"]

# What a picture may show beside names.
SHOWN = ("values", "gradients", "parameters", "shapes")


@dataclass(frozen=True)
class Line:
    """A line of text in a node: one `<text>` element of the SVG picture, in this order.

    Attributes:
        kind: "name", "shape", "value", "gradient", "warning" (a value or gradient that is not
            finite, or was updated since), "operation", "parameter".
        text: what it says.
        monospace: whether it is a row of a matrix, in a font whose characters are equally wide.
    """

    kind: str
    text: str
    monospace: bool = False


def label_lines(
    node: Node, precision: int = 4, show: Collection[str] = ("values", "gradients", "parameters")
) -> list[Line]:
    """Return the lines of a node's label.

    Args:
        node: a value or an operation.
        precision: significant digits of numbers. Default: 4.
        show: which of "values", "gradients", "parameters" (of operations) and "shapes" (also of
            small values).
    """
    if node.kind == "operation":
        return _of_operation(node, show)
    lines = [Line("name", written.shortened(written.readable(node.name)))] if node.name else []
    if node.kind == "module":
        return lines + _of_module(node, show)
    known = node.value is not None
    if "shapes" in show or not known or not written.is_written_out(node.value):
        lines.append(Line("shape", _shape_and_dtype(node)))
    if "values" in show and known:
        lines += _lines("value", node.value, "", precision)
    if node.updated:
        lines.append(Line("warning", "updated since"))
    if "gradients" in show and node.kind in ("value", "leaf"):
        lines += _of_gradient(node, precision)
    return lines or [Line("shape", _shape_and_dtype(node))]


def _of_operation(node: Node, show: Collection[str]) -> list[Line]:
    word = node.sign if node.sign != node.name else (node.name or "").replace("_", " ")
    lines = [Line("operation", written.shortened(written.readable(word)))]
    if "parameters" in show:
        lines += [
            Line("parameter", written.parameter(name, value))
            for name, value in node.parameters.items()
            if "<" not in getattr(value, "__qualname__", "")  # a local function says nothing
        ]
    return lines


def _of_module(node: Node, show: Collection[str]) -> list[Line]:
    lines = [Line("operation", written.shortened(written.readable(node.sign)))]
    if node.shape is not None:
        lines.append(Line("shape", _shape_and_dtype(node)))
    if "parameters" in show:
        counts = node.parameters.items()
        lines += [Line("parameter", f"{count:,} {what}") for what, count in counts]
    return lines


def _of_gradient(node: Node, precision: int) -> list[Line]:
    if node.gradient is None:
        return [Line("gradient", "grad –")]
    lines = _lines("gradient", node.gradient, "grad ", precision)
    if node.derivative is not None and not _agree(node.gradient, node.derivative):
        # Summed over several passes, or clipped: it is not what this picture's output gives.
        lines += _lines("gradient", node.derivative, "from this output ", precision)
    return lines


def _lines(kind: str, value: Any, prefix: str, precision: int) -> list[Line]:
    if not written.is_clean(value) and written.is_written_out(value):
        kind = "warning"
    if not written.is_written_out(value):
        told, warning = written.summary(value, precision)
        lines = [Line(kind, f"{prefix}{text}") for text in told]
        return lines + ([Line("warning", f"{prefix}{warning}")] if warning else [])
    if np.ndim(value) == 2:
        heading = [Line(kind, prefix.strip())] if prefix else []
        return heading + [Line(kind, row, monospace=True) for row in written.rows(value, precision)]
    return [Line(kind, prefix + written.one_line(value, precision))]


def _shape_and_dtype(node: Node) -> str:
    shape = " × ".join(map(str, node.shape or ()))
    if node.dtype is None:
        return shape or "number"
    return f"{shape} {node.dtype}".strip()


def _agree(gradient: Any, derivative: Any) -> bool:
    """Tell whether two gradients are the same but for rounding."""
    expected = np.asarray(derivative)
    tolerance = 1e-3 if expected.dtype.itemsize < 8 else 1e-7
    size = np.max(np.abs(expected), where=np.isfinite(expected), initial=0.0)
    return bool(
        np.allclose(gradient, expected, rtol=tolerance, atol=tolerance * size, equal_nan=True)
    )
