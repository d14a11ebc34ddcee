"""What an example does as a program: it prints on any terminal, and ends without a traceback."""

from __future__ import annotations

import atexit
import io
import os
import sys
from types import TracebackType

__all__ = ["end_without_traceback", "replace_unprintable"]


def replace_unprintable() -> None:
    """Print a ? in place of a character that the terminal does not have, such as ∂."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def end_without_traceback() -> None:
    """End quietly on Ctrl-C and when the reader ends (`| head`); say if Matplotlib is missing."""
    sys.excepthook = _end
    atexit.register(_flush)


def _end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, ImportError) and "matplotlib" in str(error).lower():
        hint = "install Matplotlib (pip install matplotlib) or leave out --out"
        print(f"cannot draw the pictures: {hint}", file=sys.stderr)
    elif not isinstance(error, (BrokenPipeError, KeyboardInterrupt)):
        sys.__excepthook__(kind, error, trace)


def _flush() -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # Python flushes once more when it ends: into nothing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
