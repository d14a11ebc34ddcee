"""Deck 3, Quiz 01: a matrix product, a gradient, the chain rule on two paths.

Each question is answered by the engine, and the slide's other answers are tried as well. The second
and the third question have letters on the slide; here they stand for numbers that you can change.
The third one's derivation is printed as `explain` writes it: a acts on L by two paths, over x and
over y, and its gradient is the sum of both.
"""

from __future__ import annotations

from collections.abc import Sequence

import autograd
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import save_graph


def product() -> list[float]:
    """Return question 1's product of a matrix and a column, transposed."""
    matrix = Tensor([[2, 3, 1], [-1, 2, 3]])
    column = Tensor([[5], [-2], [3]])
    return (matrix @ column).T.flatten().tolist()


def gradient(x: float, y: float, z: float) -> tuple[float, ...]:
    """Return question 2's gradient of f = x y + y z at a point."""
    slopes = autograd.grad(lambda x, y, z: x * y + y * z, argnums=(0, 1, 2))(x, y, z)
    return tuple(slope.item() for slope in slopes)


def choices(x: float, y: float, z: float) -> dict[str, tuple[float, ...]]:
    """Return the three answers to choose from in question 2, at a point."""
    first = (y, x + z)
    return {"(y, x + z, y)": (*first, y), "(y, x + z, xy)": (*first, x * y), "(0, x, y)": (0, x, y)}


def chain(a: float, b: float) -> Tensor:
    """Return question 3's L = x y with x = a b and y = a + b, after its backward pass."""
    a, b = Tensor(a, requires_grad=True, name="a"), Tensor(b, requires_grad=True, name="b")
    x, y = a * b, a + b
    L = x * y
    x.name, y.name, L.name = "x", "y", "L"
    L.backward()
    return L


def paths(a: float, b: float) -> tuple[float, float]:
    """Return what reaches a over x = a b, and what over y = a + b: ∂L/∂x ∂x/∂a and ∂L/∂y ∂y/∂a."""
    x, y = a * b, a + b
    return y * b, x * 1.0


def check(
    row: list[float], slopes: tuple[float, ...], answers: dict[str, tuple[float, ...]],
    slope: float, parts: tuple[float, float],
) -> None:  # fmt: skip
    """Claim the slide's answers."""
    claim("question 1: the answer is (7, 0)", row == [7, 0])
    right = [answer for answer, values in answers.items() if values == slopes]
    claim("question 2: (y, x + z, y) and no other answer is ∇f", right == ["(y, x + z, y)"])
    over_x, over_y = parts
    near = abs(slope - sum(parts)) <= 1e-9 * max(1, abs(slope))
    claim(f"question 3: ∂L/∂a = {slope:g}, the sum of both paths", near)
    claim("question 3: neither path alone gives it", over_x != 0 and over_y != 0)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        x=(2.0, "in question 2"), y=(3.0, "in question 2"), z=(4.0, "in question 2"),
        a=(2.0, "in question 3"), b=(3.0, "in question 3"),
    )  # fmt: skip
    print("1. [[2, 3, 1], [-1, 2, 3]] [5, -2, 3]ᵀ, transposed. Answers: (7, 0), (3, 6), (0, 7)")
    row = product()
    print("   2·5 + 3·(-2) + 1·3 = {:g}, (-1)·5 + 2·(-2) + 3·3 = {:g}".format(*row))

    point = (options.x, options.y, options.z)
    slopes, answers = gradient(*point), choices(*point)
    print("\n2. f = xy + yz, at x = {:g}, y = {:g}, z = {:g}: ∇f".format(*point))
    for answer, values in answers.items():
        verdict = "right" if values == slopes else "wrong"
        print(f"   {answer:14} is {numbers(values):12} {verdict}")
    print(f"   {'the engine':14} says {numbers(slopes)}")

    print("\n3. L = xy, x = ab, y = a + b: ∂L/∂a\n")
    L = chain(options.a, options.b)
    explanation = autograd.explain(L)
    print(explanation)
    slope = next(step.value.item() for step in explanation.backward if step.name == "a")
    print()
    if options.out is not None:
        save_graph(autograd.draw(L), options.out / "quiz_3")
    check(row, slopes, answers, slope, paths(options.a, options.b))


def numbers(values: tuple[float, ...]) -> str:
    return "(" + ", ".join(f"{value:g}" for value in values) + ")"


if __name__ == "__main__":
    main()
