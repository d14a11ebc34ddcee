"""Hooks: functions called before and after a module's forward pass, and in the backward pass."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple, Self

from .backward_hooks import Follower

__all__ = ["Hookable", "RemovableHandle"]

_keys = count()


class RemovableHandle:
    """What the register methods return: `remove()` takes the hook off, as leaving a `with` does."""

    def __init__(self, hooks: dict[int, Any], key: int) -> None:
        self._hooks = hooks
        self._key = key

    def remove(self) -> None:
        """Take the hook off; doing so twice does no harm."""
        self._hooks.pop(self._key, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


class _Hook(NamedTuple):
    function: Callable[..., Any]
    with_kwargs: bool = False
    always_call: bool = False


class _Hooks:
    """The hooks of one module, in the order in which they are called."""

    def __init__(self) -> None:
        self.before: dict[int, _Hook] = {}
        self.after: dict[int, _Hook] = {}
        self.backward_before: dict[int, _Hook] = {}
        self.backward: dict[int, _Hook] = {}

    def __bool__(self) -> bool:
        return bool(self.before or self.after or self.backward_before or self.backward)


class Hookable:
    """Something with a `forward` that is called, and hooks around the call."""

    _hooks: _Hooks | None = None  # most modules have none, and their call should cost nothing more

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """Compute the output; every subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__} has no forward() method")

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Compute the output by `forward`, and call the hooks before and after it."""
        if self._hooks:
            return _call_with_hooks(self, self._hooks, inputs, options)
        # The shorter form saves what asking for hooks costs.
        return self.forward(*inputs, **options) if options else self.forward(*inputs)

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args)` before each forward pass.

        What it returns, unless None, takes the place of the positional arguments; what is no tuple
        is the only one.

        Args:
            hook: the function.
            prepend: call it before the hooks that are there already. Default: after them.
            with_kwargs: call it as `hook(module, args, kwargs)`; it returns None or new
                `(args, kwargs)`. Default: False.

        Returns:
            A handle, whose `remove()` takes the hook off.
        """
        return self._register("before", _Hook(hook, with_kwargs), prepend)

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call `hook(module, args, output)` after each forward pass.

        What it returns, unless None, takes the place of the output. `forward` called directly
        calls no hooks.

        Args:
            hook: the function.
            prepend: call it before the hooks that are there already. Default: after them.
            with_kwargs: call it as `hook(module, args, kwargs, output)`. Default: False.
            always_call: call it also when the forward pass raises, then with the output None.
                Default: False.

        Returns:
            A handle, whose `remove()` takes the hook off.

        Example:
            >>> import autograd, nn
            >>> layer = nn.ReLU()
            >>> with layer.register_forward_hook(lambda module, args, output: output + 1.0):
            ...     layer(autograd.Tensor([-1.0, 2.0]))
            Tensor([1., 3.])
            >>> layer(autograd.Tensor([-1.0, 2.0]))
            Tensor([0., 2.])
        """
        return self._register("after", _Hook(hook, with_kwargs, always_call), prepend)

    def register_full_backward_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, grad_output)` when the gradient of the module's output has arrived.

        What it returns, unless None, takes that gradient's place on the way into the module.

        Args:
            hook: the function. `grad_output` is a tuple, None where an output has no gradient.
            prepend: call it before the hooks that are there already. Default: after them.

        Returns:
            A handle, whose `remove()` takes the hook off.
        """
        return self._register("backward_before", _Hook(hook), prepend)

    def register_full_backward_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)` when the module's gradients are known.

        What it returns, unless None, takes the place of `grad_input`, which goes on to what comes
        before the module. The gradients of parameters are computed independently of it.

        Args:
            hook: the function. Both gradients are tuples: for each positional argument and each
                output, None where there is no gradient. A module whose inputs need none is called
                when the gradient of its output arrives.
            prepend: call it before the hooks that are there already. Default: after them.

        Returns:
            A handle, whose `remove()` takes the hook off.

        Raises:
            TypeError: in the forward pass: the output is neither a Tensor nor a tuple or list.
        """
        return self._register("backward", _Hook(hook), prepend)

    def _register(self, place: str, hook: _Hook, prepend: bool) -> RemovableHandle:
        if not callable(hook.function):
            raise TypeError(f"a hook is a function, got a {type(hook.function).__name__}")
        if self._hooks is None:
            self._hooks = _Hooks()
        hooks: dict[int, _Hook] = getattr(self._hooks, place)
        there, key = dict(hooks) if prepend else {}, next(_keys)
        if prepend:
            hooks.clear()
        hooks[key] = hook
        hooks.update(there)
        return RemovableHandle(hooks, key)


def _call_with_hooks(
    module: Hookable, hooks: _Hooks, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    waiting = {key: hook for key, hook in hooks.after.items() if hook.always_call}
    output = None

    def call_after(hook: _Hook) -> Any:
        return hook.function(module, args, *([kwargs] if hook.with_kwargs else []), output)

    try:
        for hook in list(hooks.before.values()):
            args, kwargs = _call_before(module, hook, args, kwargs)
        follower = None
        if hooks.backward or hooks.backward_before:
            follower = Follower(module, hooks.backward_before, hooks.backward)
        if follower:
            args = follower.inputs(args)
        output = module.forward(*args, **kwargs)
        for key, hook in list(hooks.after.items()):
            waiting.pop(key, None)
            replacement = call_after(hook)
            output = output if replacement is None else replacement
        return follower.outputs(output) if follower else output
    except BaseException:
        for hook in waiting.values():
            call_after(hook)
        raise


def _call_before(
    module: Hookable, hook: _Hook, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments that a forward pre-hook leaves."""
    if not hook.with_kwargs:
        given = hook.function(module, args)
        if given is None:
            return args, kwargs
        return given if isinstance(given, tuple) else (given,), kwargs
    given = hook.function(module, args, kwargs)
    if given is None:
        return args, kwargs
    if not (isinstance(given, tuple) and len(given) == 2):
        raise RuntimeError(
            f"a forward pre-hook with kwargs must return None or a pair (args, kwargs), got "
            f"{given!r:.80}"
        )
    return given
