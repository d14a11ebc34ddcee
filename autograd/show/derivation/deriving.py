"""Deriving: from a recorded computation to the lines of its derivation."""

from __future__ import annotations

import functools
import operator
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain, count
from typing import Any, TypeVar

import numpy as np

from ..._tensor import Tensor
from ...formula import simplified
from ...stand_ins import StandIn
from ...symbol import Symbol
from ..reading.naming import names_in, unique_names
from ..reading.recorded import (
    Flows,
    check_differentiable,
    check_not_overwritten,
    computed,
    flows_aside,
)  # fmt: skip
from .formulas import Formulas, NoFormula, bare, literal, with_number
from .plan import Plan, is_computed, make_plan
from .steps import Derivation, Equation, Gap, Step, Term

__all__ = ["derive"]

Item = TypeVar("Item")


def derive(
    root: Tensor,
    wrt: Tensor | Iterable[Tensor] | None = None,
    names: Mapping[str, Any] | None = None,
    model: Any = None,
    every_operation: bool | None = None,
    gradient: Any = None,
    max_steps: int | None = None,
) -> Derivation:
    """Return the derivation of the gradients of `root`; see `explain`.

    Args:
        root: the output.
        wrt: the tensors whose gradients are derived. Default: all leaves that require one.
        names: names of tensors, such as `locals()`. Default: only their own `.name`.
        model: a module whose `named_parameters()` name the parameters. Default: none.
        every_operation: whether each operation has a line. Default: only if no intermediate result
            is named.
        gradient: the gradient to start with. Default: 1.
        max_steps: how many lines a part may have; of a longer one only both ends are derived.
            Default: any number.
    """
    seed = _seed(root, gradient)
    operations = computed(root)
    check_not_overwritten(operations)
    targets = None if wrt is None else _targets(root, wrt, operations)
    called = names_in(root, operations, names, model)
    called = {key: " ".join(name.split()) for key, name in called.items()}  # each in one line
    named = {t for t in operations if called.get(id(t))}
    plan = make_plan(root, set(targets or ()), named, every_operation)
    flows = flows_aside(root, seed)
    formulas = Formulas(plan, _unique(plan, called), flows.gradients)
    backward, backward_gap = _backward(formulas, flows, targets, seed, max_steps)
    lines = [t for t in reversed(plan.order) if is_computed(t) and plan.has_line(t)]
    shown, forward_gap = _ends(lines, max_steps)
    forward = [_equation(t, formulas.value(t), formulas.line(t)[t]) for t in shown]
    given, given_gap = _ends(_given(formulas, shown), max_steps)
    if forward_gap:
        forward_gap = Gap(len(given) + forward_gap.place, forward_gap.count)
    gaps = {"given": given_gap, "forward": forward_gap, "backward": backward_gap}
    return Derivation(
        formulas.names[id(root)],
        (*given, *forward),
        tuple(backward),
        {part: gap for part, gap in gaps.items() if gap},
    )


# --- what is asked for ---------------------------------------------------------------------------


def _seed(root: Tensor, gradient: Any) -> Any:
    """Return the gradient that the backward pass starts with; None for 1."""
    check_differentiable(root, "explain", "explain")
    if gradient is None:
        if root._data.size != 1:
            raise ValueError(
                f"explain: only of a single number is there a gradient, and {root._label()} has "
                f"{root._data.size} elements. Reduce it first, for example with .sum(), or pass "
                f"the gradient with respect to it as gradient="
            )
        return None
    seed = Tensor(gradient, dtype=root._data.dtype)._data
    if seed.shape != root._data.shape:
        raise ValueError(
            f"explain: the gradient passed in has shape {seed.shape}, but {root._label()} has "
            f"shape {root._data.shape}"
        )
    return seed


