"""checkpoint: recompute what the backward pass needs, instead of storing it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ._tensor import Tensor, bare
from .history import is_large, outline
from .modes import default_generator, enable_grad, is_grad_enabled, use_generator
from .stand_ins import StandIn
from .writes import tick

__all__ = ["Recomputable", "checkpoint", "values_recomputed_when_used"]


def checkpoint(function: Callable[..., Any], *inputs: Any, **settings: Any) -> Any:
    """Call `function(*inputs)`, and drop its large intermediate values until they are needed.

    The graph is recorded as usual, but intermediate arrays of more than 1,000 elements go; when the
    backward pass comes to them, the function is called again, with the same random numbers, and
    what it computes is forgotten once it has been used. So a deep network needs the memory of one
    block at a time, and the time of a second forward pass. Gradients, of any order, are those
    without it; Tensors that the function uses from outside, such as weights, get theirs too.

    Args:
        function: gives the same result whenever it is called with the same inputs; random numbers
            come from this library (`autograd.randn`, dropout), which repeats them. What leaves it
            otherwise than in its result, such as an intermediate Tensor stored elsewhere, is not
            connected to the graph.
        *inputs: anything that the function takes.
        **settings: further arguments, by name.

    Returns:
        What the function returns: a Tensor, or lists, tuples and dicts of them; others are not
        searched for Tensors, and nothing is dropped behind those.

    Raises:
        RuntimeError: in the backward pass, if the function computes something else the second time,
            or a Tensor that it uses has been written to in between.

    Source: Chen, Xu, Zhang and Guestrin, "Training Deep Nets with Sublinear Memory Cost", 2016.

    Example:
        >>> import autograd
        >>> w = autograd.Tensor([2.0, 3.0], requires_grad=True)
        >>> y = autograd.checkpoint(lambda x: autograd.exp(x * w).sum(), autograd.zeros(2))
        >>> y.backward()
        >>> w.grad
        Tensor([0., 0.])
    """
    if not callable(function):
        raise TypeError(f"checkpoint: the first argument is a {type(function).__name__}; give the "
                        f"function itself, and then its inputs")  # fmt: skip
    if not is_grad_enabled():
        return function(*inputs, **settings)
    region = _Region(function, inputs, settings)
    outputs = region.run()
    kept = list(_tensors_in(outputs))
    region.drop(_recorded_since(region.start, kept), set(kept))
    return outputs


class _Region:
    """A part of the graph whose large values can be computed again."""

    def __init__(self, function: Callable[..., Any], inputs: Any, settings: Any) -> None:
        self.function = function
        self.inputs = inputs
        self.settings = settings
        self.random_state = default_generator().bit_generator.state
        self.start = tick()
        self.around = _regions.running  # the region in which this one was made
        self.operations: list[tuple[Any, tuple[int, ...]]] = []
        self.samples: list[Any] = []  # a few values of each, to compare with
        # The same operations, recorded a second time, while the backward pass is in this part.
        self.recomputed: list[Tensor] = []

    def run(self) -> Any:
        """Call the function."""
        before, _regions.running = _regions.running, self
        try:
            return self.function(*self.inputs, **self.settings)
        finally:
            _regions.running = before

    def drop(self, tensors: list[Tensor], kept: set[Tensor]) -> None:
        """Replace in the graph what is large by what can be recomputed, except in `kept`.

        Args:
            tensors: those that the region recorded, oldest first.
            kept: the region's outputs.
        """
        replaced: dict[Tensor, Tensor] = {}
        for position, tensor in enumerate(tensors):
            self.operations.append((tensor._operation, tensor.shape))
            self.samples.append(_sample(tensor._data))
            tensor._inputs = tuple(
                replaced[x]
                if isinstance(x, Tensor) and x in replaced
                else self._without_constant(x, position, i)
                for i, x in enumerate(tensor._inputs)
            )
            if tensor._context is not None:
                parameters, saved = tensor._context
                tensor._context = (parameters, self._dropped(saved, position, "saved"))
            value = self._dropped(tensor._data, position, "value")
            if value is not tensor._data and tensor not in kept and not _keeps_gradient(tensor):
                replaced[tensor] = outline(tensor, value, tensor._inputs)
                replaced[tensor]._context = tensor._context

    def _without_constant(self, x: Any, position: int, i: int) -> Any:
        """Return what the graph keeps of an input that the region did not record."""
        if not isinstance(x, Tensor):
            return self._dropped(x, position, i)
        if x._state:
            return x
        value = self._dropped(x._data, position, i)
        return x if value is x._data else outline(x, value, ())

    def _dropped(self, value: Any, position: int, part: Any) -> Any:
        """Return what the graph keeps of an array, or of a tuple of arrays."""
        if isinstance(value, Recomputable):  # dropped by a checkpoint within, whose inputs go too
            return Recomputable(value, self, position, part)
        first = value[0] if isinstance(value, (tuple, list)) and value else value
        if not is_large(value) or not isinstance(first, np.ndarray):
            return value
        return Recomputable(first, self, position, part)

    def tensor(self, position: int) -> Tensor:
        """Return one of the region's tensors with its values, recomputing them all if need be."""
        again = self.recomputed
        if not again:
            _keep_only(self)
            again = self.recomputed = self._recompute()
        return again[position]

    def _recompute(self) -> list[Tensor]:
        start = tick()
        with enable_grad(), use_generator(_generator_in(self.random_state)):
            again = _recorded_since(start, _tensors_in(self.run()))
        if [(t._operation, t.shape) for t in again] != self.operations:
            raise RuntimeError(
                f"checkpoint: {_name(self.function)} computed something else when it was called "
                f"again for the backward pass: {len(self.operations)} operations were recorded "
                f"first, then {len(again)}. It must depend on nothing but its inputs"
            )
        for x in (x for t in again for x in t._inputs if isinstance(x, Tensor)):
            if x._last_write and self.start < x._last_write.time < start:
                raise RuntimeError(
                    f"checkpoint: {x._label()} has been modified by an in-place operation since "
                    f"{_name(self.function)} used it, so that its values cannot be computed again. "
                    f"Compute the output again after the change"
                )
        for t, sample in zip(again, self.samples, strict=True):
            if not _same(sample, _sample(t._data)):
                raise RuntimeError(
                    f"checkpoint: {_name(self.function)} computed other values when it was called "
                    f"again for the backward pass: {t._operation.name} gave other numbers. It must "
                    f"depend on nothing but its inputs: on no random numbers but this library's, "
                    f"no variable that has changed, and nothing written to since"
                )
        return again


