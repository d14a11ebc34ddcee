"""Memory that a step of training frees is kept for the next step.

A step frees and takes again the same few large arrays. Left to itself, the C library of Linux
(glibc) gives large ones back to the system at once, which then clears every page of the next ones
as they are first used: that can take as long as the arithmetic. So importing `autograd` asks glibc
to keep what is freed, for arrays of up to 32 MB, unless more than 256 MB are free at the end of its
memory. Larger arrays go back to the system as before. It is a setting of the whole process.

Nothing is set where the environment variable `HANDGRAD_KEEP_FREED_MEMORY` is `0` when `autograd` is
imported; where one of glibc's own variables, such as `MALLOC_TRIM_THRESHOLD_` or `GLIBC_TUNABLES`,
says what to do; and on other systems.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

__all__ = ["keep_freed_memory"]

# The parameters of mallopt, from glibc's malloc.h, and the largest threshold that it accepts.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGEST_KEPT = 32 * 2**20
_MOST_KEPT = 256 * 2**20


def keep_freed_memory(environment: Mapping[str, str] = os.environ) -> bool:
    """Ask the C library to keep freed memory, unless the user has said otherwise.

    Args:
        environment: the environment variables. Default: those of the process.

    Returns:
        Whether the library was asked and has agreed.
    """
    if environment.get("HANDGRAD_KEEP_FREED_MEMORY") == "0" or _says_something(environment):
        return False
    try:
        if not (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc"):
            return False
        from ctypes import CDLL  # NumPy has loaded it already

        set_option = CDLL(None).mallopt
        return bool(
            set_option(_MMAP_THRESHOLD, _LARGEST_KEPT) and set_option(_TRIM_THRESHOLD, _MOST_KEPT)
        )
    except (AttributeError, ImportError, OSError, ValueError):  # another system or library
        return False


def _says_something(environment: Mapping[str, str]) -> bool:
    """Tell whether the user has set something of the C library's memory."""
    return "glibc.malloc." in environment.get("GLIBC_TUNABLES", "") or any(
        f"MALLOC_{name}_" in environment
        for name in ("MMAP_MAX", "MMAP_THRESHOLD", "TOP_PAD", "TRIM_THRESHOLD")
    )
