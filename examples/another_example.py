"""Deck 3, Another Example: forward and backward, and the gradient asked for.

u = w · x and v = 1 / u in each node, F = v₁v₂ + v₃/v₄ − v₅, out = σ(F), ℒ = (out − 2)². The slide
asks for ∂ℒ/∂w₅_₂, of the weight into hidden node 5 from input 2; its table writes the same weight
the other way round, w₂_₅ = 1.3 (E-32). No result is printed on the slides. Here are all of them,
forward and backward, and then the one path from ℒ back to the weight, factor by factor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import autograd
from autograd import Tensor, gradients
from examples._command import claim, read_options
from examples._output import save_graph
from examples._pages import save_pages

X = [1.7, 3.5]
# For each hidden node the weights from x₁ and from x₂: the slide's table, turned.
W = [[0.1, 1.1], [0.5, 0.0], [0.3, 0.4], [2.1, -0.1], [-0.2, 1.3]]
DIGITS = "₁₂₃₄₅"


class Pass(NamedTuple):
    """What the forward pass computes; w, u and v have an entry for each hidden node."""

    w: list[Tensor]
    u: list[Tensor]
    v: list[Tensor]
    F: Tensor
    out: Tensor
    loss: Tensor


def forward(weights: list[list[float]]) -> Pass:
    x = Tensor(X, name="x")
    w = [Tensor(pair, requires_grad=True) for pair in weights]
    u = [pair @ x for pair in w]
    v = [1 / node for node in u]
    product, quotient = v[0] * v[1], v[2] / v[3]
    total = product + quotient
    F = total - v[4]
    out = autograd.sigmoid(F)
    error = out - 2
    loss = error**2
    for letter, nodes in (("w", w), ("u", u), ("v", v)):
        for digit, node in zip(DIGITS, nodes, strict=True):
            node.name = letter + digit
    F.name, out.name, loss.name = "F", "out", "L"
    product.name, quotient.name, total.name, error.name = "p", "q", "r", "e"
    return Pass(w, u, v, F, out, loss)


def slopes(net: Pass) -> list[list[float]]:
    """Return the gradients of ℒ with respect to all ten weights."""
    return [slope.tolist() for slope in gradients(net.loss, net.w, retain_graph=True)]


def factors(net: Pass) -> list[float]:
    """Return the five local derivatives on the path from ℒ to the weight asked for."""
    v, out = net.v[4].item(), net.out.item()
    return [2 * (out - 2), out * (1 - out), -1.0, -(v**2), X[1]]  # v = 1 / u: −1 / u² is −v²


def step(net: Pass, lr: float) -> Pass:
    """Return the network after a step of gradient descent on all ten weights."""
    moved = zip(net.w, slopes(net), strict=True)
    return forward([(w.detach() - lr * Tensor(slope)).tolist() for w, slope in moved])


def check(
    asked: float, product: float, zero: tuple[float, float], losses: tuple[float, float]
) -> None:
    """Claim the answer, how it comes about, and two things that are easily got wrong."""
    same = abs(asked - product) < 1e-12
    claim("∂ℒ/∂w₅_₂ is the product of the five derivatives on its path", same)
    claim("a weight of 0, w₂_₂, has a gradient all the same", zero[0] == 0 and abs(zero[1]) > 0.1)
    before, after = losses
    claim(f"a step against the gradient lowers ℒ, {before:.4f} to {after:.4f}", after < before)
    claim("the answer to the slide's question is −0.0576", abs(asked + 0.0576) < 0.00005)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        explain=(False, "print the chain rule in words"),
        weight=(W[4][1], "the weight that is asked for"),
        lr=(0.1, "learning rate of the step"),
    )  # fmt: skip
    net = forward([*W[:4], [W[4][0], options.weight]])
    show_nodes(net)
    all_slopes, path = slopes(net), factors(net)
    asked = all_slopes[4][1]
    names = ("∂ℒ/∂out", "∂out/∂F", "∂F/∂v₅", "∂v₅/∂u₅", "∂u₅/∂w₅_₂")
    print(f"\n∂ℒ/∂w₅_₂ = {' · '.join(names)}")
    print(f"         = {' · '.join(f'({factor:.6f})' for factor in path)} = {asked:.10f}")
    after = step(net, options.lr)
    print(f"\nafter a step of {options.lr:g} on all ten weights: "
          f"out = {after.out.item():.10f}, ℒ = {after.loss.item():.10f}\n")  # fmt: skip
    if options.explain:
        print(f"{autograd.explain(net.loss, wrt=net.w[4])}\n")
    if options.out is not None:
        net.loss.backward()
        save_graph(autograd.draw(net.loss), options.out / "another_example")
        save_pages(options.out, {"another_example": lambda: autograd.walkthrough(net.loss)})
    zero = net.w[1].tolist()[1], all_slopes[1][1]
    check(asked, math.prod(path), zero, (net.loss.item(), after.loss.item()))


def show_nodes(net: Pass) -> None:
    """Print the forward pass, and the gradients on the way back, a row for each hidden node."""
    dout, dF, *dv = gradients(net.loss, [net.out, net.F, *net.v], retain_graph=True)
    du = gradients(net.loss, net.u, retain_graph=True)
    dF_dv = gradients(net.F, net.v, retain_graph=True)
    header = ("u", "v = 1/u", "∂F/∂v", "∂ℒ/∂v", "∂ℒ/∂u", "∂ℒ/∂w from x₁", "∂ℒ/∂w from x₂")
    print("node" + "".join(f"{name:>15}" for name in header))
    for node, dw in enumerate(slopes(net)):
        columns = (net.u, net.v, dF_dv, dv, du)
        numbers = [*(column[node].item() for column in columns), *dw]
        print(f"{node + 1:4}" + "".join(f"{number:15.10f}" for number in numbers))
    print(f"\nF = {net.F.item():.10f}, out = {net.out.item():.10f}, ℒ = {net.loss.item():.10f}")
    print(f"∂ℒ/∂out = {dout.item():.10f}, ∂ℒ/∂F = {dF.item():.10f}")


if __name__ == "__main__":
    main()
