"""Nested states, such as an optimizer's, as named arrays and a JSON text; no pickles.

Plain values are themselves in the text, floats with every digit; what JSON has no word for is an
object with one key that begins with "$":

    {"$array": "optimizer/state/0/exp_avg"}    an array, by its name in the file
    {"$scalar": ...} {"$tensor": ...}          a NumPy scalar and a Tensor, likewise
    {"$tuple": [0.9, 0.999]}                   a tuple
    {"$float": "nan"}                          a float that is not finite
    {"$dict": [[0, ...], [1, ...]]}            a dict whose keys are not plain words
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np

from autograd import Tensor

__all__ = ["pack", "unpack"]


def pack(state: Any, name: str = "state") -> tuple[dict[str, np.ndarray[Any, Any]], str]:
    """Return the arrays of a nested state by their names, and the rest of it as JSON.

    Args:
        state: None, booleans, numbers, strings, arrays and Tensors, in dicts, lists and tuples.
        name: what the names of the arrays begin with.

    Raises:
        TypeError: the state holds something else; the message says where.

    Example:
        >>> import numpy as np
        >>> from nn.serialization.nested_state import pack, unpack
        >>> arrays, text = pack({"step": 3, "velocity": np.zeros(2)})
        >>> text
        '{"step": 3, "velocity": {"$array": "state/velocity"}}'
        >>> unpack(arrays, text)["step"]
        3
    """
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    return arrays, json.dumps(_encode(state, name, arrays), allow_nan=False)


def _encode(value: Any, path: str, arrays: dict[str, np.ndarray[Any, Any]]) -> Any:
    if isinstance(value, Tensor):
        return {"$tensor": _keep(value.data, path, arrays)}
    if isinstance(value, np.ndarray):
        return {"$array": _keep(value, path, arrays)}
    if isinstance(value, np.generic):  # before float: np.float64 is one
        return {"$scalar": _keep(value, path, arrays)}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, (list, tuple)):
        items = [_encode(item, f"{path}/{i}", arrays) for i, item in enumerate(value)]
        return items if isinstance(value, list) else {"$tuple": items}
    if isinstance(value, Mapping):
        pairs = [
            [_encode(key, f"{path}/key", arrays), _encode(item, f"{path}/{key}", arrays)]
            for key, item in value.items()
        ]
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return dict(pairs)
        return {"$dict": pairs}
    raise TypeError(
        f"{path} is a {type(value).__name__}; a state that is saved consists of numbers, strings, "
        f"None, arrays and Tensors, in dicts, lists and tuples"
    )


def _keep(value: Any, path: str, arrays: dict[str, np.ndarray[Any, Any]]) -> str:
    """Add an array under its path, or under a longer name where keys with slashes clash."""
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{path} is an array of {array.dtype}; only numbers are saved")
    while path in arrays:
        path += "'"
    arrays[path] = array
    return path


def unpack(arrays: Mapping[str, np.ndarray[Any, Any]], text: str) -> Any:
    """Return the nested state that `pack` took apart.

    Raises:
        ValueError: the text is no JSON of this kind, or an array is missing.
    """
    try:
        return _decode(json.loads(text, parse_constant=_refuse), arrays)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ValueError(f"the state cannot be read: {error}") from error


def _decode(value: Any, arrays: Mapping[str, np.ndarray[Any, Any]]) -> Any:
    if isinstance(value, list):
        return [_decode(item, arrays) for item in value]
    if not isinstance(value, dict):
        return value
    held: Any
    kind, held = next(iter(value.items()), ("", None))
    if not kind.startswith("$"):
        return {key: _decode(item, arrays) for key, item in value.items()}
    if len(value) > 1:
        raise ValueError(f"an object has keys beside {kind!r}")
    if kind in ("$array", "$scalar", "$tensor") and held not in arrays:
        raise ValueError(f"there is no array {held!r}")
    match kind:
        case "$array":
            return np.array(arrays[held])
        case "$scalar":
            return arrays[held][()]
        case "$tensor":
            return Tensor(np.array(arrays[held])[()])
        case "$float":
            return float(held)
        case "$tuple":
            return tuple(_decode(held, arrays))
        case "$dict":
            return {_decode(key, arrays): _decode(item, arrays) for key, item in held}
    raise ValueError(f"{kind!r} is not known")


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")
