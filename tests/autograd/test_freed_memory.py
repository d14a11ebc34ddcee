"""Freed memory is kept: what is asked of the C library, and what page faults say."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from autograd.freed_memory import keep_freed_memory

try:
    GLIBC = (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
except (AttributeError, OSError, ValueError):
    GLIBC = False

# Ten steps that take and free 24 MB each, page by page, if the system gets them back each time. Pages are
# small ones, also where the system's default is to make them large: PR_SET_THP_DISABLE is 41.
FAULTS = """
import ctypes, resource
ctypes.CDLL(None).prctl(41, 1, 0, 0, 0)
import autograd
import numpy as np
def step():
    for array in [np.empty(2**22, np.uint8) for _ in range(6)]:
        array[::4096] = 1
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
step()
before = faults()
for _ in range(10):
    step()
print(faults() - before)
"""
UNSET = ("MALLOC_MMAP_MAX_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES")


def page_faults(**settings: str) -> int:
    environment = {k: v for k, v in os.environ.items() if k not in (*UNSET, "HANDGRAD_KEEP_FREED_MEMORY")}
    command = [sys.executable, "-c", FAULTS]
    run = subprocess.run(
        command, env=environment | {"NUMPY_MADVISE_HUGEPAGE": "0"} | settings, check=True, capture_output=True, text=True
    )
    return int(run.stdout)


@pytest.mark.skipif(not GLIBC, reason="the C library is not glibc")
def test_freed_memory_is_used_again_unless_the_user_says_otherwise() -> None:
    pages = 10 * 6 * 2**22 // os.sysconf("SC_PAGE_SIZE")
    assert page_faults() < 0.05 * pages
    assert page_faults(HANDGRAD_KEEP_FREED_MEMORY="0") > 0.5 * pages
    assert page_faults(MALLOC_TRIM_THRESHOLD_="131072") > 0.5 * pages


class Recorder:
    """In place of the C library: what was asked of it."""

    def __init__(self, answer: int = 1) -> None:
        self.calls: list[tuple[int, int]] = []
        self.answer = answer

    def __call__(self, name: None) -> Any:
        return self

    def mallopt(self, parameter: int, value: int) -> int:
        self.calls.append((parameter, value))
        return self.answer


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr("ctypes.CDLL", recorder)
    monkeypatch.setattr(os, "confstr", lambda name: "glibc 2.36", raising=False)
    return recorder


def test_the_thresholds_are_32_and_256_megabytes(library: Recorder) -> None:
    assert keep_freed_memory({})
    assert library.calls == [(-3, 33_554_432), (-1, 268_435_456)]


@pytest.mark.parametrize(
    "environment",
    [{"HANDGRAD_KEEP_FREED_MEMORY": "0"}, {"GLIBC_TUNABLES": "glibc.malloc.trim_threshold=1"}]
    + [{name: "1"} for name in UNSET[:-1]],
)
def test_what_the_user_has_set_stays(environment: dict[str, str], library: Recorder) -> None:
    assert not keep_freed_memory(environment)
    assert library.calls == []


@pytest.mark.parametrize("environment", [{"HANDGRAD_KEEP_FREED_MEMORY": "1"}, {"GLIBC_TUNABLES": "glibc.rtld.nns=4"}])
def test_other_settings_do_not_matter(environment: dict[str, str], library: Recorder) -> None:
    assert keep_freed_memory(environment)


def test_a_library_that_refuses_is_left_alone(library: Recorder) -> None:
    library.answer = 0
    assert not keep_freed_memory({})
    assert len(library.calls) == 1


def refuse(name: str) -> str:
    raise ValueError("unrecognized configuration name")


@pytest.mark.parametrize("answer", [lambda name: None, lambda name: "musl 1.2", refuse])
def test_another_c_library_is_not_asked(answer: Any, library: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "confstr", answer, raising=False)
    assert not keep_freed_memory({})
    assert library.calls == []


def test_a_system_without_such_a_library_is_not_asked(library: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "confstr")
    assert not keep_freed_memory({})
    monkeypatch.setattr(os, "confstr", lambda name: "glibc 2.36", raising=False)
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    assert not keep_freed_memory({})