def _targets(
    root: Tensor, wrt: Tensor | Iterable[Tensor], operations: Sequence[Tensor]
) -> list[Tensor]:
    """Return the tensors of the graph that are asked for."""
    if not isinstance(wrt, (Tensor, Iterable)):
        raise TypeError(f"explain: wrt is a Tensor or several, got {type(wrt).__name__}")
    wanted = [wrt] if isinstance(wrt, Tensor) else list(wrt)
    if not wanted:
        raise ValueError("explain: wrt is empty. Leave it out for all leaves")
    # A backward pass leaves outlines of large results in the graph; the user has the originals.
    outlines = {t._time: t for t in operations}
    behind = {root, *(x for t in operations for x in t._inputs if isinstance(x, Tensor))}
    targets = []
    for position, x in enumerate(wanted):
        if not isinstance(x, Tensor):
            raise TypeError(
                f"explain: wrt[{position}] is a {type(x).__name__}, not a Tensor: give the tensor "
                f"itself, not its name"
            )
        if not x._state:
            raise ValueError(
                f"explain: wrt[{position}], {x._label()}, does not require grad. Set "
                f"requires_grad=True on it before computing with it"
            )
        found = x if x in behind else outlines.get(x._time)
        if found is None:
            raise ValueError(
                f"explain: {root._label()} does not depend on wrt[{position}], {x._label()}"
            )
        targets.append(found)
    return targets


def _unique(plan: Plan, called: Mapping[int, str]) -> Mapping[int, str]:
    """Return the names of all that appears in formulas; numbers stand for themselves."""
    root = plan.order[0]
    tensors: list[Any] = []
    for tensor in reversed(plan.order):
        tensors += (x for x in tensor._inputs if _is_given(x, called))
        if tensor is root or (tensor in plan.owner and plan.has_line(tensor)):
            tensors.append(tensor)
    return unique_names(tensors, root, called)


def _is_given(x: Any, called: Mapping[int, str]) -> bool:
    """Tell whether an input is a leaf or a constant with a name of its own."""
    if isinstance(x, Tensor):
        return not is_computed(x) and bool(x._state or x._data.ndim or called.get(id(x)))
    return isinstance(x, (np.ndarray, StandIn)) and x.ndim > 0


# --- the lines -----------------------------------------------------------------------------------


def _equation(x: Any, symbol: Symbol, formula: Symbol | None) -> Equation:
    value = symbol.value if symbol.known else None
    tensor = x if isinstance(x, Tensor) else None
    return Equation(symbol.name, formula, value, symbol.shape, tensor)


def _given(formulas: Formulas, lines: Iterable[Tensor]) -> list[Equation]:
    """Return what the lines use and no line computes, in the order of their use."""
    equations: dict[int, Equation] = {}
    if not is_computed(formulas.root):
        equations[id(formulas.root)] = _equation(formulas.root, formulas.value(formulas.root), None)
    members = (member for line in lines for member in reversed(formulas.plan.line_of(line)))
    for user in members:
        for x in user._inputs:
            computed_here = isinstance(x, Tensor) and is_computed(x)
            if id(x) in formulas.names and not computed_here and id(x) not in equations:
                equations[id(x)] = _equation(x, formulas.value(x, user), None)
    return list(equations.values())


def _backward(
    formulas: Formulas,
    flows: Flows,
    targets: list[Tensor] | None,
    seed: Any,
    max_steps: int | None,
) -> tuple[list[Step], Gap | None]:
    """Return the steps from the output to what is asked for."""
    plan, root = formulas.plan, formulas.root
    reached = plan.reached()
    for target in targets or ():
        if target not in reached:
            raise ValueError(
                f"explain: {root._label()} does not depend differentiably on {target._label()}: "
                f"every way between them leads through an operation without a derivative"
            )
    wanted = reached if targets is None else reached & plan.towards(targets)
    shown, gap = _ends(_steps(plan, wanted), max_steps)
    terms: dict[Tensor, list[Term]] = {t: [] for t in shown}
    users = {plan.owner[user] for t in shown for user in plan.users[t] if user in reached}
    for user in sorted(users, key=lambda t: t._time):
        for x, formula in formulas.contributions(user, wanted).items():
            if x in terms:
                terms[x].append(_term(formulas, flows, user, x, formula, seed))
    return [_step(formulas, t, terms[t], seed) for t in shown], gap


