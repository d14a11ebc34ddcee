"""How many threads NumPy's OpenBLAS uses, asked of the library that NumPy's wheel brings."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np

__all__ = ["openblas_threads"]

_NAMES = ("scipy_openblas_get_num_threads64_", "scipy_openblas_get_num_threads")


def openblas_threads() -> int | None:
    """Return the number of threads; None where NumPy uses another library for its products."""
    package = Path(np.__file__).parent
    folders = (package.with_name("numpy.libs"), package / ".dylibs")  # Linux and Windows, macOS
    for path in (path for folder in folders for path in folder.glob("*openblas*")):
        library = ctypes.CDLL(str(path))  # NumPy has loaded it: this is the same one
        for name in _NAMES:
            if hasattr(library, name):
                return int(getattr(library, name)())
    return None
