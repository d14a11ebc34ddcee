"""One step of training, computed on copies: forward, backward, update, and forward again."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import autograd
from autograd import Tensor

from ...losses import HalfSquaredError
from ...module import Module
from ...optim import SGD
from ...optim.optimizer import Optimizer
from ..neurons.network import Network
from ..neurons.reading import network_of
from ..neurons.rows_of_layers import Row, row_of_layers

__all__ = ["TrainingStep", "training_step"]


@dataclass(frozen=True)
class TrainingStep:
    """What one step of training computes.

    Attributes:
        row: the layers of the copy that computed the first pass.
        network: the network of the first pass, with the sums and with all gradients.
        arriving: for each column after the first d(loss)/d(activation).
        stepped: the network of the second pass, with the new weights and the old ones as `before`.
        loss_function: what compared the output with the target.
        target: the target, of the shape that the loss takes.
        loss: its value in the first pass.
        new_loss: its value in the second pass.
        optimizer: the copy of the optimizer that made the step.
    """

    row: Row
    network: Network
    arriving: tuple[Any, ...]
    stepped: Network
    loss_function: Any
    target: Tensor
    loss: Any
    new_loss: Any
    optimizer: Optimizer

    @property
    def loss_symbol(self) -> str:
        """What the loss is called in formulas."""
        return self._free("L", "loss")

    @property
    def target_symbol(self) -> str:
        """What the target is called in formulas."""
        return self._free("t", "target")

    def _free(self, short: str, long: str) -> str:
        taken = {name for column in self.network.columns for name in column.names}
        return long if short in taken else short


def training_step(
    model: Any,
    x: Any,
    target: Any,
    loss_function: Any,
    optimizer: Any,
    lr: float,
    names: tuple[Sequence[str] | None, Sequence[str] | None],
    where: str,
    place: tuple[int, int] = (0, 1),
) -> TrainingStep:
    """Compute one step of training on copies of the model, the loss and the optimizer.

    Args:
        model: the model.
        x: a batch of one sample.
        target: what its output should be.
        loss_function: compares an output with a target; None for half the squared error.
        optimizer: an optimizer of the model's parameters; None for SGD.
        lr: the learning rate of SGD.
        names: of the inputs and of the outputs; None for x1, x2, ... and y1, y2, ...
        where: the function that asks, for errors.
        place: which sample of how many `x` was, where there may be a target for each.

    Raises:
        TypeError: the loss or the optimizer is something else.
        ValueError: the model is no row of Linear layers, the target does not fit, the loss is not
            a single number, or no parameter is to be optimized.
    """
    compare = _compare(loss_function, where)
    row = row_of_layers(model, x, where)
    twin = row.run.model.eval()  # the functions of its modules are asked for their formulas
    output = row.run.output
    goal = _target(target, output, place, where)
    loss = _loss(compare, output, goal, where)
    sums, arriving, gradients = _gradients(loss, row)
    for own, parameter, gradient in zip(
        model.parameters(), twin.parameters(), gradients, strict=True
    ):
        parameter.requires_grad = own.requires_grad
        parameter.grad = Tensor(gradient) if own.requires_grad else None
    network = network_of(row, twin, None, names, where)
    before = twin.state_dict()
    copied = _optimizer(optimizer, lr, model, twin, where)
    copied.step()
    second = row_of_layers(twin, x, where)
    stepped = network_of(second, twin, before, names, where)
    new_loss = _loss(compare, second.run.output, goal, where)
    return TrainingStep(
        row,
        _with_sums(network, row, sums),
        tuple(arriving),
        _with_sums(stepped, second),
        compare,
        goal,
        loss.data,
        new_loss.data,
        copied,
    )


def _with_sums(network: Network, row: Row, gradients: Sequence[Any] | None = None) -> Network:
    """Return the network with the weighted sums where functions follow, and their gradients."""
    columns = list(network.columns)
    for place, layer in enumerate(row.layers):
        column = columns[place + 1]
        columns[place + 1] = replace(
            column,
            sums=np.array(layer.sums.data).reshape(-1) if column.functions else None,
            gradients=gradients[place] if gradients is not None else None,
        )
    return replace(network, columns=tuple(columns))


def _gradients(loss: Tensor, row: Row) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the gradients of sums, of activations and of all parameters of the copy."""
    layers = row.layers
    groups: list[list[Tensor]] = [
        [layer.sums for layer in layers],
        [layer.outputs for layer in layers],
        list(row.run.model.parameters()),
    ]
    tensors = [tensor for group in groups for tensor in group]
    found = autograd.gradients(loss, tensors, allow_unused=True)
    # On what the loss does not depend, its derivative is 0.
    arrays = iter(
        np.zeros(t.shape, t.dtype) if gradient is None else np.array(gradient.data)
        for t, gradient in zip(tensors, found, strict=True)
    )
    sums, outputs, parameters = ([next(arrays) for _ in group] for group in groups)
    lengths = [layer.sums.numel() for layer in layers]
    # Of an input that is always 1 before the others there is no neuron.
    arriving = [a.reshape(-1)[a.size - n :] for a, n in zip(outputs, lengths, strict=True)]
    return [a.reshape(-1) for a in sums], arriving, parameters