def _steps(plan: Plan, wanted: Container[Tensor]) -> list[Tensor]:
    """Return what has a step: results, the youngest first, then leaves as they are reached so."""
    results = [t for t in plan.order if t in wanted and t in plan.owner and plan.has_line(t)]
    leaves = [t for t in plan.order if t in wanted and t not in plan.owner]
    place = {t: i for i, t in enumerate(plan.order)}

    def last_use(leaf: Tensor) -> tuple[int, int]:
        users = plan.users[leaf]
        line = min((place[plan.owner[user]] for user in users), default=0)
        return line, -max((place[user] for user in users), default=0)

    return results + sorted(leaves, key=last_use)


def _term(
    formulas: Formulas,
    flows: Flows,
    user: Tensor,
    x: Tensor,
    formula: Symbol | NoFormula,
    seed: Any,
) -> Term:
    """Return what comes to `x` through the line of `user`."""
    through = formulas.names[id(user)]
    parts = [
        flows.contributions.get((member, i))
        for member in formulas.plan.line_of(user)
        for i, used in enumerate(member._inputs)
        if used is x and member._operation.rules[0 if member._operation.variadic else i]
    ]
    value: Any = None
    if all(part is not None for part in parts):
        value = functools.reduce(operator.add, parts)
    if isinstance(formula, NoFormula):
        return Term(through, user, None, value, str(formula))
    words = _broadcast(formulas.names[id(x)], formula) if x.shape != user.shape else ""
    if user is formulas.root and seed is None and not user._data.shape:
        formula = with_number(formula, (through, through), 1)
    formula = _as_symbol(_without_rounding(simplified(formula)))
    return Term(through, user, formula, value, words)


def _without_rounding(formula: Any) -> Any:
    """Leave out that a result gets the precision of the input, which is no part of the rule."""
    made = formula.operation if isinstance(formula, Symbol) else None
    if made is None or not made.trusted or made.name != "cast" or formula.dtype.kind != "f":
        return formula
    exact = formula.operands[0]
    if not isinstance(exact, Symbol) or exact.operation is None or exact.dtype.kind != "f":
        return formula
    return Symbol.of(
        exact.operation, exact.operands, exact.parameters, formula.value, formula.known
    )


def _broadcast(name: str, formula: Symbol) -> str:
    """Say why a contribution is a sum over axes; nothing if it is none."""
    made = formula.operation
    if made is None or made.name != "sum" or not made.trusted:
        return ""
    axes = formula.parameters["axis"]
    if axes is None:
        return f"{name} is broadcast: its gradient is the sum over all elements"
    several = isinstance(axes, tuple) and len(axes) > 1
    listed = " and ".join(map(str, axes)) if isinstance(axes, tuple) else axes
    over = f"over axes {listed}" if several else f"over axis {listed}"
    return f"{name} is broadcast: its gradient is the sum {over}"


def _step(formulas: Formulas, tensor: Tensor, terms: list[Term], seed: Any) -> Step:
    gradient = formulas.gradient(tensor)
    formula: Symbol | None
    if tensor is formulas.root:
        formula = literal(gradient.value) if seed is None else _given_gradient(formulas)
    else:
        parts = [term.formula for term in terms if term.formula is not None]
        formula = parts[0] if len(parts) == len(terms) else None
        if formula is not None and len(parts) > 1:
            total = functools.reduce(operator.add, map(bare, parts))
            formula = _as_symbol(simplified(total))
    value = gradient.value if gradient.known else None
    return Step(formulas.names[id(tensor)], tuple(terms), formula, value, tensor)


def _given_gradient(formulas: Formulas) -> Symbol:
    """Return the Symbol of what the pass starts with, under a name that nothing else has."""
    taken = set(formulas.names.values())
    numbered = (f"gradient_{i}" for i in count(2))
    name = next(name for name in chain(["gradient"], numbered) if name not in taken)
    return Symbol(name, formulas.gradient(formulas.root).value)


def _as_symbol(formula: Any) -> Symbol:
    return formula if isinstance(formula, Symbol) else literal(formula)


def _ends(items: list[Item], limit: int | None) -> tuple[list[Item], Gap | None]:
    """Return both ends of a list that is longer than `limit`, and what is missing between them."""
    if limit is None or len(items) <= limit:
        return items, None
    place = (limit + 1) // 2
    kept = items[:place] + items[len(items) - (limit - place) :]
    return kept, Gap(place, len(items) - limit)
