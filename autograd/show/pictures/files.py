"""Writing what is shown to a file: whole, or not at all, with errors that name the file."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

__all__ = ["checked_place", "write_whole"]


def checked_place(path: str | os.PathLike[str], suffixes: Sequence[str], caller: str) -> Path:
    """Return the path to write to, with `~` as the home folder, or say why it cannot be one.

    Args:
        path: where to write.
        suffixes: those that it may have, in small letters.
        caller: the function that errors name.

    Raises:
        TypeError: `path` is not a path.
        ValueError: it has none of the suffixes.
        FileNotFoundError: there is no such folder.
        IsADirectoryError: there is a folder of that name.
    """
    if not isinstance(path, (str, os.PathLike)) or isinstance(os.fspath(path), bytes):
        raise TypeError(f"{caller}: takes a path as str or Path, got {type(path).__name__}")
    place = Path(path).expanduser()
    if place.suffix.lower() not in suffixes:
        raise ValueError(
            f"{caller}: the suffix of {place.name!r} must be one of {', '.join(suffixes)}"
        )
    if not place.parent.is_dir():
        raise FileNotFoundError(
            f"{caller}: there is no folder {place.parent} to write {place.name} to"
        )
    if place.is_dir():
        raise IsADirectoryError(f"{caller}: {place} is a folder; give the name of a file in it")
    return place


def write_whole(place: Path, content: bytes, caller: str) -> None:
    """Write a file, which takes the place of an older one only once all of it is written.

    A link stays a link, to a file with the new content.

    Raises:
        OSError: the folder or the older file cannot be written to, or the disk is full.
    """
    try:
        target = Path(os.path.realpath(place))
        beside = target.with_name(f"{secrets.token_hex(8)}.part")
        mode = _mode_of_writable(target)
        # Created by os.open, the file has the permissions that the user's umask gives any file.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(beside, flags, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            if mode is not None:
                os.chmod(beside, mode)
            os.replace(beside, target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or error
        raise OSError(error.errno, f"{caller}: cannot write {place}: {reason}") from error


def _mode_of_writable(target: Path) -> int | None:
    """Return the permissions of a file, None if there is none; it must be one that can be written.

    Renaming over a file that is protected from writing would succeed.
    """
    with contextlib.suppress(FileNotFoundError):
        os.close(os.open(target, os.O_WRONLY))
        return target.stat().st_mode & 0o7777
    return None
