"""The sizes of a network's layers, as an option has them: 2,10,1."""

from __future__ import annotations

__all__ = ["sizes_of"]


def sizes_of(text: str, inputs: int | None = None, outputs: int | None = None) -> list[int]:
    """Return the sizes that an option names; if they cannot be, end the program and say why.

    Args:
        text: the option's value: "2,10,1".
        inputs: what the first one must be. Default: anything.
        outputs: what the last one must be. Default: anything.
    """
    numbers = text.split(",")
    if len(numbers) < 2 or not all(n.strip().isdecimal() and int(n) for n in numbers):
        raise SystemExit(f"--sizes must be two or more numbers such as 2,10,1, not {text!r}")
    sizes = [int(number) for number in numbers]
    for size, wanted, what in ((sizes[0], inputs, "begin"), (sizes[-1], outputs, "end")):
        if wanted not in (None, size):
            raise SystemExit(f"--sizes must {what} with {wanted} here, not with {size}")
    return sizes
