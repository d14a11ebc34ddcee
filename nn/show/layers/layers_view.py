"""A model as boxes: its layers with settings, output shapes and parameters, and the data's way."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING, Any

from autograd import Tensor
from autograd.show import Picture
from autograd.show.drawing import FONT_SIZE, Theme, text_width

from ...checks import positive_integer
from ...module import Module
from ..options import check_choice, theme_called
from ..running import Call, Run, inputs_of, run, tensors_in
from ..summaries.summary_rows import shapes_of
from .data_flow import flow_of
from .equal_blocks import collapsed
from .flow import Flow, Stop
from .layer_settings import LONGEST_LINE, settings_of, shortened
from .recurring import Block

if TYPE_CHECKING:
    import graphviz

__all__ = ["layers_view"]

_MOST = 400  # boxes and signs; a larger picture could not be read
_FONT = "Helvetica,Arial,sans-serif"
_LINE_HEIGHT = 1.35  # of the font's size
_POINTS = 72  # in an inch
_MOST_SHAPES = 3  # of one layer


def layers_view(
    model: Module,
    x: Any,
    *,
    theme: str = "light",
    direction: str = "LR",
    depth: int | None = None,
    title: str | None = None,
) -> Picture:
    """Draw a model as boxes: layers with their settings, output shapes and parameters.

    A copy of the model runs once, in evaluation mode; what it recorded says where data go.
    Operations between layers are drawn as signs, containers as frames, equal containers one after
    the other as one with `× N`. Where a model takes its data out of the graph, by NumPy for
    example, a dashed line stands for the order of the calls.

    Args:
        model: the model.
        x: what it is called with; a tuple for several inputs.
        theme: "light", "dark" or "colour-blind". Default: "light".
        direction: where the output lies: "LR" right, "RL" left, "TB" below, "BT" above. Default:
            "LR".
        depth: draw containers that lie so deep as a single box. Default: none.
        title: above the picture. Default: none.

    Raises:
        TypeError: `model` is no module.
        ValueError: there is no such theme or direction, `depth` is no positive integer, there is no
            `x`, or there are more than 400 layers.

    Example:
        >>> import nn
        >>> from nn.show.layers.layers_view import layers_view
        >>> picture = layers_view(nn.MLP([2, 3, 1]), [[1.0, 2.0]])
        >>> "Linear" in picture.source
        True
    """
    if not isinstance(model, Module):
        raise TypeError(f"nn.draw: takes a model, an nn.Module, got {type(model).__name__}")
    chosen = theme_called(theme, "nn.draw")
    check_choice(direction, ("LR", "RL", "TB", "BT"), "nn.draw: direction")
    if depth is not None:
        depth = positive_integer(depth, "nn.draw: depth")
    if x is None:
        raise ValueError("nn.draw: view='layers' needs an input x, which the model is called with")
    ran = run(model, inputs_of(x), "nn.draw", recorded=True)
    flow = collapsed(flow_of(ran, depth))
    if len(flow.stops) > _MOST:
        raise ValueError(
            f"nn.draw: the model has {len(flow.stops)} layers and operations, and more than "
            f"{_MOST} could not be read. Give depth=1 or 2 for containers as single boxes, or draw "
            f"a part of the model; nn.summary lists all layers"
        )
    digraph = _Drawing(ran, flow, chosen).digraph(direction, title)
    ran.take_apart()
    return Picture(digraph)


class _Drawing:
    """Writes a flow in Graphviz's DOT language."""

    def __init__(self, ran: Run, flow: Flow, theme: Theme) -> None:
        self._flow = flow
        self._theme = theme
        self._batch = _batch_size(ran)

    def digraph(self, direction: str, title: str | None) -> graphviz.Digraph:
        """Return the whole picture."""
        import graphviz

        theme, flow = self._theme, self._flow
        font = {"fontname": _FONT, "fontsize": str(FONT_SIZE), "fontcolor": theme.text}
        above = {}
        if title:
            above = {"label": _table([("bold", shortened(title, 120))], theme), "labelloc": "t"}
        made = graphviz.Digraph(
            graph_attr={
                "rankdir": direction, "ranksep": "0.35", "nodesep": "0.3",
                "bgcolor": theme.background, **font, **above,
            },
            node_attr={**font, "color": theme.line, "margin": "0.11,0.06", "style": "filled"},
            edge_attr={**font, "color": theme.line, "arrowsize": "0.7"},
        )  # fmt: skip
        # The model itself has no frame, nor has a block that turned out not to be repeated.
        framed = [
            call
            for call in flow.containers
            if call.parent is not None and (not isinstance(call, Block) or call in flow.repeats)
        ]
        frames = {call: self._frame(i, call) for i, call in enumerate(framed)}

        def place(around: Call | None) -> graphviz.Digraph:
            while around is not None and around not in frames:
                around = around.parent
            return made if around is None else frames[around]

        for stop in flow.stops:
            self._add(place(stop.within), stop)
        for call in reversed(framed):  # a frame is copied into the one around it: inner ones first
            place(call.parent).subgraph(frames[call])
        for way in flow.ways:
            made.edge(way.tail, way.head, style="solid" if way.known else "dashed")
        return made

    def _frame(self, number: int, call: Call) -> graphviz.Digraph:
        import graphviz

        repeats = self._flow.repeats.get(call, 1)
        name = "" if isinstance(call, Block) else _within(call) + type(call.module).__name__
        times = f"× {repeats}" if repeats > 1 else ""
        lines = [("bold", shortened(f"{name} {times}".strip(), 60))]
        return graphviz.Digraph(
            name=f"cluster_{number}",
            graph_attr={
                "label": _table(lines, self._theme), "labeljust": "l", "style": "filled,rounded",
                "fillcolor": self._theme.group, "color": self._theme.line,
                "penwidth": "2" if repeats > 1 else "1",
            },
        )  # fmt: skip

    def _add(self, place: graphviz.Digraph, stop: Stop) -> None:
        import graphviz

        theme = self._theme
        if stop.kind == "operation":
            sign = shortened(stop.text, LONGEST_LINE)
            width = max(text_width(sign) + 10, 22) / _POINTS
            place.node(stop.key, graphviz.nohtml(graphviz.escape(sign)), shape="ellipse",
                       fillcolor=theme.fill["operation"], width=f"{width:.2f}", height="0.3",
                       margin="0")  # fmt: skip
            return
        lines = self._layer_lines(stop.call) if stop.call else self._value_lines(stop)
        kind = {"layer": "value", "parameter": "leaf"}.get(stop.kind, "constant")
        if stop.call is not None and any(True for _ in stop.call.module.parameters()):
            kind = "module"
        width = max(text_width(text, style == "bold") for style, text in lines)
        place.node(
            stop.key, _table(lines, theme), shape="box", fillcolor=theme.fill[kind],
            style="filled,rounded" if stop.kind in ("input", "output") else "filled",
            width=f"{(width + 16) / _POINTS:.2f}",
            height=f"{(len(lines) * FONT_SIZE * _LINE_HEIGHT + 8) / _POINTS:.2f}",
        )  # fmt: skip

    def _value_lines(self, stop: Stop) -> list[tuple[str, str]]:
        lines = [("bold", shortened(stop.text, LONGEST_LINE))]
        if stop.kind == "parameter":
            shape = stop.tensor.shape if stop.tensor.numel() > 1 else ()
            return [*lines, ("", " × ".join(map(str, shape)) or "1 number")]
        if self._batch is not None and stop.kind == "input":
            lines.append(("", f"batch of {self._batch}"))
        return [*lines, ("", self._shape(shapes_of(stop.tensor)))]

    def _layer_lines(self, call: Call) -> list[tuple[str, str]]:
        module = call.module
        kind = type(module).__name__
        lines = [("bold", shortened(_within(call) + kind, LONGEST_LINE))]
        lines += [("", text) for text in settings_of(module)]
        shapes = [shapes_of(tensor) for tensor in tensors_in(call.output)]
        lines += [("", f"→ {self._shape(shape)}") for shape in shapes[:_MOST_SHAPES]]
        count = sum(parameter.numel() for parameter in module.parameters())
        if count:
            again = ", as before" if call.again else ""
            frozen = "" if any(call.requires_grad) else ", frozen"
            plural = "" if count == 1 else "s"
            lines.append(("", f"{count:,} parameter{plural}{frozen}{again}"))
        return lines

    def _shape(self, shape: Any) -> str:
        if self._batch is not None:
            shape = shape[1:]
        return " × ".join(map(str, shape)) or "a number"