def _compare(loss_function: Any, where: str) -> Any:
    """Return the loss function, a copy of it if it is a module."""
    if loss_function is None:
        return HalfSquaredError()
    if isinstance(loss_function, type) or not callable(loss_function):
        raise TypeError(
            f"{where}: loss_function must be a loss such as nn.MSELoss(), or a function of an "
            f"output and a target; got {loss_function!r:.80}"
        )
    return copy.deepcopy(loss_function) if isinstance(loss_function, Module) else loss_function


def _target(target: Any, output: Tensor, place: tuple[int, int], where: str) -> Tensor:
    """Return the target with the shape that goes with the output of a batch of one sample."""
    array = np.array(target.data if isinstance(target, Tensor) else target)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{where}: target must hold real numbers, got {array.dtype}")
    sample, samples = place
    one_for_each = samples > 1 and array.ndim > 0 and len(array) == samples
    fits = array.size == output.numel()
    if one_for_each and fits and (array.ndim > 1 or array.dtype.kind != "f"):
        raise ValueError(
            f"{where}: a target of shape {array.shape} may be one for each of the {samples} "
            f"samples, or a number for each output; give that of the sample that is shown alone, "
            f"as {array[sample].tolist()!r}, or a list of floats for the outputs"
        )
    if one_for_each and not fits:
        array = array[sample]
    if array.size == output.numel():
        return Tensor(array.reshape(output.shape))
    if array.size == 1:
        return Tensor(array.reshape(1))
    each = f", or one of these for each of the {samples} samples" if samples > 1 else ""
    raise ValueError(
        f"{where}: the output of one sample has shape {output.shape}, and the target "
        f"{array.shape}; give a number for each output, or one number for the class{each}"
    )


def _loss(compare: Any, output: Tensor, target: Tensor, where: str) -> Tensor:
    with np.errstate(all="ignore"):
        loss = compare(output, target)
    if not isinstance(loss, Tensor) or loss.numel() != 1:
        got = f"shape {loss.shape}" if isinstance(loss, Tensor) else type(loss).__name__
        raise ValueError(
            f"{where}: the loss must be a Tensor of one number, got {got}; with a loss module of "
            f"nn use reduction='sum' or 'mean'"
        )
    return loss if not loss.ndim else loss.sum()


def _optimizer(optimizer: Any, lr: float, model: Module, twin: Module, where: str) -> Optimizer:
    """Return a copy of the optimizer, for the parameters of the copy of the model."""
    if optimizer is None:
        learned = [parameter for parameter in twin.parameters() if parameter.requires_grad]
        if not learned:
            raise ValueError(f"{where}: all parameters of the model are frozen; nothing to update")
        return SGD(learned, lr=lr)
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"{where}: optimizer must be one of nn.optim, such as nn.optim.Adam("
            f"model.parameters()), got {optimizer!r:.80}"
        )
    own = {id(p): q for p, q in zip(model.parameters(), twin.parameters(), strict=True)}
    held = [p for group in optimizer.param_groups for p in group["params"]]
    if not any(id(parameter) in own for parameter in held):
        raise ValueError(f"{where}: the optimizer holds no parameter of the model")
    return copy.deepcopy(optimizer, dict(own))
