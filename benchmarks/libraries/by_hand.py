"""NumPy alone: what it computes is written out in `benchmarks/cases/numpy_mlp.py`."""

from __future__ import annotations

import numpy as np

from benchmarks.libraries.openblas import openblas_threads as threads

__all__ = ["threads", "version"]

version = np.__version__