def _batch_size(ran: Run) -> int | None:
    """Return the length of the first axis if it is the same everywhere: that of the batch."""
    if any(not getattr(call.module, "batch_first", True) for call in ran.calls):
        return None
    everything = [ran.inputs, *((call.arguments, call.output) for call in ran.calls)]
    tensors = [t for t in tensors_in(everything) if isinstance(t, Tensor)]
    lengths = {t.shape[0] if t.ndim > 1 else None for t in tensors}
    return lengths.pop() if len(lengths) == 1 else None


def _within(call: Call) -> str:
    """Return the name of a module as seen from the one that called it: `"0: "`, or nothing."""
    around = call.parent.path if call.parent is not None else ""
    inside = around and call.path.startswith(around + ".")
    name = call.path[len(around) + 1 :] if inside else call.path
    return f"{name}: " if name else ""


def _table(lines: list[tuple[str, str]], theme: Theme) -> str:
    """Return lines as an HTML-like label; as wide as they are in the widest usual font."""
    width = max(text_width(text, style == "bold") for style, text in lines)
    rows = []
    for style, text in lines:
        # Nothing in bold is an error, and a backslash with a letter stands for the node's name.
        written = html.escape(text or " ", quote=False).replace(" ", "&#160;")
        written = written.replace("\\", "\\\\")
        bold = f"<b>{written}</b>" if style == "bold" else written
        rows.append(f'<tr><td align="left">{bold}</td></tr>')
    return (
        f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="0" '
        f'width="{math.ceil(width)}">{"".join(rows)}</table>>'
    )
