"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

__all__ = ["available_cores", "machine"]


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine() -> str:
    """Describe the processor and the system in a line."""
    model, widest = platform.processor() or platform.machine(), ""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        pairs = (line.partition(":") for line in lines)
        facts = {name.strip(): fact.strip() for name, _, fact in pairs}
        model = facts.get("model name", model)
        flags = facts.get("flags", "").split()
        widest = next((f", {f.upper()}" for f in ("avx512f", "avx2") if f in flags), "")
    except OSError:  # not Linux
        pass
    cores = available_cores()
    return (
        f"{cores} core{'s' * (cores != 1)} of {model}{widest}, {platform.system()}, "
        f"Python {platform.python_version()}"
    )
