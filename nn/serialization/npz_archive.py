"""NumPy's .npz archives: written as `np.savez` does, read without trusting a word of them."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

__all__ = ["read_npz", "write_npz"]

# The words about the arrays are the comment of the zip archive, which `np.load` does not show; a
# nested state, which is too long for one, is an entry.
_STATE = "state.json"
_END_OF_ARCHIVE = 22  # bytes before the comment
# Refused is what claims to unfold into more than this and into a hundred times its own size.
_LARGEST_UNFOLDED = 2**28


def write_npz(
    file: BinaryIO, arrays: Mapping[str, np.ndarray[Any, Any]], metadata: Mapping[str, str]
) -> None:
    """Write an archive, as `np.savez` does, whose keywords forbid some names of arrays."""
    with zipfile.ZipFile(file, "w") as archive:
        words = dict(metadata)
        if "state" in words:
            archive.writestr(_STATE, words.pop("state"))
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)
        archive.comment = json.dumps(words).encode()


def read_npz(content: bytes) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, str]]:
    """Return the arrays of an archive and its words.

    Raises:
        Exception: of many kinds, where the file is no archive of arrays of numbers.
    """
    if content.startswith(b"\x93NUMPY"):
        raise ValueError("it holds a single array; np.savez(path, name=array) writes an archive")
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        metadata = _words(content, archive.comment)
        _check_sizes(entries, len(content))
        for entry in entries:
            name = entry.filename.removesuffix(".npy")
            if entry.filename == _STATE:
                metadata["state"] = archive.read(entry).decode()
            elif name in arrays:
                raise ValueError(f"it holds {name!r} twice")
            else:
                arrays[name] = _read_array(archive, entry, name)
    return arrays, metadata


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse an archive that would unfold into absurdly much, before any of it is read."""
    stored = sum(e.file_size for e in entries if e.compress_type == zipfile.ZIP_STORED)
    unfolded = sum(e.file_size for e in entries)
    if stored > size or (unfolded > _LARGEST_UNFOLDED and unfolded > 100 * size):
        raise ValueError(f"it has {size:,} bytes and claims to hold {unfolded:,}")


def _words(content: bytes, comment: bytes) -> dict[str, str]:
    """Return the words in the comment; what another program wrote there is none of ours."""
    end = content[len(content) - len(comment) - _END_OF_ARCHIVE :]
    if end[:4] != b"PK\x05\x06" or int.from_bytes(end[20:22], "little") != len(comment):
        raise ValueError("its end is cut off")
    try:
        words = json.loads(comment)
    except ValueError:
        return {}
    return {k: v for k, v in words.items() if isinstance(v, str)} if isinstance(words, dict) else {}


def _read_array(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str
) -> np.ndarray[Any, Any]:
    with archive.open(info) as entry:
        version = np.lib.format.read_magic(entry)
        if version not in ((1, 0), (2, 0)):
            raise ValueError(f"{name!r} is in NumPy's array format {version}, which is not known")
        read_header = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, by_columns, dtype = read_header(entry)
        if dtype.hasobject:
            raise ValueError(f"{name!r} holds pickled objects, which are never loaded")
        if dtype.kind not in "biufc":
            raise ValueError(f"{name!r} holds {dtype}, not numbers")
        # Before anything is allocated: the header may claim what it likes.
        claimed = math.prod(shape) * dtype.itemsize
        if min(shape, default=0) < 0 or claimed > info.file_size:
            raise ValueError(
                f"{name!r} claims the shape {shape}, for which the entry has too few bytes"
            )
        values = bytearray(entry.read())  # to the end, where its checksum is compared
    if len(values) != claimed:
        raise ValueError(f"{name!r} has {len(values):,} bytes, its shape {shape} needs {claimed:,}")
    array = np.frombuffer(values, dtype)
    array = array.reshape(shape[::-1]).T if by_columns else array.reshape(shape)
    return array.astype(dtype.newbyteorder("="), order="C", copy=False)
