"""One file of named arrays with a few words about them, whatever its format; written whole.

The format follows the suffix: `.safetensors`, and `.npz` for everything else. The words (metadata)
name the program, the version of the format and what the file holds. A file of another program has
none, or its own; it is read as weights.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from .npz_archive import read_npz, write_npz
from .safetensors_archive import read_safetensors, write_safetensors

__all__ = [
    "FORMAT_VERSION", "checked_place", "place_of", "read_file", "write_file", "written_whole",
]  # fmt: skip

FORMAT_VERSION = 1
_PROGRAM = "handgrad"
_LONGEST_NAME = 60_000  # bytes; a zip archive can hold a few more
_PYTORCH_SUFFIXES = {".bin", ".ckpt", ".pkl", ".pt", ".pth"}


def place_of(path: str | os.PathLike[str]) -> Path:
    """Return the path, with `.npz` where it has no suffix."""
    place = Path(path)
    return place if place.suffix else place.with_suffix(".npz")


def checked_place(path: str | os.PathLike[str], caller: str) -> Path:
    """Return the path to write to, or say why nothing can be written there.

    Raises:
        FileNotFoundError: there is no such folder.
        ValueError: the suffix belongs to a format that is not written.
    """
    place = place_of(path)
    if place.suffix.lower() in _PYTORCH_SUFFIXES:
        raise ValueError(
            f"{caller}: {place.name} looks like a pickle of PyTorch's, which is not written here; "
            f"take the suffix .safetensors, which PyTorch reads, or .npz"
        )
    if not place.parent.is_dir():
        raise FileNotFoundError(
            f"{caller}: there is no folder {place.parent} to write {place.name} to"
        )
    return place


def write_file(
    path: str | os.PathLike[str],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    content: str,
    caller: str,
    **words: str,
) -> Path:
    """Write arrays and words in one file, and return its path.

    Args:
        path: the file; its suffix chooses the format, a missing one becomes `.npz`.
        arrays: arrays by their names.
        content: what the file holds, such as "weights"; `read_file` gives it back.
        caller: the function that errors name.
        **words: more words about the arrays.

    Raises:
        OSError: the folder does not exist or cannot be written to.
        ValueError: the suffix belongs to a format that is not written, or an array has a name that
            the format cannot hold.
    """
    place = checked_place(path, caller)
    for name in arrays:
        # A zip archive would end the name at the zero; no format has words for half a character.
        length = len(name.encode(errors="surrogatepass"))
        if "\0" in name or length > _LONGEST_NAME or length != len(name.encode(errors="ignore")):
            raise ValueError(f"{caller}: no array in a file can have the name {name[:80]!r}")
    metadata = {
        "program": _PROGRAM, "format_version": str(FORMAT_VERSION), "content": content, **words,
    }  # fmt: skip
    write = write_safetensors if _is_safetensors(place) else write_npz
    with written_whole(place) as file:
        write(file, arrays, metadata)
    return place


@contextlib.contextmanager
def written_whole(place: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of an older one once the block has ended well.

    It is written beside its place and then renamed: after an interruption there is the old file or
    the new one, never half of one.
    """
    # Shortened: systems limit a name to 255 bytes, and a character has up to four.
    beside = place.with_name(f"{place.name[:50]}.{secrets.token_hex(4)}.part")
    # Created by os.open, the file has the permissions that the user's umask gives any file.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(beside, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read_file(
    path: str | os.PathLike[str], caller: str
) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, str]]:
    """Return the arrays of a file and its words, which are empty for another program's.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, of another kind, or of a newer version of this library.
        ImportError: it needs the package safetensors, which is not installed.
    """
    place = place_of(path)
    content = place.read_bytes()  # first, to tell an error of the disk from a damaged file
    if _is_pickle_of_pytorch(place, content):
        raise ValueError(
            f"{caller}: {place} is a pickle, as torch.save writes it; a pickle may run any code, "
            f"so it is never opened here. Convert it where PyTorch is installed: "
            f'safetensors.torch.save_file(torch.load("{place.name}", weights_only=True), '
            f'"{place.with_suffix(".safetensors").name}")'
        )
    safe = _is_safetensors(place)
    try:
        arrays, metadata = read_safetensors(content) if safe else read_npz(content)
    except ImportError:
        raise
    except Exception as error:  # what a damaged file raises has many kinds
        article, kind = ("a", ".safetensors") if safe else ("an", ".npz")
        raise ValueError(
            f"{caller}: {place} is not {article} {kind} file of weights: {error}"
        ) from error
    if metadata.get("program") != _PROGRAM:
        return arrays, {}
    version = metadata.get("format_version", "")
    if not version.isdecimal() or int(version) > FORMAT_VERSION:
        raise ValueError(
            f"{caller}: {place} has the format version {version!r}; this library reads versions up "
            f"to {FORMAT_VERSION}. Update it: pip install --upgrade handgrad"
        )
    return arrays, metadata


def _is_safetensors(place: Path) -> bool:
    return place.suffix.lower() == ".safetensors"


def _is_pickle_of_pytorch(place: Path, content: bytes) -> bool:
    """Tell a file that torch.save wrote: a zip archive with a pickle in it, or a bare pickle."""
    if content[:2] == b"PK":
        with contextlib.suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.endswith("data.pkl") for name in archive.namelist())
    return content[:1] == b"\x80" and place.suffix.lower() in _PYTORCH_SUFFIXES
