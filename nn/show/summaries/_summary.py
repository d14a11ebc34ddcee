"""A model as a table: layers, output shapes, parameters, multiply-adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import Tensor

from ...module import Module
from ..running import Call, inputs_of, run, tensors_in
from .summary_rows import SummaryRow, folded, rows_of, waiting_in
from .summary_table import as_html, as_text, bytes_written, cells_of

__all__ = ["Summary", "SummaryRow", "summary"]


@dataclass(frozen=True, repr=False)
class Summary:
    """A model as a table, which prints itself, and in a notebook shows itself as HTML.

    Attributes:
        rows: one for each module, a `SummaryRow` with `path`, `kind`, `depth`, `calls`, `output`,
            `parameters`, `trainable`, `multiply_adds` and `notes`.
        total_parameters: the number of elements of all parameters, each counted once.
        trainable_parameters: how many of these require a gradient.
        total_buffers: the number of elements of all buffers.
        parameter_bytes: the memory of the parameters.
        activation_bytes: the memory of the outputs of all layers, which training keeps for the
            backward pass; None if the model did not run.
        total_multiply_adds: of one forward pass; None if the model did not run.
        complete: False if a module with parameters has a `forward` of its own, whose computation is
            not among the multiply-adds.

    Example:
        >>> import nn
        >>> table = nn.summary(nn.Linear(3, 2), input_size=(1, 3))
        >>> table.total_parameters, table.total_multiply_adds, table.rows[0].output
        (8, 6, (1, 2))
    """

    rows: tuple[SummaryRow, ...]
    total_parameters: int
    trainable_parameters: int
    total_buffers: int
    parameter_bytes: int
    activation_bytes: int | None
    total_multiply_adds: int | None
    complete: bool

    def _cells(self) -> list[list[str]]:
        return cells_of(self.rows, self.total_multiply_adds is not None)

    def _totals(self) -> list[str]:
        totals = ["parameters: 0"]
        if self.total_parameters:
            every = self.trainable_parameters == self.total_parameters
            totals = [
                f"parameters: {self.total_parameters:,} "
                f"({'all' if every else f'{self.trainable_parameters:,}'} trainable), "
                f"{bytes_written(self.parameter_bytes)}"
            ]
        if self.total_buffers:
            totals.append(f"buffers: {self.total_buffers:,}")
        if self.activation_bytes is not None:
            totals.append(f"outputs of layers: {bytes_written(self.activation_bytes)}")
        if self.total_multiply_adds is not None:
            rest = "" if self.complete else " + ? (what a forward of your own computes)"
            totals.append(f"multiply-adds: {self.total_multiply_adds:,}{rest}")
        return totals

    def __repr__(self) -> str:
        return as_text(self._cells(), self._totals())

    def _repr_html_(self) -> str:
        return as_html(self._cells(), self._totals())


def summary(
    model: Module, x: Any = None, *, input_size: Any = None, depth: int | None = None
) -> Summary:
    """Tell what a model consists of: layers, output shapes, parameters, multiply-adds.

    A copy of the model runs once, in evaluation mode, without the model's hooks: modes, buffers,
    random generators and layers that wait for their first input stay as they are. Of a layer that
    waits, the table shows what this input would make of it.

    A multiply-add is one step of a sum, `sum = sum + a * b`. A linear layer has
    `outputs * in_features` of them, a convolution `outputs * in_channels / groups * kernel
    elements`; activation functions have none. Of modules of your own, the layers that they call are
    counted; `?` stands for what their `forward` computes with parameters of its own, and a dash
    for modules that were not called.

    Args:
        model: the model.
        x: what it is called with: a Tensor, an array or a list; a tuple of them for several inputs.
            Default: none; the table has no outputs and multiply-adds then.
        input_size: in place of `x` its shape, with the axis of the batch, such as `(1, 28, 28)`; a
            list of shapes for several inputs. The input consists of ones in the dtype of the
            parameters.
        depth: show so many levels below the model; what lies deeper counts in the row above it.
            Default: all.

    Returns:
        The table. It prints itself; `rows` and totals are its attributes.

    Raises:
        TypeError: `model` is no module, `x` is a shape, or a shape has something else than
            integers.
        ValueError: both `x` and `input_size` are given, a length is negative, or `depth` is.
        RuntimeError: the model cannot be copied.

    Example:
        >>> import nn
        >>> nn.summary(nn.MLP([784, 512, 512, 10]), input_size=(1, 784))
        layer          output    parameters  trainable  multiply-adds
        -------------------------------------------------------------
        MLP            (1, 10)
          (0): Linear  (1, 512)     401,920        yes        401,408
          (1): ReLU    (1, 512)           0                         0
          (2): Linear  (1, 512)     262,656        yes        262,144
          (3): ReLU    (1, 512)           0                         0
          (4): Linear  (1, 10)        5,130        yes          5,120
        -------------------------------------------------------------
        parameters: 669,706 (all trainable), 2.6 MiB
        outputs of layers: 8.0 KiB
        multiply-adds: 668,672
    """
    if not isinstance(model, Module):
        kind = f"the class {model.__name__}" if isinstance(model, type) else type(model).__name__
        raise TypeError(f"summary: takes a model, an nn.Module, got {kind}")
    if x is not None and input_size is not None:
        raise ValueError("summary: give the input x or its shape input_size, not both")
    if isinstance(x, tuple) and x and all(map(_is_integer, x)):
        shape = tuple(map(int, x))
        raise TypeError(f"summary: x is the input; give its shape as input_size={shape}")
    if depth is not None and (not _is_integer(depth) or depth < 0):
        raise ValueError(f"summary: depth must be an integer of at least 0, got {depth!r}")
    waiting = waiting_in(model)
    done = None
    if x is not None or input_size is not None:
        inputs = inputs_of(x) if input_size is None else _ones(input_size, model)
        done = run(model, inputs, "summary")
        model = done.model
    rows = rows_of(model, done.calls if done else [], waiting)
    activation_bytes = _activation_bytes(done.calls) if done else None
    if done:
        done.take_apart()
    return Summary(
        rows=tuple(folded(rows, depth)),
        total_parameters=sum(row.parameters for row in rows),
        trainable_parameters=sum(row.trainable for row in rows),
        total_buffers=sum(buffer.size for buffer in model.buffers()),
        parameter_bytes=sum(_bytes(parameter) for parameter in model.parameters()),
        activation_bytes=activation_bytes,
        total_multiply_adds=sum(row.multiply_adds for row in rows) if done else None,
        complete=all(row.complete for row in rows),
    )


def _ones(input_size: Any, model: Module) -> tuple[Any, ...]:
    """Return inputs of given shapes; ones, so that neither 1 / x nor log x is infinite."""
    given = isinstance(input_size, (tuple, list))
    several = given and any(isinstance(part, (tuple, list)) for part in input_size)
    shapes = list(input_size) if several else [input_size]
    dtypes = (p.dtype for p in model.parameters() if p.dtype.kind == "f")
    dtype = next(dtypes, np.dtype(np.float32))
    return tuple(Tensor(np.ones(_checked_shape(shape), dtype)) for shape in shapes)


def _is_integer(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _checked_shape(shape: Any) -> tuple[int, ...]:
    lengths = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    for length in lengths:
        if not _is_integer(length):
            raise TypeError(
                f"summary: input_size is a shape such as (1, 28, 28), or a list of shapes; got "
                f"{shape!r:.80}"
            )
        if length < 0:
            raise ValueError(f"summary: a length in input_size is negative: {shape!r:.80}")
    return tuple(map(int, lengths))


def _activation_bytes(calls: list[Call]) -> int:
    """Return the memory of what layers computed; views of their inputs take none."""
    total = 0
    for call in calls:
        if not call.children:
            given = [_array(t) for t in tensors_in(call.arguments)]
            for output in map(_array, tensors_in(call.output)):
                if not any(np.may_share_memory(output, x) for x in given):
                    total += output.nbytes
    return total


def _bytes(tensor: Tensor) -> int:
    return tensor.size * tensor.dtype.itemsize


def _array(x: Any) -> Any:
    return np.asarray(x.data if isinstance(x, Tensor) else x)
