"""How a model prints: its settings and its submodules, indented, as in PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["Printable"]


class Printable:
    """Something that prints its class, its settings, and below them the parts it consists of."""

    def extra_repr(self) -> str:
        """Return the settings that the printed module shows; subclasses define it."""
        return ""

    def _entries(self) -> Iterable[tuple[str, Any]]:
        """What stands within the brackets: labels, each with a part or a text behind it."""
        return ()

    def __repr__(self) -> str:
        usual: Any = Printable.__repr__
        lines: list[str] = []
        unclosed: list[Any] = []
        waiting: list[tuple[str, str, Any]] = [("", "", self)]
        while waiting:
            indent, label, item = waiting.pop()
            if item is None:
                unclosed.pop()
                text = ")"
            elif isinstance(item, str):
                text = item
            elif any(item is other for other in unclosed):  # a part that holds the whole
                text = f"{type(item).__name__}(...)"
            elif item is not self and type(item).__repr__ is not usual:
                text = repr(item)
            else:
                settings, entries, text = item.extra_repr(), [*item._entries()], type(item).__name__
                if not entries:
                    text += f"({settings})"
                else:
                    text += "("
                    unclosed.append(item)
                    inside = [("", settings)] * bool(settings) + entries
                    waiting.append((indent, "", None))
                    waiting += [(indent + "  ", *entry) for entry in reversed(inside)]
            lines.append(indent + label + text.replace("\n", "\n" + indent))
        return "\n".join(lines)
