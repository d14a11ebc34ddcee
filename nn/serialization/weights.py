"""Saving a model's weights, or any state, in one file, and loading them again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograd import Tensor

from ..module import Module
from .files import place_of, read_file, write_file
from .nested_state import pack, unpack

__all__ = ["load", "load_state", "save"]

# In a checkpoint the model's arrays have names that begin so.
_MODEL_IN_CHECKPOINT = "state/model/"


def save(model_or_state: Module | Mapping[str, Any], path: str | os.PathLike[str]) -> Path:
    """Save a model's parameters and buffers, or a state dict, in one file.

    The suffix chooses the format: `.npz` needs nothing and NumPy reads it; `.safetensors` needs the
    package of this name, and PyTorch reads it (`model.load_state_dict(load_file(path))`). Both
    record the version of the format. Each array keeps its dtype. A shared parameter is written
    under each of its names.

    The file is written beside its place and then renamed: after an interruption there is the old
    file or the new one, never half of one.

    Args:
        model_or_state: a model; or a dict, such as `model.state_dict()` or
            `optimizer.state_dict()`, of arrays, numbers, strings, lists and further dicts.
        path: the file; a missing suffix becomes `.npz`.

    Returns:
        The path of the file.

    Raises:
        OSError: the folder does not exist or cannot be written to.
        TypeError: it is neither a Module nor a dict, or holds what cannot be saved.
        ValueError: the suffix is that of a pickle of PyTorch's, or a name is not fit for a file.
        ImportError: safetensors is not installed.

    Example:
        >>> import nn, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = nn.save(nn.Linear(2, 1), f"{folder}/weights.npz")
        ...     fresh = nn.load(nn.Linear(2, 1), path)
    """
    if isinstance(model_or_state, Module):
        state: Mapping[str, Any] = model_or_state.state_dict()
    elif isinstance(model_or_state, Mapping):
        state = model_or_state
    else:
        raise TypeError(
            f"save: takes a Module or a state dict, got {type(model_or_state).__name__}"
        )
    if all(isinstance(k, str) and isinstance(v, (np.ndarray, Tensor)) for k, v in state.items()):
        return write_file(path, _arrays_of(state), "weights", "save")
    arrays, text = pack(state)
    return write_file(path, arrays, "state", "save", state=text)


def _arrays_of(state: Mapping[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    arrays = {
        name: np.asarray(value.data if isinstance(value, Tensor) else value)
        for name, value in state.items()
    }
    for name, array in arrays.items():
        if array.dtype.kind not in "biufc":
            raise TypeError(f"save: {name!r} is an array of {array.dtype}; only numbers are saved")
    return arrays


def load(module: Module, path: str | os.PathLike[str], strict: bool = True) -> Module:
    """Load parameters and buffers from a file into a model, all or none, and return the model.

    The file may come from `save`, from a Checkpoint (whose model is loaded), from `np.savez`, or,
    as `.safetensors`, from PyTorch: `safetensors.torch.save_file(model.state_dict(), path)`.

    The model's dtypes stay: float16, bfloat16 and float32 become float64 exactly, float64 is
    rounded to a float32 model's float32, integers become floats; floats for an integer buffer, and
    complex numbers for a real parameter, are an error.

    Args:
        module: a model of the same architecture as the saved one.
        path: the file; a missing suffix becomes `.npz`.
        strict: missing and unexpected names are errors. Default: True.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged or of another kind; a `.pt` file, a pickle, is never opened.
        RuntimeError: the weights do not fit the module. Nothing is loaded after any error.
        ImportError: safetensors is not installed.

    Example:
        >>> import nn, tempfile
        >>> trained, fresh = nn.Linear(2, 1), nn.Linear(2, 1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = nn.save(trained, f"{folder}/weights.npz")
        ...     fresh = nn.load(fresh, path)
        >>> bool((fresh.weight == trained.weight).all())
        True
    """
    if not isinstance(module, Module):
        raise TypeError(
            f"load: takes a Module and a path, got {type(module).__name__}; for the state dict "
            f"alone: load_state(path)"
        )
    arrays, words = read_file(path, "load")
    content = words.get("content", "weights")
    if content == "checkpoint":
        start = _MODEL_IN_CHECKPOINT
        arrays = {k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)}
    elif content != "weights":
        raise ValueError(
            f"load: {place_of(path)} holds a {content}, not weights; load_state(path) reads it"
        )
    module.load_state_dict(arrays, strict=strict)
    return module


def load_state(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the state dict that a file holds: what `save` was given, or a model's weights.

    Args:
        path: a file as for `load`; a missing suffix becomes `.npz`.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged or of another kind.
        ImportError: safetensors is not installed.

    Example:
        >>> import nn, tempfile
        >>> optimizer = nn.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.5)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = nn.save(optimizer.state_dict(), f"{folder}/optimizer.npz")
        ...     nn.load_state(path)["param_groups"][0]["lr"]
        0.5
    """
    arrays, words = read_file(path, "load_state")
    if "state" not in words:
        return dict(arrays)
    try:
        state = unpack(arrays, words["state"])
    except ValueError as error:
        raise ValueError(f"load_state: {place_of(path)}: {error}") from error
    if not isinstance(state, dict):
        raise ValueError(f"load_state: {place_of(path)} holds a {type(state).__name__}, not a dict")
    return state
