"""Backward hooks: called when the gradients of a module's outputs and inputs have arrived.

What goes into the module and what comes out of it passes through a node of the graph each, and
hooks of these two Tensors see the gradients. The module's own operations stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import autograd
from autograd import Tensor

__all__ = ["Follower"]


class Follower:
    """Follows one call of a module into the backward pass, and calls the hooks there.

    Args:
        module: what is called.
        before: its hooks for when the gradient of its output has arrived, by key.
        after: its hooks for when the gradients of its inputs are known too.
    """

    def __init__(self, module: Any, before: Mapping[int, Any], after: Mapping[int, Any]) -> None:
        self.module = module
        self.before = before
        self.after = after
        self.grad_output: tuple[Any, ...] = ()
        self.inputs_count = 0
        self.inputs_have_gradients = False

    def inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the arguments to call the module with."""
        self.inputs_count = len(args)
        watched = _watched(args, self._at_inputs)
        self.inputs_have_gradients = watched is not None
        return watched or args

    def outputs(self, output: Any) -> Any:
        """Return the output to go on with."""
        if isinstance(output, Tensor):
            return (_watched((output,), self._at_outputs) or (output,))[0]
        if not isinstance(output, (tuple, list)):
            raise TypeError(
                f"the backward hooks of {type(self.module).__name__} need outputs that are "
                f"Tensors, or tuples or lists of them, got a {type(output).__name__}"
            )
        watched = _watched(tuple(output), self._at_outputs) or tuple(output)
        make = getattr(output, "_make", type(output))  # the former of a named tuple
        return make(watched)

    def _at_outputs(self, gradients: tuple[Any, ...]) -> tuple[Any, ...]:
        for hook in list(self.before.values()):
            gradients = _replaced(gradients, hook.function(self.module, gradients))
        self.grad_output = gradients
        if not self.inputs_have_gradients:
            self._at_inputs((None,) * self.inputs_count)
        return gradients

    def _at_inputs(self, gradients: tuple[Any, ...]) -> tuple[Any, ...]:
        grad_output, self.grad_output = self.grad_output, ()  # let go: it may be part of a graph
        for hook in list(self.after.values()):
            given = hook.function(self.module, gradients, grad_output)
            gradients = _replaced(gradients, given)
        return gradients


def _replaced(gradients: tuple[Any, ...], given: Any) -> tuple[Any, ...]:
    """Return the gradients after a hook that returned `given`."""
    if given is None:
        return gradients
    listed = given if isinstance(given, tuple) else (given,)
    new = tuple(g if g is None or isinstance(g, Tensor) else Tensor(g) for g in listed)
    wanted, got = ([None if g is None else g.shape for g in some] for some in (gradients, new))
    if wanted != got:
        raise RuntimeError(
            f"a backward hook must return None, or gradients of the shapes {wanted} that it was "
            f"given; got {got}"
        )
    return new


class _Joint:
    """Several Tensors as one, so that their gradients arrive together, and one as several again."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.length = len(values)
        self.places = [i for i, v in enumerate(values) if isinstance(v, Tensor) and v.requires_grad]
        # Not the values themselves: a hook must not keep them alive.
        self.kinds = [(values[i].shape, values[i].dtype) for i in self.places]

    def join(self, values: tuple[Any, ...]) -> Tensor:
        parts: list[Any] = [values[i] for i in self.places]
        if len(parts) == 1:  # without a copy
            return autograd.reshape(parts[0], self.kinds[0][0])  # type: ignore[no-any-return]
        return autograd.concatenate([autograd.ravel(part) for part in parts])  # type: ignore[no-any-return]

    def part(self, whole: Tensor) -> tuple[Any, ...]:
        """Return the Tensors in their places, and None in those of other values."""
        parts: list[Any] = [None] * self.length
        start = 0
        for place, (shape, dtype) in zip(self.places, self.kinds, strict=True):
            end = start + math.prod(shape)
            one = whole if len(self.places) == 1 else whole[start:end].reshape(shape)
            parts[place], start = one.astype(dtype), end
        return tuple(parts)


def _watched(
    values: tuple[Any, ...], receive: Callable[[tuple[Any, ...]], tuple[Any, ...]]
) -> tuple[Any, ...] | None:
    """Send the Tensors among values through one node, where `receive` sees their gradients.

    Returns:
        The values to go on with; None if there will be no gradients.
    """
    joint = _Joint(values)
    whole = joint.join(values) if joint.places else None
    if whole is None or not whole.requires_grad:  # under no_grad
        return None

    def on_gradient(gradient: Tensor) -> Tensor | None:
        gradients = joint.part(gradient)
        new = receive(gradients)
        return None if new is gradients else joint.join(new)

    whole.register_hook(on_gradient)
    passed = zip(values, joint.part(whole), strict=True)
    return tuple(value if part is None else part for value, part in passed)
