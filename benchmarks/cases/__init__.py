"""What is measured: jobs by name, each built with one library."""

from __future__ import annotations

from typing import Any

from benchmarks.cases import dense, epochs, images, scalars, scale, sequences
from benchmarks.cases.job import Builder, Job

__all__ = ["JOBS", "build"]

# A name maps to a function of the library, and of a number for those measured at several sizes.
JOBS: dict[str, Builder] = {
    **scalars.JOBS, **dense.JOBS, **images.JOBS, **sequences.JOBS, **epochs.JOBS, **scale.JOBS,
}  # fmt: skip


def build(name: str, library: Any) -> Job:
    """Build a job by its name, such as "lenet-training" or, with a size, "scale-nodes:1000"."""
    name, _, size = name.partition(":")
    return JOBS[name](library, *([int(size)] if size else []))
