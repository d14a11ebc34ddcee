"""IDX, the file format of MNIST: reading it strictly."""

import gzip
import math
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["read_idx"]

_UNSIGNED_BYTE = 0x08
_OTHER_TYPES = {0x09: "int8", 0x0B: "int16", 0x0C: "int32", 0x0D: "float32", 0x0E: "float64"}


def read_idx(path: str | os.PathLike[str]) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes.

    Such a file is: two zero bytes, the type code 8, the number of dimensions, each dimension as a
    big-endian 32-bit integer, and then exactly the bytes of the array in row-major order.

    Args:
        path: the file; a name that ends in ``.gz`` means that it is compressed with gzip.

    Returns:
        A new array of dtype uint8 with the shape that the file states.

    Raises:
        OSError: when the file cannot be opened, as from `open`.
        ValueError: when it is not gzip although its name says so, is damaged, is not IDX, holds
            another type, or is shorter or longer than its header says; the error names the file.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     path = pathlib.Path(directory, "pair-idx1-ubyte")
        ...     count = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 2, 30, 40]))
        ...     read_idx(path)
        array([30, 40], dtype=uint8)
    """
    path = Path(path)
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = _decompress(content, path)
    shape = _read_header(content, path)
    start = 4 + 4 * len(shape)
    expected = start + math.prod(shape)
    if len(content) != expected:
        problem = "is truncated" if len(content) < expected else "has bytes after its end"
        raise ValueError(
            f"{path} {problem}: an IDX file of shape {shape} takes {expected:,} bytes, but it has "
            f"{len(content):,}; get it again"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape).copy()


def _decompress(content: bytes, path: Path) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        raise ValueError(
            f"{path} is not a gzip file, although its name ends in .gz (it begins with "
            f"{_hexadecimal(content[:4])}); rename it if it is not compressed, or get it again"
        )
    try:
        return gzip.decompress(content)
    except EOFError:
        raise ValueError(f"{path} is truncated: its gzip data ends early; get it again") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} is damaged: bad gzip data ({error}); get it again") from error


def _read_header(content: bytes, path: Path) -> tuple[int, ...]:
    """Return the shape that the header of ``content`` states."""
    if len(content) < 4:
        raise ValueError(
            f"{path} is truncated: it has {len(content)} bytes, and an IDX magic alone has 4"
        )
    type_code, dimensions = content[2], content[3]
    if content[:2] != b"\0\0" or (type_code != _UNSIGNED_BYTE and type_code not in _OTHER_TYPES):
        raise ValueError(
            f"{path} is not an IDX file: it begins with {_hexadecimal(content[:4])}, not with the "
            "magic 00 00 08 and the number of dimensions"
        )
    if type_code != _UNSIGNED_BYTE:
        raise ValueError(
            f"{path} holds IDX type 0x{type_code:02X} ({_OTHER_TYPES[type_code]}), which is not "
            "supported; only 0x08 (unsigned bytes) is"
        )
    if dimensions == 0:
        raise ValueError(f"{path} has an IDX magic that states 0 dimensions; at least 1 is needed")
    if len(content) < 4 + 4 * dimensions:
        raise ValueError(
            f"{path} is truncated: its IDX header states {dimensions} dimensions and ends early"
        )
    header: NDArray[Any] = np.frombuffer(content, ">u4", count=dimensions, offset=4)
    return tuple(int(length) for length in header)


def _hexadecimal(content: bytes) -> str:
    return content.hex(" ") or "nothing"
