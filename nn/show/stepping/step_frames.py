"""The frames of one step of training: forward, backward, update, and forward again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from autograd.show import Frame

from ..neurons.looks import Looks
from ..neurons.network import Link, Network, Weights
from .equations import Sides
from .step_lines import StepLines, loss_name
from .training_step import TrainingStep

__all__ = ["step_frames"]


def step_frames(step: TrainingStep, looks: Looks) -> list[Frame]:
    """Return the frames of a step of training, for the picture that `step_picture` makes of it.

    Args:
        step: the step.
        looks: how numbers are written.
    """
    return list(_Frames(step, looks).all())


_Edge = tuple[str, Weights, int, int]  # its id, the weights, and the place of its own in them


class _Frames:
    """Makes the frames of one step of training."""

    def __init__(self, step: TrainingStep, looks: Looks) -> None:
        self.step = step
        self.network = step.network
        self.looks = looks
        self.lines = StepLines(step, looks.precision)
        self.last = len(self.network.columns) - 1
        # The edges at which each weight stands: several for a layer that is used several times.
        self.uses: dict[str, list[str]] = {}
        for c, link in enumerate(self.network.links):
            for key, weights, j, i in _edges(c, link):
                self.uses.setdefault(weights.name(j, i), []).append(key)

    def all(self) -> Iterator[Frame]:
        layers = range(1, self.last + 1)
        yield self._given()
        for c in layers:
            yield from self._forward(c)
        yield self._loss()
        yield self._back_from_loss()
        for c in reversed(layers):
            if c < self.last:
                yield from self._sent_back(c)
            if self.network.columns[c].functions:
                yield self._through_functions(c)
            yield from self._weight_gradients(c)
        for c in layers:
            yield from self._update(c)
        for c in layers:
            yield self._forward_again(c)
        yield self._new_loss()

    # --- forward ----------------------------------------------------------------------------------

    def _given(self) -> Frame:
        """Show the weights, the input and the target, and no other number yet."""
        lines = self.lines.given()
        texts, waiting = {"loss_value": ""}, ["loss", *self._to_loss()]
        boxes: list[str] = []
        for c, column in enumerate(self.network.columns[1:], 1):
            kinds = ["value", "gradient", *(["sum"] if column.functions else [])]
            for key in self._neurons(c):
                texts |= {f"{key}_{kind}": "" for kind in kinds}
                waiting.append(key)
        for c, link in enumerate(self.network.links):
            for key, weights, j, i in _edges(c, link):
                number = self.looks.number(weights.values[j, i])
                texts |= {f"{key}_value": f"{weights.name(j, i)} {number}", f"{key}_gradient": ""}
                waiting.append(key)
                boxes.append(f"{key}_box")
        return Frame(
            "Given", "A network with its weights, an input and a target.",
            section="Given", lines=tuple(lines), texts=texts,
            marks={**dict.fromkeys(waiting, "waiting"), **dict.fromkeys(boxes, "hidden")},
            active=dict.fromkeys(self._neurons(0), "now"),
        )  # fmt: skip

    def _forward(self, c: int) -> Iterator[Frame]:
        """Compute the neurons of a column, one after the other."""
        column = self.network.columns[c]
        and_functions = "".join(f", {name}" for name in column.functions)
        for j, name in enumerate(column.names):
            lines = self._neuron_lines(self.network, c, j)
            key, flow = f"neuron_{c}_{j}", _into(c, self.network.links[c - 1], j)
            yield Frame(
                f"Neuron {name}",
                f"Forward, neuron {name}: weighted sum{and_functions}.",
                "forward", "Forward pass" if c == 1 and not j else "", lines,
                texts=self._neuron_texts(self.network, c, j),
                marks=dict.fromkeys((key, *flow), "forward"), active={**flow, key: "now"},
            )  # fmt: skip

    def _neuron_lines(self, network: Network, c: int, j: int) -> tuple[Sides, ...]:
        line = self.lines.weighted_sum(network, c, j)
        has_functions = bool(network.columns[c].functions)
        return (line, self.lines.activation(network, c, j)) if has_functions else (line,)

    def _neuron_texts(self, network: Network, c: int, j: int) -> dict[str, str]:
        column = network.columns[c]
        texts = {f"neuron_{c}_{j}_value": self.looks.number(column.values[j])}
        if column.sums is not None:
            texts[f"neuron_{c}_{j}_sum"] = f"Σ {self.looks.number(column.sums[j])}"
        return texts

    def _loss(self) -> Frame:
        line = self.lines.loss(self.network, self.step.loss)
        words = f"The loss, {loss_name(self.step.loss_function)}."
        return self._loss_frame("Loss", words, line, self.looks.number(self.step.loss))

    def _loss_frame(self, title: str, words: str, line: Sides, number: str) -> Frame:
        flow = self._to_loss()
        texts = {"loss_value": f"{self.step.loss_symbol} {number}"}
        return Frame(
            title, words, "forward", lines=(line,), texts=texts,
            marks=dict.fromkeys(("loss", *flow), "forward"), active={**flow, "loss": "now"},
        )  # fmt: skip

    # --- backward ---------------------------------------------------------------------------------

    def _back_from_loss(self) -> Frame:
        lines, keys, flow = self.lines.gradients_of_outputs(), self._neurons(-1), self._to_loss()
        return Frame(
            "Back from the loss", "Backward: how the loss changes with the output.",
            "backward", "Backward pass", tuple(lines),
            texts=self._gradient_texts(self.last, self.step.arriving[-1]),
            marks=dict.fromkeys((*keys, *flow), "backward"),
            active={"loss": "used", **flow, **dict.fromkeys(keys, "now")},
        )  # fmt: skip

    def _sent_back(self, c: int) -> Iterator[Frame]:
        """Send gradients back to the neurons of a hidden column, one after the other."""
        after = self.network.columns[c + 1]
        paths = f", the sum over {len(after)} paths" if len(after) > 1 else ""
        for i, name in enumerate(self.network.columns[c].names):
            line, key = self.lines.sent_back(c, i), f"neuron_{c}_{i}"
            flow = [f"edge_{c}_{j}_{i}" for j in range(len(after))] + self._neurons(c + 1)
            yield Frame(
                f"Back to neuron {name}", f"Backward to neuron {name}{paths}.",
                "backward", lines=(line,),
                texts={f"{key}_gradient": f"∂ {self.looks.number(self.step.arriving[c - 1][i])}"},
                marks=dict.fromkeys((key, *flow), "backward"),
                active={**dict.fromkeys(flow, "used"), key: "now"},
            )  # fmt: skip

    def _through_functions(self, c: int) -> Frame:
        column, keys = self.network.columns[c], self._neurons(c)
        lines, functions = self.lines.through_functions(c), " and ".join(column.functions)
        return Frame(
            f"Back through {functions}",
            f"Backward through {functions}, to the weighted sums.",
            "backward", lines=tuple(lines), texts=self._gradient_texts(c, column.gradients),
            marks=dict.fromkeys(keys, "backward"), active=dict.fromkeys(keys, "now"),
        )  # fmt: skip

    def _weight_gradients(self, c: int) -> Iterator[Frame]:
        """Give each weight to a column its gradient, neuron after neuron.

        That of a layer used several times is complete when all has come back to its first use.
        """
        link = self.network.links[c - 1]
        for j, name in enumerate(self.network.columns[c].names):
            edges = list(self._first_uses(_edges(c - 1, link, j)))
            if not edges:
                continue
            lines = [
                self.lines.weight_gradient(weights, j, i)
                for _, weights, _, i in edges if weights.gradients is not None
            ]  # fmt: skip
            texts = {
                key: self.looks.weight(w, j, i)[1]
                for _, w, _, i in edges for key in self.uses[w.name(j, i)]
            }  # fmt: skip
            nothing = "" if lines else ": none, they are frozen"
            yield Frame(
                f"Gradients of the weights to {name}",
                f"Backward, the gradients of the weights to neuron {name}{nothing}.",
                "backward", lines=tuple(lines),
                texts={f"{key}_gradient": text for key, text in texts.items()},
                marks=dict.fromkeys(texts, "backward"),
                active={**_sources(c - 1, link), f"neuron_{c}_{j}": "used",
                        **dict.fromkeys(texts, "now")},
            )  # fmt: skip

    # --- update and second pass -------------------------------------------------------------------

    def _update(self, c: int) -> Iterator[Frame]:
        """Show the new weights to a column, but those that stand before another one too."""
        link, old = self.step.stepped.links[c - 1], self.network.links[c - 1]
        lines: list[Sides] = []
        texts: dict[str, str] = {}
        for _, weights, j, i in self._first_uses(_edges(c - 1, link)):
            text = self.looks.weight(weights, j, i)[0]
            texts |= dict.fromkeys(self.uses[weights.name(j, i)], text)
            first: Any = old.weight if weights is link.weight else old.bias
            if first.gradients is not None:
                lines.append(self.lines.update(weights, first, j, i))
        if not texts:
            return
        name, title = type(self.step.optimizer).__name__, self.network.columns[c].title
        nothing = "" if lines else ": they are frozen, nothing changes"
        yield Frame(
            f"Update of the weights to {title}",
            f"{name} updates the weights to the layer {title}{nothing}.",
            "update", "Update of the weights" if c == 1 else "", tuple(lines),
            texts={f"{key}_value": text for key, text in texts.items()},
            marks={**dict.fromkeys(texts, "update"), **{f"{key}_box": "update" for key in texts}},
            active=dict.fromkeys(texts, "now"),
        )  # fmt: skip

    def _forward_again(self, c: int) -> Frame:
        """Compute all neurons of a column with the new weights."""
        network = self.step.stepped
        lines: list[Sides] = []
        texts: dict[str, str] = {}
        flow: dict[str, str] = {}
        for j in range(len(network.columns[c])):
            lines += self._neuron_lines(network, c, j)
            texts |= self._neuron_texts(network, c, j)
            flow |= _into(c, network.links[c - 1], j)
        title, keys = network.columns[c].title, self._neurons(c)
        return Frame(
            f"Layer {title} with the new weights",
            f"Forward again, the layer {title} with the new weights.",
            "forward", "Second forward pass" if c == 1 else "", tuple(lines), texts=texts,
            marks=dict.fromkeys((*keys, *flow), "forward"),
            active={**flow, **dict.fromkeys(keys, "now")},
        )  # fmt: skip

    def _new_loss(self) -> Frame:
        old, new = self.looks.number(self.step.loss), self.looks.number(self.step.new_loss)
        line = self.lines.loss(self.step.stepped, self.step.new_loss)
        words = f"The loss was {old} before the step; with the new weights it is {new}."
        return self._loss_frame("Loss with the new weights", words, line, f"{old} → {new}")

    # --- ids --------------------------------------------------------------------------------------

    def _neurons(self, c: int) -> list[str]:
        c = range(self.last + 1)[c]
        return [f"neuron_{c}_{i}" for i in range(len(self.network.columns[c]))]

    def _to_loss(self) -> dict[str, str]:
        return {f"edge_{self.last}_{i}": "used" for i in range(len(self.network.columns[-1]))}

    def _first_uses(self, edges: Iterable[_Edge]) -> Iterator[_Edge]:
        """Leave out the edges at which a weight stands once more."""
        return (edge for edge in edges if self.uses[edge[1].name(*edge[2:])][0] == edge[0])

    def _gradient_texts(self, c: int, values: Any) -> dict[str, str]:
        pairs = zip(self._neurons(c), values, strict=True)
        return {f"{key}_gradient": f"∂ {self.looks.number(value)}" for key, value in pairs}


def _edges(c: int, link: Link, only: int | None = None) -> Iterator[_Edge]:
    """Go through the edges of a gap, or of those to one neuron."""
    for j in range(len(link.weight.values)) if only is None else (only,):
        for i in range(link.weight.values.shape[1]):
            yield f"edge_{c}_{j}_{i}", link.weight, j, i
        if link.bias is not None:
            yield f"edge_{c}_{j}_one", link.bias, j, 0


def _sources(c: int, link: Link) -> dict[str, str]:
    keys = [f"neuron_{c}_{i}" for i in range(link.weight.values.shape[1])]
    return dict.fromkeys([*keys, *([f"one_{c}"] if link.bias is not None else [])], "used")


def _into(c: int, link: Link, j: int) -> dict[str, str]:
    """Return what goes into a neuron: edges, and where they come from."""
    edges = {key: "used" for key, *_ in _edges(c - 1, link, j)}
    return {**_sources(c - 1, link), **edges}
