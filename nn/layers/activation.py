"""What the activation functions share that work in place in PyTorch, if one likes."""

from __future__ import annotations

from typing import ClassVar

from ..module import Module

__all__ = ["Activation"]


class Activation(Module):
    """An activation function with PyTorch's `inplace`, for scripts that set it.

    Nothing works in place here, where a value may be needed for a gradient: the result is the same.
    A subclass names the `shown` settings, those that are printed.
    """

    shown: ClassVar[tuple[str, ...]] = ()

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        if not isinstance(inplace, bool):
            raise TypeError(
                f"{type(self).__name__}: inplace must be True or False, got {inplace!r}"
            )
        self.inplace = inplace

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        settings = [f"{name}={getattr(self, name)}" for name in self.shown]
        return ", ".join([*settings, *["inplace=True"] * self.inplace])
