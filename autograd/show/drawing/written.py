"""Values, names and parameters as short text."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np

from .widths import columns

__all__ = [
    "fits_one_line", "is_clean", "is_written_out", "number", "one_line", "parameter", "readable",
    "rows", "shortened", "summary",
]  # fmt: skip

_LONGEST = 40  # characters of a name
_LONGEST_PARAMETER = 30
_MOST_ELEMENTS = 6  # of an array that is written in full
_MOST_IN_ROWS = 12  # of a narrow matrix, which has a line for each row
_MOST_LABELS = 3  # elements of an array among an operation's parameters


def number(value: Any, precision: int) -> str:
    """Write a number: integers and booleans in full, others to so many significant digits."""
    if isinstance(value, (bool, int, np.integer, np.bool_)):
        return str(value)
    if isinstance(value, (complex, np.complexfloating)):
        return f"{complex(value):.{precision}g}"
    return f"{float(value) + 0.0:.{precision}g}"  # -0.0 is 0


def is_written_out(value: Any) -> bool:
    """Tell whether a value is small enough to be written in full."""
    if np.ndim(value) == 2 and np.shape(value)[1] <= _MOST_ELEMENTS:
        return 0 < np.size(value) <= _MOST_IN_ROWS
    return 0 < np.size(value) <= _MOST_ELEMENTS


def is_clean(value: Any) -> bool:
    """Tell whether a value has no NaN and no infinity."""
    return np.asarray(value).dtype.kind not in "fc" or bool(np.isfinite(value).all())


def fits_one_line(value: Any) -> bool:
    """Tell whether a value is small enough for a line."""
    return 0 < np.size(value) <= _MOST_ELEMENTS


def one_line(value: Any, precision: int) -> str:
    """Write a number or a small array: `[1, 2.5]`."""
    if np.ndim(value) == 0:
        return number(np.asarray(value)[()], precision)
    text = np.array2string(
        np.asarray(value), separator=", ", formatter={"all": lambda x: number(x, precision)}
    )
    return " ".join(text.split()).replace("[ ", "[")


def rows(matrix: Any, precision: int) -> list[str]:
    """Write a small matrix, a line for each row, its columns aligned to the right."""
    cells = [[number(x, precision) for x in row] for row in np.asarray(matrix)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "[" + "  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) + "]"
        for row in cells
    ]


def summary(value: Any, precision: int) -> tuple[list[str], str]:
    """Tell of a large array its least, mean and largest element, and what is not finite in it.

    Returns:
        Lines, and a warning such as "12 NaN", or an empty text.
    """
    array = np.asarray(value)
    if not array.size:
        return ["empty"], ""
    if array.dtype.kind == "b":
        return [f"{np.count_nonzero(array)} of {array.size} true"], ""
    warning = ""
    if not is_clean(array):
        counts = {"NaN": np.isnan(array).sum(), "infinite": np.isinf(array).sum()}
        warning = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        array = array[np.isfinite(array)]
    if not array.size:
        return [], warning
    mean = f"mean {number(_mean(array), precision)}"
    if array.dtype.kind == "c":
        return [mean], warning
    least, largest = (number(x, precision) for x in (array.min(), array.max()))
    return [f"min {least}, max {largest}", mean], warning


def _mean(array: Any) -> Any:
    """Return the mean of finite numbers, also where their sum is too large to be one."""
    exact = array.astype(np.result_type(array, np.float64), copy=False)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.mean(exact)
    return mean if np.isfinite(mean) else np.sum(exact / exact.size)


def readable(text: str) -> str:
    """Return text with something visible in place of what XML and one line cannot hold."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # the picture of the control character: ␀, ␊
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or (code & 0xFFFE) == 0xFFFE:
        return "�"
    # Marks that turn the direction of writing around would turn around what stands beside them.
    turns = unicodedata.bidirectional(character) in (
        "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    )  # fmt: skip
    return "�" if turns else character


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Leave out the middle of a long text: both a module's path and a last word say a lot."""
    if len(text) > 10 * longest:  # many of them may take no column
        text = f"{text[: 5 * longest]}{text[-5 * longest :]}"
    elif columns(text) <= longest:
        return text
    kept = len(text) // 2
    while kept and columns(text[:kept]) + columns(text[-kept:]) > longest - 1:
        kept -= 1
    return f"{text[:kept]}…{text[len(text) - kept :]}"


def parameter(name: str, value: Any) -> str:
    """Write a parameter of an operation: `axis=0`, `labels=[3, 1, 2, …]`, of an index `[0, 1:]`."""
    if name == "index":
        parts = value if isinstance(value, tuple) else (value,)
        return shortened(f"[{', '.join(map(_index, parts))}]", _LONGEST_PARAMETER)
    return shortened(f"{readable(name)}={_setting(value)}", _LONGEST_PARAMETER)


def _index(part: Any) -> str:
    if isinstance(part, slice):
        ends = [part.start, part.stop] + ([part.step] if part.step is not None else [])
        return ":".join("" if end is None else str(end) for end in ends)
    return "..." if part is Ellipsis else _setting(part)


def _setting(value: Any) -> str:
    array = _as_array(value)
    if array is not None and array.ndim > 1:
        return f"{' × '.join(map(str, array.shape))} {array.dtype}"
    if array is not None and array.ndim == 1:
        parts = [number(x, 4) for x in array[:_MOST_LABELS]]
        return f"[{', '.join(parts + ['…'] * (array.size > _MOST_LABELS))}]"
    if array is not None:
        return number(array[()], 4)
    if isinstance(value, (np.dtype, type)):
        return np.dtype(value).name if isinstance(value, np.dtype) else value.__name__
    if value is None or isinstance(value, (str, tuple, list, type(Ellipsis))):
        return readable(repr(value))
    return getattr(value, "__name__", None) or type(value).__name__


def _as_array(value: Any) -> np.ndarray[Any, Any] | None:
    """Return a number, a list of numbers or an array as an array; None for all else."""
    if not isinstance(value, (bool, int, float, complex, list, np.ndarray, np.generic)):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # lists of different lengths
        return None
    return array if array.dtype.kind in "biufc" else None
