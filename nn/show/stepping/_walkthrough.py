"""One step of training, to step through: the neuron view, forward, backward, update, forward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd
from autograd.show import Walkthrough

from ...checks import finite_number
from ..neurons.looks import looks
from ..neurons.network import Network
from ..neurons.neuron_view import MOST_NUMBERED
from ..neurons.rows_of_layers import sample_of
from .step_frames import step_frames
from .step_picture import step_picture
from .training_step import training_step

__all__ = ["walkthrough"]


def walkthrough(
    model: Any,
    x: Any,
    target: Any,
    loss_function: Any = None,
    optimizer: Any = None,
    *,
    lr: float = 0.05,
    sample: int = 0,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    precision: int = 4,
    title: str = "One step of training",
    theme: str = "auto",
) -> Walkthrough:
    """Make a page that goes through one step of training, neuron by neuron.

    It shows the network as `nn.draw` does, and beside it the equations with their numbers, as the
    decks do: each neuron's weighted sum and activation; the loss; backwards the gradients of the
    neurons, with the sums over all paths, and of the weights; the update of the weights; and a
    second forward pass with the new weights.

    All of it happens on copies, in evaluation mode: nothing of the model, its gradients, or the
    optimizer changes. Gradients are those that the engine computes.

    Args:
        model: the model, whose Linear layers stand in a row as `nn.draw` takes them, with at most
            30 weights and biases leading to each layer.
        x: one sample, `(features,)`, or a batch, `(N, ...)`.
        target: what the output should be: a number for each output, or the number of the class;
            with a batch `x`, one of these for each sample too, `(N, outputs)` or `(N,)`.
        loss_function: a loss of nn, or a function of an output and a target. Default:
            `nn.HalfSquaredError()`, as in the decks.
        optimizer: an optimizer of the model's parameters, whose next step is shown. Default: SGD.
        lr: the learning rate of SGD, where no optimizer is given. Default: 0.05.
        sample: which sample of a batch, and of its targets. Default: the first.
        input_names: a name for each input. Default: x1, x2, ...
        output_names: a name for each output. Default: y1, y2, ...
        precision: significant digits of numbers. Default: 4.
        title: of the page.
        theme: "light", "dark", or "auto", what the reader's system is set to. Default: "auto".

    Returns:
        A Walkthrough; `.save("step.html")` writes the page, `.save_frames("folder")` its pictures,
        Jupyter shows it.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: the model is no row of small Linear layers, `x`, the target or the names do not
            fit, a target may be one for each sample or a number for each output, the loss is not a
            single number, or there is nothing to update.
        IndexError: the batch has no such sample.
        RuntimeError: the model cannot be copied, or no program that draws was found.

    Source: deck 1, "Back propagation example", "Forward pass", "Calculating error",
        "Back propagation", "Forward propagation".

    Example:
        >>> import nn
        >>> model = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 1, bias=False))
        >>> model.load_state_dict({"0.weight": [[0.11, 0.21], [0.12, 0.08]],
        ...                        "1.weight": [[0.14, 0.15]]})
        IncompatibleKeys(missing_keys=[], unexpected_keys=[])
        >>> steps = nn.walkthrough(model, [2.0, 3.0], target=1.0)
        >>> steps.frames[1].line
        'h1 = x1 * w1 + x2 * w2 = 2 * 0.11 + 3 * 0.21 = 0.85'
        >>> steps.frames[-1].words
        'The loss was 0.3272 before the step; with the new weights it is 0.277.'
    """
    where = "nn.walkthrough"
    chosen = looks("light", precision, where)
    lr = finite_number(lr, f"{where}: lr", least=0)
    row, names = sample_of(x, sample, where), (input_names, output_names)
    shape = np.shape(x.data if isinstance(x, autograd.Tensor) else x)
    samples = shape[0] if len(shape) > 1 else 1
    place = int(sample) % samples, samples
    # Whatever the loss does, and wherever this is called: formulas come from what is recorded.
    with autograd.enable_grad(), autograd.use_generator(np.random.default_rng(0)):
        step = training_step(model, row, target, loss_function, optimizer, lr, names, where, place)
        _check_size(step.network, where)
        frames = step_frames(step, chosen)
    return Walkthrough(title, step_picture(step, chosen), frames, theme)


def _check_size(network: Network, where: str) -> None:
    """Refuse a network of which nobody would go through all weights."""
    for column, link in zip(network.columns[1:], network.links, strict=True):
        edges = link.weight.values.size + (link.bias.values.size if link.bias is not None else 0)
        if edges > MOST_NUMBERED:
            raise ValueError(
                f"{where}: {edges} weights lead to the layer {column.layer!r}, and more than "
                f"{MOST_NUMBERED} could not be gone through one by one; take a smaller network, or "
                f"autograd.walkthrough(loss), which goes through operations"
            )
