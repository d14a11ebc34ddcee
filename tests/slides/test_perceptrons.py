"""Decks 2, 4 and 5: perceptrons as logic gates, from OR to the parity of eight inputs."""

from itertools import product

import autograd
from autograd import Tensor
from tests.slides.rows import row
from tests.slides.tables import GATE_INPUTS

# Deck 2: outputs -1 and +1. It lists (1, 0) before (0, 1).
CORNERS = GATE_INPUTS[[0, 2, 1, 3]]


def weighted_sum(x, bias, weights):
    return x @ Tensor(weights) + bias


def step(s):
    return autograd.where(s >= 0, 1.0, -1.0)


@row("or_perceptron")
def test_or_perceptron(row):
    S = weighted_sum(CORNERS, -0.5, [1.0, 1.0])
    row.expect(S=S, y=step(S))


@row("xor_three_perceptrons")
def test_xor_of_three_perceptrons(row):
    z1 = step(weighted_sum(CORNERS, -0.5, [1.0, 1.0]))
    z2 = step(weighted_sum(CORNERS, 1.5, [-1.0, -1.0]))
    z = autograd.stack([z1, z2], axis=1)
    row.expect(z=z, o=step(weighted_sum(z, -1.0, [1.0, 1.0])))


@row("region_count")
def test_regions_that_lines_cut(row):
    row.expect(n=[(p * p + p + 2) // 2 for p in range(1, 7)])


class Gate:
    """A perceptron of deck 5: 1 where the weighted sum of two inputs is positive, else 0."""

    calls = 0  # of all gates together

    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias

    def sum(self, x):
        return weighted_sum(x, self.bias, self.weights)

    def __call__(self, a, b):
        Gate.calls += 1
        return autograd.where(self.sum(autograd.stack([a, b], axis=1)) > 0, 1.0, 0.0)


AND, NAND, OR = Gate([0.5, 0.5], -0.7), Gate([-0.5, -0.5], 0.7), Gate([0.6, 0.6], -0.5)


def XOR(a, b):
    return AND(NAND(a, b), OR(a, b))


@row("gate_and", gate=AND)
@row("gate_nand", gate=NAND)
@row("gate_or", gate=OR)
def test_gate(row, gate):
    row.expect(s=gate.sum(GATE_INPUTS), y=gate(*GATE_INPUTS.T))


@row("gate_xor")
def test_xor_gate(row):
    row.expect(y=XOR(*GATE_INPUTS.T))


# Deck 4: is the number of ones among n inputs odd?
BITS = list(product([0.0, 1.0], repeat=8))
PARITY = Tensor([sum(bits) % 2 for bits in BITS])


@row("parity_tree_n8")
def test_parity_by_a_tree_of_xor(row):
    level = list(Tensor(BITS).T)
    xors = layers = 0
    before = Gate.calls
    while len(level) > 1:
        level = [XOR(a, b) for a, b in zip(level[::2], level[1::2], strict=True)]
        xors += len(level)
        layers += 2  # NAND and OR side by side, then AND
    (output,) = level
    row.expect(xor=xors, perceptrons=Gate.calls - before, layers=layers)
    row.expect(correct=(output == PARITY).sum())


@row("parity_dnf_terms")
def test_parity_in_one_layer_of_and(row):
    row.expect(n=[2 ** (n - 1) for n in (2, 4, 8, 16)])


@row("parity_threshold_n8")
def test_parity_by_thresholds(row):
    k = autograd.arange(1.0, 9.0)
    reached = autograd.where(Tensor(BITS) @ autograd.ones(8, 8) - k + 0.5 > 0, 1.0, 0.0)
    alternating = Tensor([1.0, -1.0] * 4)
    row.expect(
        hidden=reached.shape[1],
        correct=((reached @ alternating - 0.5 > 0) == (PARITY > 0)).sum(),
    )
