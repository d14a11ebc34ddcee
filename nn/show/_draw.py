"""The network as the slides draw it: neurons, or boxes for layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd.show import Picture

from ..checks import positive_integer
from .layers.layers_view import layers_view
from .neurons.looks import looks
from .neurons.neuron_view import drawn
from .neurons.reading import read_network
from .neurons.rows_of_layers import sample_of
from .options import check_choice

__all__ = ["draw"]


def draw(
    model: Any,
    x: Any = None,
    *,
    before: Any = None,
    view: str = "neurons",
    sample: int = 0,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    precision: int = 3,
    theme: str = "light",
    max_neurons: int = 8,
    direction: str = "LR",
    depth: int | None = None,
) -> Picture:
    """Draw a network as the slides do: neurons left to right, weights on the edges.

    A neuron shows its activation for `x`. An edge shows its weight: the number, the sign as a
    colour, the size as the line's width; a neuron's bias is the weight of a unit that is always 1.
    After a backward pass each weight shows its gradient, `∂ -0.688`, or a dash where it has none;
    with `before` also how the optimizer changed it, `0.14 → 0.174`. Weights are numbered layer by
    layer, in a layer neuron by neuron.

    Between two layers with more than 30 edges drawn the numbers are left out: the SVG picture shows
    them where the mouse points at an edge.

    A copy of the model computes the activations once, in evaluation mode: nothing of the model
    itself changes, and its hooks are not called.

    The neuron view shows models whose Linear layers stand in a row, with activation functions,
    normalizations, dropout and reshaping between them, be it in a `Sequential` or in a `forward` of
    your own. For all others there is `view="layers"`: a box for each layer with its settings,
    output shape and parameters, for convolutions the feature maps' sizes.

    Args:
        model: the model.
        x: one sample, `(features,)`, or a batch, `(N, ...)`. With `view="layers"` whatever the
            model takes. Default: none, and neurons without activations.
        before: with `view="neurons"`, the weights before the optimizer's step: what
            `model.state_dict()` returned, or a `copy.deepcopy(model)`. Default: none.
        view: "neurons" or "layers".
        sample: which sample of a batch is drawn. Default: the first.
        input_names: with `view="neurons"`, a name for each input. Default: x1, x2, ...
        output_names: likewise for each output. Default: y1, y2, ...
        precision: significant digits of numbers.
        theme: "light", "dark" or "colour-blind", where lines of negative weights are dashed too.
        max_neurons: the most neurons of a layer that are drawn, at least 2; those in the middle of
            more are left out, and the picture says how many. A single one too many is drawn.
        direction: with `view="layers"`, where the output lies: "LR", "RL", "TB" or "BT".
        depth: with `view="layers"`, draw containers that lie so deep as one box. Default: none.

    Returns:
        A Picture; `.save("network.svg")` (or `.png`, `.pdf`, `.dot`) writes it, Jupyter shows it.

    Raises:
        TypeError: `model` is no Module, or `x` or names are of the wrong type.
        ValueError: the model is no row of Linear layers, or a layer is waiting for its first input;
            `x`, `before` or the names do not fit; or a setting is none of those above, or one of
            the other view.
        IndexError: the batch has no such sample.
        RuntimeError: the model cannot be copied.

    Source: deck 1, "Back propagation example" and "Forward propagation".

    Example:
        >>> import autograd, nn
        >>> model = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 1, bias=False))
        >>> model.load_state_dict({"0.weight": [[0.11, 0.21], [0.12, 0.08]],
        ...                        "1.weight": [[0.14, 0.15]]})
        IncompatibleKeys(missing_keys=[], unexpected_keys=[])
        >>> x = autograd.Tensor([2.0, 3.0])
        >>> "w5 0.14" in nn.draw(model, x).source
        True
        >>> nn.HalfSquaredError()(model(x), [1.0]).backward()
        >>> "∂ -0.688" in nn.draw(model, x).source
        True
        >>> before = model.state_dict()
        >>> nn.optim.SGD(model.parameters(), lr=0.05).step()
        >>> "w5 0.14 → 0.174" in nn.draw(model, x, before=before).source
        True
    """
    where = "nn.draw"
    check_choice(view, ("neurons", "layers"), f"{where}: view")
    others = {"input_names": input_names, "output_names": output_names, "before": before}
    if view == "neurons":
        others = {"depth": depth, "direction": None if direction == "LR" else direction}
    for option, given in others.items():
        if given is not None:
            raise ValueError(f"{where}: view={view!r} has no option {option}")
    if view == "layers":
        return layers_view(model, x, theme=theme, direction=direction, depth=depth)
    if positive_integer(max_neurons, f"{where}: max_neurons") < 2:
        raise ValueError(f"{where}: max_neurons must be at least 2, got {max_neurons!r}")
    chosen = looks(theme, precision, where)
    row = None if x is None else sample_of(x, sample, where)
    network = read_network(model, row, before, (input_names, output_names), where)
    return drawn(network, chosen, max_neurons)
