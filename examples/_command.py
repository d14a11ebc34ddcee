"""How an example is run: its options, its seed, a folder for its pictures, and what it claims."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import autograd
from examples._output import make_folder
from examples._program import end_without_traceback, replace_unprintable

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
    **settings: tuple[Any, ...],
) -> argparse.Namespace:
    """Return the options of an example, and seed the random numbers.

    Args:
        file: the example's `__file__`, which gives its name.
        about: the example's `__doc__`, for --help.
        arguments: the command's arguments. None: those of this process.
        settings: for each further option, its default, what it is, and, if there is one, the
            least that it may be: `lr=(0.1, "learning rate", 0)` makes `--lr`, a number as its
            default is. Whole numbers are 1 or more unless they say otherwise. False makes a flag.

    Returns:
        The options: `seed`, a whole number (0); `out`, the folder of --out, which exists, or None;
        and the settings.
    """
    replace_unprintable()
    if arguments is None:
        end_without_traceback()
    prog = f"python -m examples.{Path(file).stem}"
    parser = argparse.ArgumentParser(
        prog=prog, description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, (default, help_text, *least) in settings.items():
        option = f"--{name.replace('_', '-')}"
        if default is False:
            parser.add_argument(option, action="store_true", help=help_text)
        else:
            kind = str if isinstance(default, str) else _number(type(default), *least)
            shown = f"{help_text} (default: {default})"
            parser.add_argument(option, type=kind, default=default, help=shown)
    seed = "of the random numbers (default: 0)"
    parser.add_argument("--seed", type=_number(int, 0), default=0, help=seed)
    parser.add_argument("--out", metavar="FOLDER", help="save the pictures in this folder")
    options = parser.parse_args(arguments)
    options.out = None if options.out is None else make_folder(options.out)
    autograd.manual_seed(options.seed)
    return options


def _number(kind: type, least: float | None = None) -> Callable[[str], Any]:
    """Return what reads a number of this kind that is finite and not below the least."""
    if least is None:
        least = 1 if kind is int else -math.inf
    wanted = "a whole number" if kind is int else "a finite number"
    wanted += f", {least} or more" if least > -math.inf else ""

    def read(text: str) -> Any:
        try:
            number = kind(text)
        except ValueError:
            number = math.nan
        if not (abs(number) < math.inf and number >= least):
            raise argparse.ArgumentTypeError(f"must be {wanted}, not {text}")
        return number

    return read
