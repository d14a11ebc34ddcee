"""How an example is run: its options, its seed, a folder for its pictures, and what it claims."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import autograd
from examples._output import make_folder

__all__ = ["ClaimFailed", "claim", "read_options"]


class ClaimFailed(SystemExit):
    """An example did not show what it is there to show; its program ends with the reason."""


def claim(what: str, holds: Any) -> None:
    """Print what the example shows; if it does not hold, end the program and say so.

    Args:
        what: the claim, as a clause: "the cost stays at ln 2".
        holds: whether it does.

    Raises:
        ClaimFailed: if it does not. With other settings than an example's own it may.
    """
    if not holds:
        raise ClaimFailed(f"Not shown, with these settings: {what}.")
    print(f"Shown: {what}.")


def read_options(
    file: str,
    about: str | None,
    arguments: Sequence[str] | None,
    **settings: tuple[Any, str],
) -> argparse.Namespace:
    """Return the options of an example, and seed the random numbers.

    Args:
        file: the example's `__file__`, which gives its name.
        about: the example's `__doc__`, for --help.
        arguments: the command's arguments. None: those of this process.
        settings: for each further option, its default and what it is: `steps=(100, "updates")`
            makes `--steps`, an integer as its default is. False makes a flag.

    Returns:
        The options: `seed`, a whole number (0); `out`, the folder of --out, which exists, or None;
        and the settings.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # where ∂ cannot be printed, there is a ?
    prog = f"python -m examples.{Path(file).stem}"
    parser = argparse.ArgumentParser(prog=prog, description=about)
    for name, (default, help_text) in settings.items():
        option = f"--{name.replace('_', '-')}"
        if default is False:
            parser.add_argument(option, action="store_true", help=help_text)
        else:
            kind = _positive if isinstance(default, int) else type(default)
            shown = f"{help_text} (default: {default})"
            parser.add_argument(option, type=kind, default=default, help=shown)
    parser.add_argument("--seed", type=_whole, default=0, help="of the random numbers (default: 0)")
    parser.add_argument("--out", metavar="FOLDER", help="save the pictures in this folder")
    options = parser.parse_args(arguments)
    options.out = None if options.out is None else make_folder(options.out)
    autograd.manual_seed(options.seed)
    return options


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"must be 0 or more, not {number}")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {number}")
    return number