class Recomputable(StandIn):
    """Stands in the graph for a value that a checkpoint dropped, and can compute it again."""

    __slots__ = ("_part", "_position", "_region")

    def __init__(self, value: Any, region: _Region, position: int, part: Any) -> None:
        super().__init__(value, "the value of {what} was dropped by checkpoint")
        self._region = region
        self._position = position
        self._part = part  # "value", "saved", or which input

    def recompute(self) -> Any:
        """Return the value."""
        tensor = self._region.tensor(self._position)
        if self._part == "value":
            value = tensor._data
        elif self._part == "saved":
            value = tensor._context[1]  # type: ignore[index]
        else:
            value = bare(tensor._inputs[self._part])
        # Of a checkpoint within a checkpoint it was dropped again.
        return value.recompute() if isinstance(value, Recomputable) else value


# --- what is in memory at a time -----------------------------------------------------------------


class _Regions(threading.local):
    """The regions of this thread that are running, and those whose values are in memory."""

    def __init__(self) -> None:
        self.running: _Region | None = None
        self.recomputed: list[_Region] = []


_regions = _Regions()


def _keep_only(region: _Region) -> None:
    """Forget the values of all regions but this one and those around it."""
    kept = []
    around: _Region | None = region
    while around is not None:
        kept.append(around)
        around = around.around
    for other in _regions.recomputed:
        if other not in kept:
            other.recomputed = []
    _regions.recomputed = kept


@contextmanager
def values_recomputed_when_used() -> Iterator[None]:
    """Drop, at the end, what a backward pass has recomputed."""
    outer, _regions.recomputed = _regions.recomputed, []  # of a pass around this one
    try:
        yield
    finally:
        for region in _regions.recomputed:
            region.recomputed = []
        _regions.recomputed = outer


# --- helpers -------------------------------------------------------------------------------------


def _recorded_since(start: int, outputs: Iterable[Tensor]) -> list[Tensor]:
    """Return the tensors behind `outputs` that were recorded after `start`, oldest first."""
    found = list(dict.fromkeys(t for t in outputs if t._time > start))
    reached = set(found)
    for tensor in found:  # which grows while it is gone through
        for x in tensor._inputs:
            if isinstance(x, Tensor) and x._time > start and x not in reached:
                reached.add(x)
                found.append(x)
    return sorted(found, key=lambda t: t._time)


def _tensors_in(outputs: Any) -> Iterator[Tensor]:
    if isinstance(outputs, Tensor):
        yield outputs
    elif isinstance(outputs, (list, tuple)):
        for output in outputs:
            yield from _tensors_in(output)
    elif isinstance(outputs, dict):
        yield from _tensors_in(list(outputs.values()))


def _generator_in(state: Any) -> np.random.Generator:
    """Return a generator in `state`, to draw the same random numbers again."""
    generator = np.random.default_rng()
    generator.bit_generator.state = state
    return generator


def _sample(data: Any) -> Any:
    """Return a few of the elements, spread over the whole; none of a value that was dropped."""
    if isinstance(data, StandIn):
        return np.zeros(0)
    return np.array(np.ravel(data)[:: data.size // 16 + 1])


def _same(sample: Any, other: Any) -> bool:
    """Tell whether two samples are equal but for the order in which sums were taken."""
    tolerance = float(np.sqrt(np.finfo(sample.dtype).eps))
    largest = float(np.max(np.abs(sample), initial=0.0, where=np.isfinite(sample)))
    return np.allclose(sample, other, rtol=tolerance, atol=tolerance * largest, equal_nan=True)


def _keeps_gradient(tensor: Tensor) -> bool:
    return tensor._extra is not None and tensor._extra.retains_grad


def _name(function: Any) -> str:
    return getattr(function, "__name__", type(function).__name__)
