"""What a derivation goes through: which values get a line of their own, and which do not.

A named value has its line. An unnamed one that is used once is written into the formula of the
value that uses it, as one writes `u = w * x + b` by hand, unless that formula would get long. What
goes into a layer, a loss or a matrix product has its line: its gradient is a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..._tensor import Tensor
from ...chain_rule import topological_order

__all__ = ["Plan", "is_computed", "make_plan"]

_LONGEST = 5  # operations in one formula
_VIEWS = {"permute", "reshape", "squeeze", "unsqueeze"}  # stay where they are written


@dataclass(frozen=True)
class Plan:
    """The recorded graph, divided into lines.

    Attributes:
        order: the tensors behind the output that require a gradient, each before its inputs.
        users: those that use a tensor, once for each use, the youngest first.
        owner: for each computed tensor the one in whose line it is computed, often itself.
    """

    order: list[Tensor]
    users: dict[Tensor, list[Tensor]]
    owner: dict[Tensor, Tensor]

    def has_line(self, tensor: Tensor) -> bool:
        """Tell whether a tensor has a line of its own: if not, it is part of a formula."""
        return self.owner.get(tensor, tensor) is tensor

    def line_of(self, tensor: Tensor) -> list[Tensor]:
        """Return the tensors computed in the line of `tensor`, each before its inputs."""
        line = [tensor]
        for member in line:  # which grows while it is gone through
            line += [x for x in member._inputs if isinstance(x, Tensor) and not self.has_line(x)]
        return sorted(line, key=lambda t: t._time, reverse=True)

    def towards(self, targets: Iterable[Tensor]) -> set[Tensor]:
        """Return the tensors on a way from the output to the targets, targets included."""
        wanted = set(targets)
        for tensor in reversed(self.order):
            if any(isinstance(x, Tensor) and x in wanted for x in tensor._inputs):
                wanted.add(tensor)
        return wanted

    def reached(self) -> set[Tensor]:
        """Return the tensors that a gradient reaches: not those behind a step or an index alone."""
        reached = {self.order[0]}
        for tensor in self.order:
            if tensor in reached and tensor._operation is not None:
                rules = tensor._operation.rules
                one = tensor._operation.variadic
                reached.update(
                    x for i, x in enumerate(tensor._inputs)
                    if isinstance(x, Tensor) and x._state and rules[0 if one else i] is not None
                )  # fmt: skip
        return reached


def is_computed(tensor: Tensor) -> bool:
    """Tell whether the graph still knows how a tensor was computed."""
    return tensor._operation is not None and bool(tensor._inputs)


def make_plan(
    root: Tensor, targets: AbstractSet[Tensor], named: AbstractSet[Tensor],
    every_operation: bool | None,
) -> Plan:  # fmt: skip
    """Divide the computation of `root` into lines.

    Args:
        root: the output.
        targets: what is asked for; these have lines of their own.
        named: those that their users gave a name.
        every_operation: whether each operation has a line. Default: only if no result of one, but
            the output, is named.
    """
    order = topological_order([root])
    users: dict[Tensor, list[Tensor]] = {tensor: [] for tensor in order}
    for tensor in order:
        for x in tensor._inputs:
            if isinstance(x, Tensor) and x._state:
                users[x].append(tensor)
    computed = [t for t in reversed(order) if is_computed(t)]
    if every_operation is None:
        every_operation = not any(t in named for t in computed if t is not root)
    if every_operation:
        return Plan(order, users, {t: t for t in computed})
    alone = {
        t for t in computed
        if t is root or t in named or t in targets or len(users[t]) > 1
    }  # fmt: skip
    alone |= {x for t in computed if not _takes_formulas(t) for x in _computed_operands(t)}
    _break_up_long_formulas(computed, alone)
    owner: dict[Tensor, Tensor] = {}
    for tensor in reversed(computed):
        owner[tensor] = tensor if tensor in alone else owner[users[tensor][0]]
    return Plan(order, users, owner)


def _takes_formulas(tensor: Tensor) -> bool:
    """Tell whether an operation stands in formulas as a sign, or as a function of one operand."""
    made = tensor._operation
    if len(tensor._inputs) == 1:  # of parts of a result the whole has a line
        return not made.saves and made.name != "getitem"
    return bool(made.sign) and made.sign != "@"


def _computed_operands(tensor: Tensor) -> Iterator[Tensor]:
    """Yield the computed inputs of an operation, and in the place of other shapes the originals."""
    for x in tensor._inputs:
        while isinstance(x, Tensor) and is_computed(x) and x._operation.name in _VIEWS:
            x = x._inputs[0]
        if isinstance(x, Tensor) and is_computed(x):
            yield x


def _break_up_long_formulas(computed: list[Tensor], alone: set[Tensor]) -> None:
    """Add to those that have a line of their own the longest parts of formulas that are too long.

    Args:
        computed: the oldest first.
        alone: those that have a line of their own already.
    """
    lengths: dict[Tensor, int] = {}
    for tensor in computed:
        parts = [x for x in tensor._inputs if isinstance(x, Tensor) and is_computed(x)]
        inside = sorted((x for x in parts if x not in alone), key=lengths.__getitem__)
        while 1 + sum(lengths[x] for x in inside) > _LONGEST:
            alone.add(inside.pop())
        lengths[tensor] = 1 + sum(lengths[x] for x in inside)
