"""Products over any axes of any number of tensors, in Einstein's notation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._operation import operation
from ..matrices import diagonal
from ..shape import broadcast_to, squeeze, unsqueeze
from .subscripts import from_lists, understand

__all__ = ["einsum"]

# From this many products on, the search for an order in which matrix products do the work pays.
_MANY = 30_000


def _einsum_rule(g: Any, out: Any, index: int, *inputs: Any, subscripts: str) -> Any:
    """Put `g` in the place of the input, and exchange that input's indices with the output's."""
    before, _, output = subscripts.partition("->")
    terms = before.split(",")
    mine, terms[index] = terms[index], output
    # Along an index that only this input has the sum takes all elements alike.
    alone = [axis for axis, i in enumerate(mine) if not any(i in term for term in terms)]
    kept = "".join(i for axis, i in enumerate(mine) if axis not in alone)
    operands = [*inputs[:index], g, *inputs[index + 1 :]]
    slope = _einsum(operands, f"{','.join(terms)}->{kept}")
    return broadcast_to(unsqueeze(slope, tuple(alone)), inputs[index].shape) if alone else slope


@operation(_einsum_rule, variadic=True, view=True)
def _einsum(*operands: Any, subscripts: str) -> Any:
    """Return the sum where no operand has an index twice, and all lengths of an index are equal."""
    dtype = np.result_type(*operands)
    arrays = [np.asarray(x, dtype) if isinstance(x, (int, float)) else x for x in operands]
    lengths: dict[str, int] = {}
    for term, x in zip(subscripts.partition("->")[0].split(","), arrays, strict=True):
        lengths.update(zip(term, x.shape, strict=True))
    many = len(arrays) > 1 and math.prod(lengths.values()) >= _MANY
    return np.einsum(subscripts, *arrays, optimize=many)


def einsum(*operands: Any, subscripts: str | None = None, optimize: Any = None) -> Any:
    """Multiply and sum in Einstein's notation: `einsum("ij,jk->ik", x, y)` is `x @ y`.

    Each letter is an index, each term the indices of one operand, that after `->` of the output.
    Operands are multiplied where their letters agree; letters that the output lacks are summed.
    A letter twice in a term takes the diagonal; `...` stands for further axes, which broadcast.
    Derivative: the einsum with `g` in the operand's place, and their indices exchanged.

    Args:
        *operands: the subscripts, a string, and then for each of its terms a Tensor, array or
            number (or, as in PyTorch, one list of them). Also NumPy's other form,
            `einsum(x, [0, 1], y, [1, 2], [0, 2])`, and that of formulas,
            `einsum([x, y], subscripts="ij,jk->ik")`.
        subscripts: the subscripts, if the operands are given as one list. Without `->` the output
            has the axes of the ellipsis, then the letters that occur once, in alphabetical order
            (capitals first). Axes of length 1 fit longer ones in other operands. An output
            without `...` sums the ellipsis's axes, as in PyTorch (an error in NumPy).
        optimize: NumPy's; without effect, for a good order is sought wherever that pays.

    Raises:
        ValueError: the subscripts are not well-formed, a term does not fit its operand's shape, an
            index has unequal lengths, or the output has an unknown index.
        TypeError: the first argument is no string, or there are no operands.

    Example:
        >>> from autograd import Tensor, einsum
        >>> x = Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> einsum("ij,jk->ik", x, x)
        Tensor([[ 7., 10.],
                [15., 22.]])
        >>> einsum("ii", x), einsum("ij->j", x)
        (Tensor(5.0), Tensor([4., 6.]))
    """
    subscripts, arguments = _parse(operands, subscripts)
    values = [np.asarray(x) if isinstance(x, (list, tuple)) else x for x in arguments]
    try:
        terms, output, lengths = understand(subscripts, tuple(np.shape(x) for x in values))
    except ValueError as error:
        raise ValueError(f"einsum({subscripts!r}): {error}") from None
    plain = [_plain(x, term, lengths) for x, term in zip(values, terms, strict=True)]
    return _einsum([x for x, _ in plain], f"{','.join(term for _, term in plain)}->{output}")


def _parse(operands: tuple[Any, ...], subscripts: str | None) -> tuple[str, list[Any]]:
    """Return the subscripts and the operands, in whatever form they were given."""
    if not operands:
        raise TypeError("einsum() needs subscripts and operands, such as einsum('ij,j', x, y)")
    if subscripts is not None:
        if len(operands) != 1 or not isinstance(operands[0], (list, tuple)):
            raise TypeError("einsum() takes the operands as one list if subscripts= is given")
        return subscripts, list(operands[0])
    first, *rest = operands
    if not isinstance(first, str):
        try:
            return from_lists(operands)
        except ValueError as error:
            raise TypeError(f"einsum(): {error}") from None
    if not rest:
        raise TypeError(f"einsum({first!r}) has no operands")
    if len(rest) == 1 and isinstance(rest[0], (list, tuple)) and "," in first:
        rest = list(rest[0])
    return first, rest


def _plain(x: Any, term: str, lengths: dict[str, int]) -> tuple[Any, str]:
    """Return an operand and its term without repeated and without broadcast indices."""
    while len(set(term)) < len(term):
        i = max(term, key=term.count)
        first = term.index(i)
        second = term.index(i, first + 1)
        x = diagonal(x, 0, first, second)
        term = term[:first] + term[first + 1 : second] + term[second + 1 :] + i
    ones = [
        axis for axis, (i, n) in enumerate(zip(term, np.shape(x), strict=True)) if n != lengths[i]
    ]
    if ones:
        x = squeeze(x, axis=tuple(ones))
        term = "".join(i for axis, i in enumerate(term) if axis not in ones)
    return x, term
