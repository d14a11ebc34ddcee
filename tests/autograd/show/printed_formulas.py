"""What the tests read derivations with: a parser of the printed lines, and a small evaluator.

The evaluator goes through Python's syntax tree of a formula. It knows numbers, signs, names, the
functions of `autograd`, `.T` and `.mT`, indices and lists; a derivative such as `dL/dw` is a name.
"""

from __future__ import annotations

import ast
import operator
import re
from typing import Any, NamedTuple

import numpy as np

import autograd as ag
from autograd._operation import registry

OPERATIONS = {m.name: m for m in registry.values() if m.forward.__module__.startswith("autograd.")}
FUNCTIONS = {name: getattr(ag.ops, name) for name in ag.ops.__all__}
FUNCTIONS |= {"full": np.full, "ones": np.ones}
CONSTANTS = {"inf": np.inf, "nan": np.nan, "Ellipsis": ...}
BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.MatMult: operator.matmul, ast.Pow: operator.pow, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.BitXor: operator.xor,
}  # fmt: skip
UNARY = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert}
COMPARE = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


def evaluate(text: str, known: dict[str, Any]) -> Any:
    """Compute a formula from the values of the names in it."""
    names: dict[str, str] = {}
    for name in sorted(known, key=len, reverse=True):
        if name in text:
            key = f"name{len(names)}_"
            text = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", key, text)
            names[key] = name
    tree = ast.parse(text, mode="eval")
    with np.errstate(all="ignore"):
        return _value(tree.body, {key: known[name] for key, name in names.items()})


def _value(node: ast.expr, known: dict[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return Ellipsis if value is ... else value
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.BinOp(left=left, op=op, right=right):
            return BINARY[type(op)](_array(left, known), _array(right, known))
        case ast.UnaryOp(op=op, operand=operand):
            return UNARY[type(op)](_array(operand, known))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return COMPARE[type(op)](_array(left, known), _array(right, known))
        case ast.Tuple(elts=parts):
            return tuple(_value(part, known) for part in parts)
        case ast.List(elts=parts):
            return [_value(part, known) for part in parts]
        case ast.Slice(lower=start, upper=stop, step=step):
            return slice(*(None if part is None else _value(part, known) for part in (start, stop, step)))
        case ast.Subscript(value=value, slice=index):
            return np.asarray(_value(value, known))[_value(index, known)]
        case ast.Attribute(value=value, attr="T"):
            return np.transpose(_array(value, known))
        case ast.Attribute(value=value, attr="mT"):
            return np.swapaxes(_array(value, known), -1, -2)
        case ast.Call(func=ast.Name(id="slice"), args=args):
            return slice(*(_value(argument, known) for argument in args))
        case ast.Call(func=ast.Name(id="array"), args=[nested], keywords=keywords):
            return np.array(_value(nested, known), **{str(k.arg): _value(k.value, known) for k in keywords})
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            return _call(name, [_value(a, known) for a in args],
                         {str(k.arg): _value(k.value, known) for k in keywords})  # fmt: skip
    raise ValueError(f"the evaluator does not know {ast.unparse(node)}")


def _array(node: ast.expr, known: dict[str, Any]) -> Any:
    value = _value(node, known)
    return np.asarray(value)[()] if isinstance(value, list) else value


def _call(name: str, args: list[Any], settings: dict[str, Any]) -> Any:
    if name not in OPERATIONS:
        if name not in FUNCTIONS:
            raise ValueError(f"there is no function {name}")
        return FUNCTIONS[name](*args, **settings)
    made = OPERATIONS[name]
    operands = args[0] if made.variadic else args
    settings = {**made.defaults, **settings}
    if not made.variadic:  # optional operands at the end are not written
        operands = [*operands, *[None] * (len(made.rules) - len(operands))]
    # Numbers as the engine has them; of a whole number that stands in a formula it may be the type.
    operands = [np.asarray(a)[()] if isinstance(a, list | float) else a for a in operands]
    result = made.forward(*operands, **settings)
    return result[0] if made.saves else result


class Printed(NamedTuple):
    """A printed line: `left = side = side`."""

    left: str
    sides: list[str]


def printed_lines(text: str) -> list[Printed]:
    """Read the lines of a derivation's text, those on several rows put together."""
    whole: list[str] = []
    for row in text.splitlines():
        if not row.startswith("    ") or row.startswith("    ("):
            continue
        row = re.sub(r"    (shape \([\d, ]*\)|\([\d, ]*\) = .*)$", "", row)
        if row.startswith("     "):
            whole[-1] += " " + row.strip()
        else:
            whole += re.split(r", (?=[^\s=\[\]()]+ = )", row.strip()) if "[" not in row else [row.strip()]
    return [Printed(line.split(" = ")[0], line.split(" = ")[1:]) for line in whole]
