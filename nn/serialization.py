"""Saving a model's weights in one file, and loading them again."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from .module import Module

__all__ = ["load", "save"]


def save(module: Module, path: str | os.PathLike[str]) -> Path:
    """Save the parameters and buffers of a module in one `.npz` file.

    The file is written beside its place and then renamed: after an interruption there is the old
    file or the new one, never half of one.

    Args:
        module: the model.
        path: the file; a missing suffix becomes `.npz`.

    Returns:
        The path of the file.

    Raises:
        OSError: the folder does not exist or cannot be written to.
        TypeError: `module` is not a Module.

    Example:
        >>> import nn, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = nn.save(nn.Linear(2, 1), f"{folder}/weights.npz")
        ...     fresh = nn.load(nn.Linear(2, 1), path)
    """
    if not isinstance(module, Module):
        raise TypeError(f"save: takes a Module, got {type(module).__name__}")
    place = _with_suffix(path)
    if not place.parent.is_dir():
        raise FileNotFoundError(f"save: there is no folder {place.parent} to write {place.name} to")
    state: dict[str, Any] = module.state_dict()
    descriptor, temporary = tempfile.mkstemp(dir=place.parent, prefix=place.name, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write_arrays(file, state)
            file.flush()
            os.fsync(file.fileno())
        _give_usual_permissions(temporary)
        os.replace(temporary, place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return place


def _with_suffix(path: str | os.PathLike[str]) -> Path:
    place = Path(path)
    return place if place.suffix else place.with_suffix(".npz")


def _write_arrays(file: Any, arrays: dict[str, Any]) -> None:
    """Write an .npz archive, as `np.savez` does, whose keywords forbid some names of arrays."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)


def _give_usual_permissions(path: str) -> None:
    """A temporary file is its owner's alone; a saved one is as readable as any other."""
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(path, 0o666 & ~mask)


def load(module: Module, path: str | os.PathLike[str], strict: bool = True) -> Module:
    """Load parameters and buffers that `save` wrote into a module, and return the module.

    Args:
        module: a model of the same shape as the saved one.
        path: the `.npz` file; a missing suffix becomes `.npz`.
        strict: missing and unexpected names are errors. Default: True.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is not an `.npz` archive of weights, or is damaged.
        RuntimeError: the weights do not fit the module; nothing is loaded then.

    Example:
        >>> import nn, tempfile
        >>> trained, fresh = nn.Linear(2, 1), nn.Linear(2, 1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = nn.save(trained, f"{folder}/weights.npz")
        ...     fresh = nn.load(fresh, path)
        >>> bool((fresh.weight == trained.weight).all())
        True
    """
    place = _with_suffix(path)
    with place.open("rb") as file:
        try:
            archive = np.load(file, allow_pickle=False)
            if isinstance(archive, np.ndarray):
                raise ValueError("it holds a single array")
            state = {name: archive[name] for name in archive.files}
        except Exception as error:  # what a damaged archive raises has many kinds
            raise ValueError(f"load: {place} is not an .npz file of weights: {error}") from error
    module.load_state_dict(state, strict=strict)
    return module
