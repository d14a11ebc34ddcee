"""Drawing a network of neurons: where its parts stand, and what is written on them.

Each part has an id, so that it can be found in the SVG picture. With c for the column, i for a
neuron in it and j for one in the next column, both from 0, they are `neuron_c_i` (and with `_name`,
`_value`, `_sum`, `_gradient` after it the texts), `one_c`, the unit that is always 1, `edge_c_j_i`
and `edge_c_j_one` (with `_box`, `_value`, `_gradient`), and the lines above it `column_c_0` and so
on. From output i of the last column c to the box `loss` leads `edge_c_i`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.show import Picture

from .arrangement import Arrangement, Gap, arrange
from .canvas import Canvas
from .looks import LINE, Looks, widest, written_name
from .network import Column, Link, Network

__all__ = ["MOST_NUMBERED", "Loss", "drawn"]

MOST_NUMBERED = 30  # edges between two columns; the numbers of more could not be read
_WIDEST_INSIDE = 46.0  # points: longer names stand beside their neurons
_SMALL = 13.0  # the radius of the unit that is always 1
_PAD = 1.5
_BELOW = 3.0  # between a neuron and the gradient below it
_ELIDED, _ONE = -1, -2  # slots without a neuron


@dataclass(frozen=True)
class Loss:
    """A box to the right of the outputs, with lines of text; its id is `loss`.

    Attributes:
        texts: the lines, by what follows `loss_` in their ids.
    """

    texts: Mapping[str, str]


def drawn(
    network: Network,
    looks: Looks,
    max_neurons: int,
    loss: Loss | None = None,
    room_for: Network | None = None,
) -> Picture:
    """Draw a network of neurons.

    Args:
        network: the network.
        looks: how it looks.
        max_neurons: the most neurons of a column that are drawn; a single one too many is too.
        loss: what stands to the right; None for nothing.
        room_for: the same network with other numbers, for which there should be room too.
    """
    return _Drawing(network, looks, max_neurons, loss, room_for or network).picture()


class _Drawing:
    """A network on its way to a picture."""

    def __init__(
        self,
        network: Network,
        looks: Looks,
        max_neurons: int,
        loss: Loss | None,
        room_for: Network,
    ) -> None:
        self.network, self.looks, self.loss = network, looks, loss
        self.canvas = Canvas(looks.theme)
        self.gradients_shown = any(
            weights.gradients is not None
            for link in network.links
            for weights in (link.weight, link.bias)
            if weights is not None
        )
        self.largest = _largest(network)
        self.slots = [_slots(len(column), max_neurons) for column in network.columns]
        for slots, link in zip(self.slots, network.links, strict=False):
            slots += [_ONE] if link.bias is not None else []
        self.texts = self._texts(network)
        self.radius = max(map(self._needed_radius, self.texts + self._texts(room_for)))
        self.place = self._arranged()

    def picture(self) -> Picture:
        for c, column in enumerate(self.network.columns):
            self._column(c, column)
        for c, link in enumerate(self.network.links):
            self._link(c, link)
        if self.loss is not None:
            self._loss(self.loss)
        return self.canvas.picture()

    # --- texts ------------------------------------------------------------------------------------

    def _texts(self, network: Network) -> list[dict[int, dict[str, str]]]:
        """Return for each column what is written at each neuron that is drawn."""
        return [
            {i: self._neuron_texts(column, i) for i in slots if i >= 0}
            for column, slots in zip(network.columns, self.slots, strict=True)
        ]

    def _neuron_texts(self, column: Column, i: int) -> dict[str, str]:
        texts = {"name": written_name(column.names[i])}
        if column.sums is not None:
            texts["sum"] = f"Σ {self.looks.number(column.sums[i])}"
        if column.values is not None:
            texts["value"] = self.looks.number(column.values[i])
        if column.gradients is not None:
            texts["gradient"] = f"∂ {self.looks.number(column.gradients[i])}"
        return texts

    def _inside(self, texts: dict[int, dict[str, str]]) -> tuple[str, ...]:
        """Return which texts of a column stand inside its circles."""
        names = widest(*(text["name"] for text in texts.values()))
        return ("name", "sum", "value") if names <= _WIDEST_INSIDE else ("sum", "value")

    def _needed_radius(self, texts: dict[int, dict[str, str]]) -> float:
        radius = _SMALL
        for written in texts.values():
            kinds = [kind for kind in self._inside(texts) if kind in written]
            width = max((widest(written[k], bold=k == "name") for k in kinds), default=0.0)
            radius = max(radius, math.hypot(width / 2, len(kinds) * LINE / 2) + _PAD)
        return radius

    def _captions(self, c: int) -> list[str]:
        column = self.network.columns[c]
        return [column.title, *map(written_name, filter(None, [column.layer, *column.functions]))]

    # --- places -----------------------------------------------------------------------------------

    def _arranged(self) -> Arrangement:
        spacing = 2 * self.radius + 12.0
        if any(column.gradients is not None for column in self.network.columns):
            spacing += LINE + _BELOW
        if any("name" not in self._inside(texts) for texts in self.texts):
            spacing = max(spacing, 2 * self.radius + LINE)
        gaps = [self._gap(c, link) for c, link in enumerate(self.network.links)]
        numbers = [len(slots) for slots in self.slots]
        if self.loss is not None:  # one more column, of a single box
            names = 0.0 if "name" in self._inside(self.texts[-1]) else self._widest_name(-1) + 5
            gaps.append(Gap([], 0.0, 0.0, 40.0 + names - self.radius + self._loss_width() / 2))
            numbers.append(1)
        return arrange(numbers, gaps, self.radius, spacing)

    def _widest_name(self, c: int) -> float:
        return widest(*(texts["name"] for texts in self.texts[c].values()), bold=True)

    def _loss_width(self) -> float:
        return widest(*self.loss.texts.values(), bold=True) + 12.0 if self.loss else 0.0

    def _gap(self, c: int, link: Link) -> Gap:
        captions = [widest(*self._captions(k), bold=True) for k in (c, c + 1)]
        least = max(60.0, sum(captions) / 2 + 16.0 - 2 * self.radius)
        edges = self._edges(c)
        if len(edges) > MOST_NUMBERED:
            return Gap([], 0.0, 0.0, max(least, 160.0))
        lines = [self._edge_texts(link, *self._ends(c, edge)) for edge in edges]
        width = max(widest(*line.values()) for line in lines) + 2 * _PAD
        return Gap(edges, width, max(map(len, lines)) * LINE + 2, least)

    def _edges(self, c: int) -> list[tuple[int, int]]:
        """Return the edges that are drawn after a column, by their slots."""
        return [
            (a, b)
            for a, source in enumerate(self.slots[c]) if source != _ELIDED
            for b, head in enumerate(self.slots[c + 1]) if head >= 0
        ]  # fmt: skip

    def _ends(self, c: int, edge: tuple[int, int]) -> tuple[int, int]:
        return self.slots[c][edge[0]], self.slots[c + 1][edge[1]]

    def _edge_texts(self, link: Link, source: int, head: int) -> dict[str, str]:
        weights: Any = link.bias if source == _ONE else link.weight
        value, gradient = self.looks.weight(weights, head, max(source, 0))
        return {"value": value, "gradient": gradient} if self.gradients_shown else {"value": value}

    # --- parts ------------------------------------------------------------------------------------

    def _column(self, c: int, column: Column) -> None:
        x = self.place.columns[c]
        inside = self._inside(self.texts[c])
        captions = self._captions(c)
        most = max(len(self._captions(k)) for k in range(len(self.texts)))
        highest = max(levels[0] for levels in self.place.slots) + self.radius
        top = highest + LINE * (0.5 + most)
        for line, caption in enumerate(captions):
            self.canvas.text(f"column_{c}_{line}", x, top - line * LINE, caption, bold=not line)
        fills = self.looks.theme.fill
        fill = fills["leaf"] if c == 0 else fills["value"]
        for slot, y in zip(self.slots[c], self.place.slots[c], strict=True):
            if slot == _ONE:
                self.canvas.circle(f"one_{c}", x, y, _SMALL, fills["constant"])
                self.canvas.text(f"one_{c}_value", x, y, "1")
            elif slot == _ELIDED:
                left_out = len(column) - len(self.texts[c])
                self.canvas.text(f"elided_{c}_0", x, y + LINE / 2, "…", bold=True)
                self.canvas.text(f"elided_{c}_1", x, y - LINE / 2, f"{left_out:,} more")
            else:
                self.canvas.circle(f"neuron_{c}_{slot}", x, y, self.radius, fill)
                self._write(c, slot, x, y, inside)

    def _write(self, c: int, i: int, x: float, y: float, inside: Sequence[str]) -> None:
        texts = self.texts[c][i]
        kinds = [kind for kind in inside if kind in texts]
        for line, kind in enumerate(kinds):
            middle = y + ((len(kinds) - 1) / 2 - line) * LINE
            self.canvas.text(f"neuron_{c}_{i}_{kind}", x, middle, texts[kind], bold=kind == "name")
        if "name" not in inside:
            side = -1 if c == 0 else 1
            away = side * (self.radius + 5 + widest(texts["name"], bold=True) / 2)
            self.canvas.text(f"neuron_{c}_{i}_name", x + away, y, texts["name"], bold=True)
        if "gradient" in texts:
            self.canvas.text(f"neuron_{c}_{i}_gradient", x, y - self.radius - _BELOW - LINE / 2,
                             texts["gradient"], self.looks.theme.gradient)  # fmt: skip

    def _link(self, c: int, link: Link) -> None:
        labels = self.place.labels[c]
        for edge in self._edges(c):
            source, head = self._ends(c, edge)
            key = f"edge_{c}_{head}_{'one' if source == _ONE else source}"
            weights: Any = link.bias if source == _ONE else link.weight
            value = float(weights.values[head, max(source, 0)])
            texts = self._edge_texts(link, source, head)
            self.canvas.line(
                key,
                f"one_{c}" if source == _ONE else f"neuron_{c}_{source}",
                f"neuron_{c + 1}_{head}",
                tooltip="" if edge in labels else ", ".join(texts.values()),
                **self.looks.edge(value, self.largest),
            )
            if edge in labels:
                self._label(key, labels[edge], texts)

    def _loss(self, loss: Loss) -> None:
        x, y = self.place.columns[-1], self.place.slots[-1][0]
        theme, last = self.looks.theme, len(self.network.columns) - 1
        height = len(loss.texts) * LINE + 10.0
        fill = theme.fill["operation"]
        self.canvas.box("loss", x, y, self._loss_width(), height, fill, theme.line)
        for line, (kind, text) in enumerate(loss.texts.items()):
            middle = y + ((len(loss.texts) - 1) / 2 - line) * LINE
            self.canvas.text(f"loss_{kind}", x, middle, text, bold=not line)
        for i in self.texts[last]:
            self.canvas.line(f"edge_{last}_{i}", f"neuron_{last}_{i}", "loss", color=theme.line)

    def _label(self, key: str, centre: tuple[float, float], texts: dict[str, str]) -> None:
        x, y = centre
        theme = self.looks.theme
        width = widest(*texts.values()) + 2 * _PAD
        self.canvas.box(f"{key}_box", x, y, width, len(texts) * LINE + 2, theme.background)
        for line, (kind, text) in enumerate(texts.items()):
            middle = y + ((len(texts) - 1) / 2 - line) * LINE
            color = theme.gradient if kind == "gradient" else theme.text
            self.canvas.text(f"{key}_{kind}", x, middle, text, color)


def _slots(count: int, most: int) -> list[int]:
    """Return which neurons of a column are drawn, from the top, with a mark for those left out."""
    if count <= most + 1:  # "1 more" would take the room of that neuron
        return list(range(count))
    first, last = most - most // 2, most // 2
    return [*range(first), _ELIDED, *range(count - last, count)]


def _largest(network: Network) -> float:
    """Return the size of the largest weight that is a finite number."""
    arrays = [w.values for link in network.links for w in (link.weight, link.bias) if w is not None]
    sizes = np.abs(np.concatenate([array.ravel() for array in arrays]).astype(float))
    return float(sizes[np.isfinite(sizes)].max(initial=0.0))
