"""detect_anomaly: stop at the first NaN or infinity, and at writes to what the graph holds."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from ._tensor import Tensor, bare
from .locks import Hold, unlock_all_of
from .modes import ThreadMode, modes
from .pullback import pull

__all__ = ["detect_anomaly"]

_OWN_PACKAGES = {"autograd", "nn"}


class detect_anomaly(ThreadMode):  # noqa: N801 - PyTorch's name
    """Stop at the first NaN or infinity, in this thread, inside a `with` block or a function.

    Each recorded operation's result is checked, and in the backward pass each gradient. The error
    names the operation, its inputs with their names and shapes, and the line of your code that
    recorded it. Meanwhile the arrays that the graph holds are read-only, so that a raw
    `t.data[...] = value` before the backward pass raises at its own line; the library's own writes
    (`copy_`, `optimizer.step()`) go through, for they are noticed in any case. Slower than usual:
    for finding an error, not for training.

    Raises:
        RuntimeError: a result or a gradient contains NaN or infinity.

    Example:
        >>> import autograd
        >>> x = autograd.Tensor([4.0, 0.0], requires_grad=True, name="x")
        >>> try:
        ...     with autograd.detect_anomaly():
        ...         autograd.sqrt(x).sum().backward()
        ... except RuntimeError as error:
        ...     print(str(error).partition(", although ")[0])
        detect_anomaly: the derivative of sqrt(x: Tensor of shape (2,)) with respect to
        tensor 'x' is inf at index (1,)
    """

    def _set(self) -> None:
        modes.watch = Watch(self)
        if modes.grad_enabled:
            modes.grad_enabled = modes.watch

    def _clean_up(self) -> None:
        unlock_all_of(self)


class Anomaly(RuntimeError):
    """A NaN or an infinity, as `detect_anomaly` reports it."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return f"detect_anomaly: {self.message}"


class Watch:
    """What `detect_anomaly` does with each recorded operation and each gradient."""

    def __init__(self, block: detect_anomaly) -> None:
        self._block = block

    def recorded(self, out: Tensor) -> None:
        """Check an operation's result, note the line that asked for it, and lock its arrays."""
        place = _line_of_the_user()
        out._ensure_extra().recorded_at = place
        found = _first_not_finite(out._data)
        if found is not None:
            call = _call(out)
            for x in out._inputs:
                before = _first_not_finite(bare(x))
                if before is not None:
                    raise Anomaly(
                        f"{call} was given {before} in {_label(x)}, made where "
                        f"nothing is recorded or checked. {_recorded(place)}"
                    )
            raise Anomaly(f"{call} gave {found}. {_recorded(place)}")
        out._ensure_extra().hold = Hold([bare(x) for x in (*out._inputs, out)], self._block)

    def pull(
        self, tensor: Tensor, g: Any, wanted: set[Tensor] | None, recorded: bool
    ) -> Sequence[Any]:
        """Do what `pullback.pull` does, and check the contributions."""
        call = f"the derivative of {_call(tensor)}"
        try:
            contributions = pull(tensor, g, wanted, recorded)
        except Anomaly as error:  # with create_graph, in an operation of the rule
            raise Anomaly(f"in {call}: {error.message}\n{_recorded(_place(tensor))}") from error
        for x, contribution in zip(tensor._inputs, contributions, strict=True):
            found = _first_not_finite(bare(contribution))
            if found is not None:
                raise Anomaly(
                    f"{call} with respect to {_label(x)} is {found}, although the "
                    f"gradient that arrived was finite. {_recorded(_place(tensor))}"
                )
        return contributions

    def arrived(self, tensor: Tensor, g: Any) -> None:
        """Check a complete gradient, which may come from elsewhere than from rules."""
        found = _first_not_finite(bare(g))
        if found is not None:
            raise Anomaly(
                f"the gradient of {tensor._label()} is {found}: it was passed to "
                f"backward(), a hook returned it, or the sum over several uses overflowed"
            )


def _first_not_finite(value: Any) -> str | None:
    """Return what the first NaN or infinity in `value` is and where, None if there is none."""
    value = np.asarray(value)
    if value.dtype.kind not in "fc":
        return None
    wrong = ~np.isfinite(value)
    count = int(np.count_nonzero(wrong))
    if not count:
        return None
    if not value.ndim:
        return f"{value[()]}"
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    more = f" (and at {count - 1} more of {value.size})" if count > 1 else ""
    return f"{value[index]} at index {index}{more}"


def _call(tensor: Tensor) -> str:
    from ._operation import describe

    return f"{tensor._operation.name}({', '.join(map(describe, tensor._inputs))})"


def _label(x: Any) -> str:
    return x._label() if isinstance(x, Tensor) else f"an array of shape {np.shape(x)}"


# --- lines of code -------------------------------------------------------------------------------

Place = tuple[str, int, str]  # file, line, function


def _line_of_the_user() -> Place | None:
    """Return where, outside this library, the running code was called from."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        package = frame.f_globals.get("__name__", "").partition(".")[0]
        if package not in _OWN_PACKAGES:
            return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name
        frame = frame.f_back
    return None


def _place(tensor: Tensor) -> Place | None:
    return None if tensor._extra is None else tensor._extra.recorded_at


def _recorded(place: Place | None) -> str:
    if place is None:
        return "It was recorded before detect_anomaly began, so its line is not known"
    file, line, function = place
    text = linecache.getline(file, line).strip()
    return f"Recorded in {function}, at {file}:{line}" + (f":\n    {text}" if text else "")
