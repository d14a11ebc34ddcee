"""The lines of one step of training: the equation of each number in it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from autograd import Tensor
from autograd.show import Formula
from autograd.symbol import Symbol

from ..neurons.network import Column, Network, Weights
from .equations import Equations, Sides, derivative, formulas_of
from .training_step import TrainingStep

__all__ = ["StepLines", "loss_name", "sum_name"]


def sum_name(column: Column, i: int) -> str:
    """Return the name of a neuron's weighted sum: its own where no function follows."""
    return f"z_{column.names[i]}" if column.functions else column.names[i]


def loss_name(loss_function: Any) -> str:
    """Return what a loss is called."""
    return str(getattr(loss_function, "__name__", type(loss_function).__name__))


class StepLines:
    """Writes the equations of a step of training.

    Columns are counted from the inputs, which are column 0.

    Args:
        step: the step.
        precision: significant digits.
    """

    def __init__(self, step: TrainingStep, precision: int) -> None:
        self._step = step
        self._network = step.network
        self._write = Equations(precision)
        self._loss_symbol, self._target_symbol = step.loss_symbol, step.target_symbol

    def given(self) -> list[Sides]:
        """Write the inputs and the target."""
        inputs = self._network.columns[0]
        target = np.asarray(self._step.target.data).squeeze()
        pairs = zip([*inputs.names, self._target_symbol], [*inputs.values, target], strict=True)
        return [self._write.given(name, value) for name, value in pairs]

    def weighted_sum(self, network: Network, c: int, j: int) -> Sides:
        """Write a weighted sum: `h1 = x1 * w1 + x2 * w2 = 2 * 0.11 + 3 * 0.21 = 0.85`."""
        before, link, column = network.columns[c - 1], network.links[c - 1], network.columns[c]
        terms = [
            Symbol(name, x) * Symbol(link.weight.name(j, i), link.weight.values[j, i])
            for i, (name, x) in enumerate(zip(before.names, before.values, strict=True))
        ]
        if link.bias is not None:
            terms.append(Symbol(link.bias.name(j), link.bias.values[j, 0]))
        value = (column.values if column.sums is None else column.sums)[j]
        return self._write.line(Symbol(sum_name(column, j), value), value, _sum(terms))

    def activation(self, network: Network, c: int, j: int) -> Sides:
        """Write what the functions of a column make of a sum: `h1 = sigmoid(z_h1) = ...`."""
        column = network.columns[c]
        value, formula = column.values[j], self._function(network, c, j)[0]
        left = Symbol(column.names[j], value)
        if formula is not None:
            return self._write.line(left, value, formula)
        text = "z"  # all sums of the column
        for name in column.functions:
            text = f"{name}({text})"
        return self._in_words(left, text, value)

    def loss(self, network: Network, value: Any) -> Sides:
        """Write the loss."""
        formula, left = self._loss(network, value)[0], Symbol(self._loss_symbol, value)
        if formula is not None:
            return self._write.line(left, value, formula)
        names = network.columns[-1].names
        output = names[0] if len(names) == 1 else "y"
        return self._in_words(
            left, f"{loss_name(self._step.loss_function)}({output}, {self._target_symbol})", value
        )

    def gradients_of_outputs(self) -> list[Sides]:
        """Write the derivative of the loss with respect to each output: `dL/dy = y - t = ...`."""
        names, values = self._network.columns[-1].names, self._step.arriving[-1]
        slope = self._loss(self._network, self._step.loss)[1]
        formulas = []
        if slope is not None and np.allclose(slope.value, values, equal_nan=True):
            formulas.append(slope)
        if len(names) == 1:
            left = derivative(self._loss_symbol, names[0], values[0])
            return [self._write.line(left, values[0], *formulas)]
        lines = [
            self._write.line(derivative(self._loss_symbol, name, value), value)
            for name, value in zip(names, values, strict=True)
        ]
        if formulas:  # one for all outputs
            left = derivative(self._loss_symbol, "y", values)
            lines.insert(0, self._write.line(left, values, *formulas))
        return lines

    def sent_back(self, c: int, i: int) -> Sides:
        """Write what comes back to a neuron of a hidden column, the sum over all paths."""
        column, after = self._network.columns[c], self._network.columns[c + 1]
        weight = self._network.links[c].weight
        terms = [
            self._delta(after, j) * Symbol(weight.name(j, i), weight.values[j, i])
            for j in range(len(after))
        ]
        value = self._step.arriving[c - 1][i]
        return self._write.line(
            derivative(self._loss_symbol, column.names[i], value), value, _sum(terms)
        )

    def through_functions(self, c: int) -> list[Sides]:
        """Write how gradients go back through the functions of a column, to the sums."""
        column, arriving = self._network.columns[c], self._step.arriving[c - 1]
        lines = []
        for j, name in enumerate(column.names):
            slope = self._function(self._network, c, j)[1]
            formulas = (
                [] if slope is None else [derivative(self._loss_symbol, name, arriving[j]) * slope]
            )
            lines.append(self._write.line(self._delta(column, j), column.gradients[j], *formulas))
        return lines

    def weight_gradient(self, weights: Weights, j: int, i: int) -> Sides:
        """Write the gradient of a weight: a product for each time that its layer is used."""
        name, terms = weights.name(j, i), []
        for c, link in enumerate(self._network.links):
            before, after = self._network.columns[c], self._network.columns[c + 1]
            same = (weights.letter, weights.first)
            if same == (link.weight.letter, link.weight.first):
                terms.append(self._delta(after, j) * Symbol(before.names[i], before.values[i]))
            elif link.bias is not None and same == (link.bias.letter, link.bias.first):
                terms.append(self._delta(after, j))
        value = weights.gradients[j, i]
        return self._write.line(derivative(self._loss_symbol, name, value), value, _sum(terms))

    def update(self, new: Weights, old: Weights, j: int, i: int) -> Sides:
        """Write `new w5 = w5 - lr * dL/dw5 = ...`; where that is not what was done, the change.

        Args:
            new: the weights after the step.
            old: those before it, with their gradients.
            j: the neuron to which the weight leads.
            i: the neuron from which it comes.
        """
        name, value = new.name(j, i), new.values[j, i]
        before, gradient = old.values[j, i], old.gradients[j, i]
        left = Symbol(f"new {name}", value)
        rate = self._rate(new, old, j, i) if self._goes_down_the_gradient else None
        if rate is not None:
            step = Symbol("lr", rate) * derivative(self._loss_symbol, name, gradient)
            return self._write.line(left, value, Symbol(name, before) - step)
        with np.errstate(invalid="ignore"):
            change = Symbol("change", value - before)
        return self._write.line(left, value, Symbol(name, before) + change)

    @cached_property
    def _goes_down_the_gradient(self) -> bool:
        """Whether all weights that changed did so by the learning rate times their gradients.

        One weight alone tells nothing: where the gradient is 0, most optimizers do nothing.
        """
        pairs = [
            (new, old)
            for first, second in zip(self._network.links, self._step.stepped.links, strict=True)
            for new, old in ((second.weight, first.weight), (second.bias, first.bias))
            if new is not None and old is not None and old.gradients is not None
        ]
        return all(
            self._rate(new, old, j, i) is not None
            for new, old in pairs
            for j, i in np.argwhere(new.values != old.values)
        )

    def _rate(self, new: Weights, old: Weights, j: int, i: int) -> Any:
        """Return the learning rate for which `w - lr * dL/dw` is the new weight, or None."""
        before = old.values[j, i]
        for lr in dict.fromkeys(group.get("lr") for group in self._step.optimizer.param_groups):
            # In the weights' own dtype: a step too small for it would pass for any other.
            plain = before - np.asarray(lr, before.dtype) * old.gradients[j, i]
            if np.isclose(plain, new.values[j, i], rtol=1e-6, atol=0, equal_nan=True):
                return lr
        return None

    def _delta(self, column: Column, j: int) -> Symbol:
        return derivative(self._loss_symbol, sum_name(column, j), column.gradients[j])

    def _in_words(self, left: Symbol, text: str, value: Any) -> Sides:
        first, result = self._write.line(left, value)
        return first, Formula(text), result

    def _function(self, network: Network, c: int, j: int) -> tuple[Symbol | None, Symbol | None]:
        """Return the formulas of an activation and of its derivative, where one sum is enough."""
        column = network.columns[c]
        z = Tensor(column.sums[j], requires_grad=True, name=sum_name(column, j))
        try:
            y = z
            for function in self._step.row.layers[c - 1].functions:
                y = function.apply(y)  # type: ignore[misc]
            return self._formulas(y, column.names[j], column.values[j], z)
        except Exception:  # it takes whole rows, as softmax does, or cannot be applied again
            return None, None

    def _loss(self, network: Network, value: Any) -> tuple[Symbol | None, Symbol | None]:
        """Return the formulas of the loss and of its derivative, of several outputs as a row y."""
        column, target = network.columns[-1], np.asarray(self._step.target.data)
        shape: tuple[int, ...] = () if len(column) == 1 else (len(column),)
        name = "y" if shape else column.names[0]
        y = Tensor(np.reshape(column.values, shape), requires_grad=True, name=name)
        if target.size == len(column):  # a loss that has to cast it would lose its name
            target = target.astype(y.dtype)
        goal_shape = shape if target.size == len(column) else ()
        t = Tensor(target.reshape(goal_shape), name=self._target_symbol)
        try:
            loss = self._step.loss_function(y, t)
            formula, slope = self._formulas(loss, self._loss_symbol, value, y)
        except Exception:  # it takes batches alone
            return None, None
        return formula, slope

    def _formulas(
        self, y: Any, name: str, value: Any, x: Tensor
    ) -> tuple[Symbol | None, Symbol | None]:
        """Return the formulas of `y` and dy/dx, if `y` is the number that was computed."""
        if np.shape(y.data) or not np.allclose(y.data, value, equal_nan=True):
            return None, None
        y.name = name
        return formulas_of(y, x)


def _sum(terms: list[Any]) -> Any:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
