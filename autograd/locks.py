"""Arrays that are read-only for as long as a recorded graph holds them, inside `detect_anomaly`.

An array may be held by several operations, and a view of it by others: it becomes writable again
when the last of them is released or gone, when the block ends, or when the library itself writes.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = ["Hold", "make_writable", "unlock_all_of"]


class _Lock:
    """One array that has been made read-only.

    Attributes:
        array: a weak reference to it.
        owner: on whose behalf it was locked.
        holds: how many hold it.
        views: weak references to views of it that could not be unlocked before it.
    """

    __slots__ = ("array", "holds", "owner", "views")

    def __init__(self, array: Any, owner: Any) -> None:
        key = id(array)
        self.array = weakref.ref(array, lambda _: _locks.pop(key, None))
        self.owner = owner
        self.holds = 0
        self.views: list[weakref.ref[Any]] = []


# By the identity of the array. One for the process: a write may come from another block or thread.
_locks: dict[int, _Lock] = {}


class Hold:
    """Holds arrays read-only while it lives."""

    __slots__ = ("_mine",)

    def __init__(self, arrays: Iterable[Any], owner: Any) -> None:
        self._mine = [lock for a in arrays if (lock := _lock(a, owner)) is not None]

    def __del__(self) -> None:
        for lock in self._mine:
            lock.holds -= 1
            if not lock.holds:
                _unlock(lock)


def _lock(array: Any, owner: Any) -> _Lock | None:
    """Lock an array once more; None for a number, and for what was read-only before."""
    if not isinstance(array, np.ndarray):
        return None
    lock = _locks.get(id(array))
    if lock is None:
        if not array.flags.writeable and id(array.base) not in _locks:
            return None
        array.setflags(write=False)
        lock = _locks[id(array)] = _Lock(array, owner)
    lock.holds += 1
    return lock


def _unlock(lock: _Lock) -> None:
    array = lock.array()
    if array is None or _locks.get(id(array)) is not lock:
        return  # gone, or unlocked before
    del _locks[id(array)]
    base = _locks.get(id(array.base))
    if base is not None:  # NumPy refuses a writable view of what is read-only
        base.views.append(lock.array)
        return
    array.setflags(write=True)
    for reference in lock.views:
        view = reference()
        if view is not None:
            view.setflags(write=True)


def make_writable(array: Any) -> None:
    """Unlock an array, and the one that it is a view of, because the library writes to it."""
    for held in (array.base, array):
        if id(held) in _locks:
            _unlock(_locks[id(held)])


def unlock_all_of(owner: Any) -> None:
    """Unlock what was locked on behalf of `owner`."""
    for lock in list(_locks.values()):
        if lock.owner is owner:
            _unlock(lock)
