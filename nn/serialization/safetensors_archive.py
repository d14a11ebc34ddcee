"""The safetensors format, by its own package: a checked header, then plain numbers; no code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

__all__ = ["read_safetensors", "write_safetensors"]

_DTYPES = {
    "BOOL": "?", "U8": "u1", "I8": "i1", "U16": "<u2", "I16": "<i2", "U32": "<u4", "I32": "<i4",
    "U64": "<u8", "I64": "<i8", "F16": "<f2", "F32": "<f4", "F64": "<f8", "C64": "<c8",
}  # fmt: skip


def _package() -> Any:
    try:
        import safetensors
        import safetensors.numpy
    except ImportError as error:
        raise ImportError(
            ".safetensors files need the package safetensors: pip install safetensors; "
            "a name that ends in .npz needs nothing"
        ) from error
    return safetensors


def write_safetensors(
    file: BinaryIO, arrays: Mapping[str, np.ndarray[Any, Any]], metadata: Mapping[str, str]
) -> None:
    """Write arrays and words; other programs, PyTorch among them, read the arrays by name.

    Raises:
        TypeError: an array has a dtype that the format does not know.
        ValueError: an array has the name that the format needs for the words.
    """
    package = _package()
    if "__metadata__" in arrays:
        raise ValueError("an array in a .safetensors file cannot have the name '__metadata__'")
    known = {np.dtype(code) for code in _DTYPES.values()}
    for name, array in arrays.items():
        if array.dtype.newbyteorder("=") not in known:
            raise TypeError(
                f"{name!r} has dtype {array.dtype}, which the safetensors format does not know; "
                f"save as .npz"
            )
    file.write(
        package.numpy.save(
            {name: np.asarray(array, order="C") for name, array in arrays.items()}, dict(metadata)
        )
    )


def read_safetensors(content: bytes) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, str]]:
    """Return the arrays and the words of a file; bfloat16 becomes float32, which holds it exactly.

    Raises:
        Exception: of several kinds, where the file is damaged.
    """
    package = _package()
    if content[:2] == b"PK":
        raise ValueError("it is a zip archive; the suffix of such a file is .npz")
    tensors = package.deserialize(content)  # checks the header, its size, and every offset
    arrays = {name: _array(name, **tensor) for name, tensor in tensors}
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    metadata: dict[str, str] = header.get("__metadata__") or {}
    # PyTorch's save_model writes a shared parameter once, and notes its other names here.
    for name, kept in metadata.items():
        if kept in arrays and name not in arrays:
            arrays[name] = arrays[kept].copy()
    return arrays, metadata


def _array(name: str, dtype: str, shape: list[int], data: bytearray) -> np.ndarray[Any, Any]:
    if dtype == "BF16":  # the upper half of a float32
        widened = np.frombuffer(data, "<u2").astype(np.uint32) << np.uint32(16)
        return widened.view(np.float32).reshape(shape)
    if dtype not in _DTYPES:
        raise ValueError(
            f"{name!r} has the dtype {dtype}, which NumPy does not have; convert it to float32"
        )
    code = np.dtype(_DTYPES[dtype])
    return np.frombuffer(data, code).reshape(shape).astype(code.newbyteorder("="), copy=False)
