"""Modes of the engine: whether operations are recorded, the default dtype, the random generator.

Whether operations are recorded is a matter of one thread: a thread that evaluates a model under
`no_grad` does not stop another one from training. The default dtype and the random generator belong
to the process, as in NumPy.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numpy.typing import DTypeLike

if TYPE_CHECKING:
    from .anomaly import Watch

__all__ = [
    "default_generator",
    "enable_grad",
    "get_default_dtype",
    "is_grad_enabled",
    "manual_seed",
    "no_grad",
    "set_default_dtype",
    "use_generator",
]

Function = TypeVar("Function", bound=Callable[..., Any])
_RUN_LATER = (
    inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction,
)  # fmt: skip


class _ThreadModes(threading.local):
    """The modes of this thread.

    Attributes:
        grad_enabled: whether operations are recorded; in `detect_anomaly`, where they are, its
            Watch takes the place of True, so that the usual case asks one question, not two.
        watch: the Watch of `detect_anomaly`, None outside it.
        generator: the random generator to use instead of the process's; None for that.
        blocks: the `with` blocks that the thread is in, each with the modes to come back to.
    """

    grad_enabled: bool | Watch = True
    watch: Watch | None = None
    generator: np.random.Generator | None = None

    def __init__(self) -> None:
        self.blocks: list[tuple[ThreadMode, bool | Watch, Watch | None]] = []


modes = _ThreadModes()

# One entry per block that any thread is in. Where there is none, all threads have the usual modes,
# and nobody needs to look up those of his own.
blocks_anywhere: list[None] = []


class ThreadMode:
    """Sets a mode of this thread; a context manager and a decorator."""

    def __init__(self, *wrong: Any) -> None:
        if wrong:
            name = type(self).__name__
            raise TypeError(f"{name}() takes no arguments; as a decorator write @{name}()")

    def _set(self) -> None:
        raise NotImplementedError

    def _clean_up(self) -> None:
        """Undo at the end of the block what is more than a mode."""

    def __enter__(self) -> None:
        modes.blocks.append((self, modes.grad_enabled, modes.watch))
        blocks_anywhere.append(None)
        self._set()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        blocks = modes.blocks
        place = next((i for i in reversed(range(len(blocks))) if blocks[i][0] is self), None)
        if place is None:
            raise RuntimeError(f"{type(self).__name__}: this thread is not inside its block")
        _, grad_enabled, watch = blocks.pop(place)
        if place == len(blocks):
            modes.grad_enabled, modes.watch = grad_enabled, watch
        else:  # generators may leave their blocks in another order: the next one comes back to ours
            blocks[place] = (blocks[place][0], grad_enabled, watch)
        blocks_anywhere.pop()
        self._clean_up()

    def __call__(self, function: Function) -> Function:
        if not callable(function):
            raise TypeError(
                f"{type(self).__name__}() decorates a function; got {type(function).__name__}. "
                f"As a context manager write `with {type(self).__name__}():`"
            )

        if isinstance(function, type):
            raise TypeError(
                f"{type(self).__name__}() decorates functions; decorate the methods of "
                f"{function.__name__} instead of the class"
            )
        if any(runs_later(function) for runs_later in _RUN_LATER):
            raise TypeError(
                f"{type(self).__name__}() cannot decorate a generator or async function, whose "
                f"body runs later; write `with {type(self).__name__}():` inside it"
            )

        @functools.wraps(function)
        def in_this_mode(*args: Any, **kwargs: Any) -> Any:
            # A new object per call: one decorated function may run in several threads at once.
            with type(self)():
                return function(*args, **kwargs)

        return cast(Function, in_this_mode)


class no_grad(ThreadMode):  # noqa: N801 - PyTorch's name
    """Stop recording operations, in this thread, inside a `with` block or a decorated function.

    Results computed inside do not require a gradient, and a leaf may be written in place, so that
    `weight -= learning_rate * weight.grad` updates the weight itself. The previous mode comes back
    at the end, after an exception too; blocks nest.

    Example:
        >>> import autograd
        >>> weight = autograd.Tensor(3.0, requires_grad=True)
        >>> with autograd.no_grad():
        ...     (weight * 2.0).requires_grad
        False
    """

    def _set(self) -> None:
        modes.grad_enabled = False


class enable_grad(ThreadMode):  # noqa: N801 - PyTorch's name
    """Record operations again, in this thread, inside a `no_grad` block.

    Example:
        >>> import autograd
        >>> weight = autograd.Tensor(3.0, requires_grad=True)
        >>> with autograd.no_grad(), autograd.enable_grad():
        ...     (weight * 2.0).requires_grad
        True
    """

    def _set(self) -> None:
        modes.grad_enabled = modes.watch or True


def is_grad_enabled() -> bool:
    """Tell whether operations are recorded in this thread.

    Example:
        >>> import autograd
        >>> autograd.is_grad_enabled()
        True
    """
    return bool(modes.grad_enabled)


_default_dtype: np.dtype[Any] | None = None


def set_default_dtype(dtype: DTypeLike | None) -> None:
    """Set the dtype of data given without one: lists of floats, creation functions, nn parameters.

    Until this is called (and after `set_default_dtype(None)`) lists of floats and the creation
    functions give float64, as in NumPy, and `nn` parameters are float32.

    Args:
        dtype: a floating-point dtype, or None for the state before any call.

    Raises:
        TypeError: `dtype` is not a floating-point dtype.

    Example:
        >>> import autograd
        >>> autograd.set_default_dtype("float32")
        >>> autograd.zeros(2).dtype
        dtype('float32')
        >>> autograd.set_default_dtype(None)
    """
    global _default_dtype
    if dtype is None:
        _default_dtype = None
        return
    chosen = np.dtype(dtype)
    if chosen.kind != "f":
        raise TypeError(
            f"the default dtype must be a floating-point one (such as float32), got {chosen}"
        )
    _default_dtype = chosen


def get_default_dtype(otherwise: DTypeLike = np.float64) -> np.dtype[Any]:
    """Return the dtype that `set_default_dtype` set, or `otherwise` where it was never called.

    Example:
        >>> import autograd
        >>> autograd.get_default_dtype()
        dtype('float64')
    """
    return np.dtype(otherwise) if _default_dtype is None else _default_dtype


_generator: np.random.Generator | None = None  # made when it is used first: numpy.random is large
_making_generator = threading.Lock()


def manual_seed(seed: int) -> None:
    """Restart the library's random numbers from `seed`, so that a run can be repeated.

    It governs the creation functions (`rand`, `randn`, `randint`), initial weights, dropout, and
    the shuffling of a DataLoader without a seed of its own.

    Args:
        seed: a non-negative integer.

    Raises:
        ValueError: `seed` is negative.
        TypeError: `seed` is not an integer.

    Example:
        >>> import autograd
        >>> autograd.manual_seed(0)
        >>> first = autograd.rand(2)
        >>> autograd.manual_seed(0)
        >>> bool((first == autograd.rand(2)).all())
        True
    """
    global _generator
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise TypeError(f"manual_seed: the seed must be an integer, got {seed!r}")
    if seed < 0:
        raise ValueError(f"manual_seed: the seed must not be negative, got {seed}")
    _generator = np.random.default_rng(seed)


def default_generator() -> np.random.Generator:
    """Return the generator that all random numbers of the library come from.

    Ask for it each time it is used: `manual_seed` puts a new one in its place.

    Example:
        >>> import autograd
        >>> autograd.manual_seed(0)
        >>> round(float(autograd.default_generator().random()), 4)
        0.637
    """
    return modes.generator or _generator or _first_generator()


def _first_generator() -> np.random.Generator:
    global _generator
    with _making_generator:
        if _generator is None:
            _generator = np.random.default_rng()
        return _generator


@contextmanager
def use_generator(generator: np.random.Generator) -> Iterator[None]:
    """Let this thread draw the library's random numbers from `generator` within a block.

    Other threads, and this one after the block, go on with the generator that they had.

    Args:
        generator: a generator of NumPy's, such as `np.random.default_rng(0)`.

    Raises:
        TypeError: it is something else.

    Example:
        >>> import autograd, numpy as np
        >>> with autograd.use_generator(np.random.default_rng(0)):
        ...     round(autograd.rand().item(), 4)
        0.637
    """
    if not isinstance(generator, np.random.Generator):
        raise TypeError(
            f"use_generator: takes a np.random.Generator, got {type(generator).__name__}. For a "
            f"seed: np.random.default_rng(seed)"
        )
    before, modes.generator = modes.generator, generator
    try:
        yield
    finally:
        modes.generator = before
