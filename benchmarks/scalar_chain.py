"""Chains of scalar operations, forward and backward, against micrograd.

Needs micrograd beside this library: pip install micrograd==0.1.0
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import autograd
from autograd import Tensor
from benchmarks.timing import compare, seconds

NODES = 900  # micrograd recurses: a longer chain needs a deeper stack


def constants(x: Any, w: Any, relu: Callable[[Any], Any]) -> Any:
    """Multiply by a constant, add a constant: each operation has one recorded input."""
    for _ in range(NODES // 2):
        x = x * 0.999 + 0.001
    return x


def parameters(x: Any, w: Any, relu: Callable[[Any], Any]) -> Any:
    """Multiply by a parameter, add a parameter: each operation has two recorded inputs."""
    y = x
    for _ in range(NODES // 2):
        y = y * w + x
    return y


def mixture(x: Any, w: Any, relu: Callable[[Any], Any]) -> Any:
    """A parameter, constants, a power, a ReLU: all of micrograd's operations."""
    for _ in range(NODES // 5):
        x = relu((x * w + 0.3) ** 2 * 0.5)
    return x


def main() -> None:
    """Print a ratio for each kind of chain, and the cost per node of longer ones."""
    from micrograd.engine import Value

    sys.setrecursionlimit(20 * NODES)
    print(f"chains of {NODES} operations, forward + backward, against micrograd")
    for chain in (constants, parameters, mixture):

        def ours(chain: Any = chain) -> None:
            x, w = Tensor(1.0, requires_grad=True), Tensor(0.99, requires_grad=True)
            chain(x, w, autograd.relu).backward()

        def theirs(chain: Any = chain) -> None:
            chain(Value(1.0), Value(0.99), Value.relu).backward()

        print(f"  {chain.__name__:<10} {compare(ours, theirs, 200)}")

    print("cost per node of a chain, in microseconds (forward, backward and deletion)")
    import gc

    gc.disable()
    for nodes in (1_000, 10_000, 100_000, 1_000_000):

        def long_chain(nodes: int = nodes) -> None:
            y = Tensor(1.0, requires_grad=True)
            for _ in range(nodes // 2):
                y = y * 0.999 + 0.001
            y.backward()

        best = min(seconds(long_chain) for _ in range(max(3, 100_000 // nodes)))
        print(f"  {nodes:>9,} nodes: {best / nodes * 1e6:.2f}")


if __name__ == "__main__":
    main()
