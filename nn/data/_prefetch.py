"""Making batches ahead of time, in threads."""

import contextvars
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import autograd

__all__ = ["prefetch"]


def prefetch(
    make: Callable[[Any, threading.Event], Any], jobs: Iterable[Any], workers: int, ahead: int
) -> Generator[Any, None, None]:
    """Yield ``make(job, abandoned)`` for every job, in order, made by threads ahead of time.

    The threads start with the first value that is asked for. They end when the iteration does, be
    it by its last value, by an exception or because it is abandoned; then ``abandoned`` is set,
    for ``make`` to return early, and what has not begun never does. An exception of ``make`` is
    raised here, after the values of the jobs before it.

    Args:
        make: makes a value; called in several threads at once. Operations are recorded, and NumPy
            treats floating-point errors, as in the thread that consumes the values.
        jobs: what to make values of; taken in this thread.
        workers: how many threads.
        ahead: how many values may be made, or begun, that have not been asked for.

    Example:
        >>> list(prefetch(lambda number, abandoned: number**2, range(5), workers=2, ahead=4))
        [0, 1, 4, 9, 16]
    """
    abandoned = threading.Event()
    remaining = iter(jobs)
    pending: deque[Future[Any]] = deque()
    executor = ThreadPoolExecutor(workers, thread_name_prefix="DataLoader")

    def begin(count: int) -> None:
        for _, job in zip(range(count), remaining, strict=False):
            mode = autograd.enable_grad if autograd.is_grad_enabled() else autograd.no_grad
            context = contextvars.copy_context()
            pending.append(executor.submit(context.run, _run, mode, make, job, abandoned))

    def take() -> Any:
        # A function of its own, so that no variable keeps the value alive while it is consumed.
        earliest = pending.popleft()
        begin(1)
        return earliest.result()

    try:
        begin(ahead)
        while pending:
            yield take()
    finally:
        abandoned.set()
        # Not waiting for values in the making: they may take long, or wait for this very thread.
        executor.shutdown(wait=False, cancel_futures=True)


def _run(
    mode: type[AbstractContextManager[None]],
    make: Callable[[Any, threading.Event], Any],
    job: Any,
    abandoned: threading.Event,
) -> Any:
    with mode():
        return make(job, abandoned)
