"""Random graphs, grown and differentiated step by step, beside a naive engine.

Each step builds something, differentiates, clears, detaches or overwrites. After each, every value
and every gradient is what the naive engine says, no gradient shares memory with anything, and what
has to be refused (a second pass through a released graph, a pass that needs an overwritten value)
has been refused, and has changed nothing.
"""

from __future__ import annotations

from contextlib import nullcontext
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import autograd as ag
import autograd.history
import autograd.release
from autograd import Tensor, gradients, no_grad
from autograd.graph_state import LARGEST_KEPT
from tests.autograd.expressions import LINEAR, NAIVE, NUMPY, OF_ONE, OF_TWO, OURS
from tests.autograd.graph_model import Node, as_numbers, behind, close, derivatives, floats
from tests.autograd.naive_engine import gradient

SHAPES = [(), (3,), (2, 3), (2, 1), (1, 3), (3, 2), (2, 2, 1)]
LARGEST_VALUE, MOST_ELEMENTS, LARGEST_SECOND_ORDER = 30.0, 12, 40
SECOND_TIME, OVERWRITTEN, UNUSED = "second time", "modified by an in-place", "no output depends"

# One choice of Hypothesis's for each step, from which the others follow: so graphs grow dense.
seeds = st.integers(0, 999)


def keep_arrays_of(elements: int) -> None:
    """Let released graphs keep arrays of so many elements."""
    autograd.history.LARGEST_KEPT = autograd.release.LARGEST_KEPT = elements


class Graphs(RuleBasedStateMachine):
    """Grows graphs, differentiates and spoils them.

    Attributes:
        numbers_only: all values are single numbers, for which the engine has a fast path.
        drops_all: released graphs let go of every array, as otherwise of large ones.
    """

    numbers_only = False
    drops_all = False

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[Node] = []
        self.starts: list[Any] = []  # the arrays that passes were started with
        self.now = 0

    def teardown(self) -> None:
        keep_arrays_of(LARGEST_KEPT)

    # --- choosing --------------------------------------------------------------------------------

    def usable(self) -> list[Node]:
        return [n for n in self.nodes if not n.spoilt]

    def operands(self, random: Random) -> list[Node]:
        """What to compute with: mostly what can still be differentiated."""
        usable = self.usable()
        if random.random() < 0.2:
            return usable
        return [n for n in usable if n.requires and not n.released] or usable

    def requiring(self) -> list[Node]:
        return [n for n in self.nodes if n.requires]

    def roots(self, random: Random, count: int) -> list[Node]:
        """Some young nodes that require a gradient; mostly of graphs that are not released."""
        candidates = self.requiring()
        if random.random() < 0.9:
            fresh = [n for n in candidates if not any(m.released for m in behind([n]))]
            candidates = fresh or candidates
        if random.random() < 0.3:
            stale = [n for n in candidates if any(m.stale for m in behind([n]))]
            candidates = stale or candidates
        return random.choices(candidates[-5:], k=count)

    # --- building --------------------------------------------------------------------------------

    def add(self, tensor: Tensor, values: Any, operands: tuple[Node, ...] = ()) -> Node:
        assert not any(tensor is node.tensor for node in self.nodes)
        self.now += 1
        node = Node(f"t{len(self.nodes)}", tensor, values, operands, self.now)
        self.nodes.append(node)
        return node

    def applies(self, text: str, smooth: str, operands: dict[str, Node]) -> bool:
        """Tell whether NumPy can compute `text`, within bounds, and where it has no kink."""
        known = {name: node.values for name, node in operands.items()}
        with np.errstate(all="ignore"):
            try:
                value = np.asarray(eval(text, NUMPY, known))
            except (ValueError, IndexError):
                with pytest.raises((ValueError, IndexError)):
                    eval(text, OURS, {name: node.tensor for name, node in operands.items()})
                return False
            return (
                0 < value.size <= MOST_ELEMENTS
                and (value.ndim == 0 or not self.numbers_only)
                and bool(np.all(np.abs(value) <= LARGEST_VALUE))
                and bool(np.all(eval(smooth, NUMPY, known)))
            )

    def compute(self, text: str, operands: dict[str, Node], recorded: bool) -> None:
        """Compute `text` in both engines."""
        first, lets_go = operands["x"], False
        if text.startswith("i"):  # x += y
            if not recorded and not first.operands:
                return  # a leaf would be overwritten, see there
            lets_go = any(p.released for p in first.parents)  # so that running totals do not grow
        with nullcontext() if recorded else no_grad():
            tensor = eval(text, OURS, {name: node.tensor for name, node in operands.items()})
        numbers = eval(text, NAIVE, {name: node.numbers for name, node in operands.items()})
        assert tensor.requires_grad is (recorded and any(n.requires for n in operands.values()))
        if tensor.requires_grad:
            node = self.add(tensor, numbers, tuple(operands.values()))
        else:
            node = self.add(tensor, floats(as_numbers(numbers)))
        node.uses_values = text not in LINEAR
        node.released = node.cut = node.requires and (
            lets_go or any(p.released for p in node.parents)
        )
        note(f"{node} = {text}, of {operands}{'' if recorded else ', under no_grad'}")

    def random(self, seed: int) -> Random:
        """What makes the choices of one step; the same seed chooses differently in another."""
        self.now += 1
        return Random(1000 * self.now + seed)

    @initialize(seed=seeds)
    def start(self, seed: int) -> None:
        for _ in range(3):
            self.new_leaf(self.random(seed))
        if self.drops_all:
            keep_arrays_of(0)

    def new_leaf(self, random: Random) -> None:
        shape = () if self.numbers_only else random.choice(SHAPES)
        generator = np.random.default_rng(random.randrange(1000))
        value = generator.uniform(-2.0, 2.0, shape).round(2)
        leaf = self.add(Tensor(value.copy()[()], requires_grad=random.random() < 0.8), value)
        note(f"{leaf} = {leaf.tensor}")

    def detach(self, random: Random) -> None:
        x = random.choice(self.usable()[-5:])
        node = self.add(x.tensor.detach().requires_grad_(random.random() < 0.5), x.values)
        note(f"{node} = detached {x}, requires_grad={node.requires}")

    @rule(seed=seeds, steps=st.integers(1, 4))
    def grow(self, seed: int, steps: int) -> None:
        random = self.random(seed)
        for _ in range(steps):
            kind = random.random()
            if kind < 0.1:
                self.new_leaf(random)
            elif kind < 0.2:
                self.detach(random)
            of = random.choices(self.operands(random)[-8:], k=2)
            table = OF_ONE if kind < 0.6 else OF_TWO
            operands = dict(zip("xy" if table is OF_TWO else "x", of, strict=False))
            for text in random.sample(sorted(table), 10):
                if self.applies(text, table[text], operands):
                    self.compute(text, operands, recorded=random.random() < 0.9)
                    break

    @rule(seed=seeds)
    def retain_grad(self, seed: int) -> None:
        requiring = self.requiring()[-6:]
        for node in self.random(seed).sample(requiring, min(2, len(requiring))):
            node.tensor.retain_grad()
            node.retains = True
            note(f"retain_grad of {node}")

    # --- differentiating -------------------------------------------------------------------------

    def start_of(self, y: Node) -> Any:
        """A gradient to start a pass with at `y`."""
        self.starts.append(np.linspace(0.5, 1.5, y.values.size).reshape(y.values.shape))
        return self.starts[-1]

    def runs(
        self, reached: list[Node], passed: list[Node], call: Any, missing: bool = False
    ) -> Any:
        """Call a backward pass that goes through `passed`; None where it is rightly refused."""
        if any(node.released for node in passed) or any(node.cut for node in reached):
            with pytest.raises(RuntimeError, match=SECOND_TIME):
                call()
            return None
        try:
            return call()
        except RuntimeError as refusal:
            reason = str(refusal)
        if SECOND_TIME in reason:
            # Of a released graph the large arrays are gone, and with them what it was made of; so
            # nobody knows whether an input is missing in it.
            assert self.drops_all or missing
            assert any(node.released for node in reached)
        else:
            assert OVERWRITTEN in reason
            assert any(node.stale for node in passed)
        return None

    def after_the_pass(self, passed: list[Node], kept: bool) -> None:
        for node in passed:
            if not kept and not node.tensor.is_leaf:
                node.released = True

    @rule(seed=seeds, create_graph=st.sampled_from([False, False, True]))
    def backward(self, seed: int, create_graph: bool) -> None:
        self.grow(seed, 2)
        random = self.random(seed)
        if not self.requiring():
            return
        (y,) = self.roots(random, 1)
        retain = random.choice([None, True, True, True, True, False])
        start = self.start_of(y)
        if y.values.size == 1 and random.random() < 0.5:
            start = None
        note(f"backward from {y}, {retain=}, {create_graph=}, {start=}")

        def call() -> bool:
            with no_grad() if random.random() < 0.2 else nullcontext():
                y.tensor.backward(start, retain_graph=retain, create_graph=create_graph)
            return True

        reached = behind([y])
        if self.runs(reached, reached, call) is None:
            return
        asked_for = [n for n in reached if n.tensor.is_leaf or n.retains]
        weights = np.ones(y.values.shape) if start is None else start
        for node, slope in zip(asked_for, derivatives([y], [weights], asked_for), strict=True):
            node.expected = slope if node.expected is None else node.expected + slope
            if create_graph:  # cut the cycle of a leaf and its recorded gradient
                node.tensor.grad = node.tensor.grad.detach()
        self.after_the_pass(reached, kept=create_graph if retain is None else retain)

    @rule(seed=seeds, retain=st.sampled_from([True, True, True, False]), allow_unused=st.booleans())
    def gradients(self, seed: int, retain: bool, allow_unused: bool) -> None:
        self.grow(seed, 2)
        random = self.random(seed)
        if not self.requiring():
            return
        outputs = self.roots(random, random.choice([1, 2]))
        inputs = random.choices(behind(outputs), k=random.choice([1, 2, 3]))
        if random.random() < 0.2:
            inputs[0] = random.choice(self.requiring())
        note(f"gradients of {outputs} by {inputs}, {retain=}, {allow_unused=}")
        starts = [self.start_of(y) for y in outputs]

        def call() -> Any:
            return gradients(
                [y.tensor for y in outputs], [x.tensor for x in inputs], starts,
                retain_graph=retain, allow_unused=allow_unused,
            )  # fmt: skip

        reached = behind(outputs)
        leads = set(inputs)
        passed = []
        for node in reached:
            if any(p in leads for p in node.parents):
                leads.add(node)
                passed.append(node)
        missing = [x for x in inputs if x not in reached]
        if missing and not allow_unused:
            with pytest.raises(RuntimeError, match=f"{UNUSED}|{SECOND_TIME}|{OVERWRITTEN}"):
                call()
            return
        found = self.runs(reached, passed, call, bool(missing))
        if found is None:
            return
        for x, ours, naive in zip(inputs, found, derivatives(outputs, starts, inputs), strict=True):
            if x in missing:
                assert ours is None
            else:
                self.compare(ours, naive, x)
        self.after_the_pass(passed, retain)

    @rule(seed=seeds)
    def second_order(self, seed: int) -> None:
        self.grow(seed, 2)
        random = self.random(seed)
        if not self.requiring():
            return
        (y,) = self.roots(random, 1)
        reached = behind([y])
        if sum(n.values.size for n in reached) > LARGEST_SECOND_ORDER:
            return
        if any(n.released for n in reached):
            return
        x = random.choice(reached)
        note(f"second order of {y} by {x}")

        def call() -> Any:
            (slope,) = gradients(y.tensor.sum(), x.tensor, create_graph=True)
            total = (slope * weights).sum()
            if not total.requires_grad:
                return slope, [None] * len(leaves)
            return slope, gradients(
                total, [n.tensor for n in leaves], retain_graph=True, allow_unused=True
            )

        # A rule may use its result or its inputs: only by the leaves is the second one determined.
        leaves = [n for n in reached if n.tensor.is_leaf]
        weights = np.linspace(0.5, 1.5, x.numbers.size).reshape(x.tensor.shape)
        found = self.runs(reached, reached, call)
        if found is None:
            return
        slope, curvature = found
        recorded = sum(
            as_numbers(gradient(np.sum(y.numbers), list(version.ravel()), recorded=True))
            for version in x.versions
        )
        self.compare(slope, floats(recorded).reshape(x.tensor.shape), x)
        total = Node("", Tensor(0.0), np.sum(recorded * weights.ravel()), (), 0)
        for node, ours, naive in zip(
            leaves, curvature, derivatives([total], [1.0], leaves), strict=True
        ):
            self.compare(Tensor(np.zeros(node.tensor.shape)) if ours is None else ours, naive, node)

    # --- clearing and overwriting ----------------------------------------------------------------

    @rule(seed=seeds, to_none=st.booleans())
    def zero_the_gradients(self, seed: int, to_none: bool) -> None:
        random = self.random(seed)
        having = [n for n in self.nodes if n.expected is not None]
        for node in random.sample(having, min(3, len(having))):
            note(f"gradient of {node} to {None if to_none else 'zero'}")
            if to_none:
                node.tensor.grad = node.expected = None
            else:
                node.tensor.grad.zero_()
                node.expected = np.zeros(node.tensor.shape)

    def sharing(self, w: Node) -> list[Node]:
        data = w.tensor.data
        return [n for n in self.nodes if n is w or np.may_share_memory(n.tensor.data, data)]

    @rule(seed=seeds, how=st.sampled_from(["-= 0.1 * grad", "*= 0.5", "copy_", "zero_", "data ="]))
    def overwrite(self, seed: int, how: str) -> None:
        random = self.random(seed)
        leaves = [
            n for n in self.nodes if n.tensor.is_leaf and np.asarray(n.tensor.data).flags.writeable
        ]
        if how.endswith("grad"):
            leaves = [n for n in leaves if n.expected is not None]
        if random.random() < 0.7:
            leaves = [n for n in leaves if len(self.sharing(n)) > 1] or leaves
        if not leaves:
            return
        w = random.choice(leaves)
        note(f"{w} {how}")
        tensor, old = w.tensor, w.values
        sharing = self.sharing(w)
        with no_grad():
            if how.endswith("grad"):
                tensor -= 0.1 * tensor.grad
                new = old - 0.1 * w.expected
            elif how == "*= 0.5":
                tensor *= 0.5
                new = old * 0.5
            elif how == "data =":
                sharing = [w]  # what shared the old memory keeps it
                new = old + 0.25
                tensor.data = new.copy()[()]
            else:
                new = old * 0.0 if how == "zero_" else old + 0.25
                tensor.zero_() if how == "zero_" else tensor.copy_(new)
        assert tensor is w.tensor
        self.now += 1
        for node in sharing:
            node.written = self.now
            if not node.tensor.is_leaf:
                node.spoilt = True
            else:
                node.new_version(new if node is w else node.tensor.data)

    # --- comparing -------------------------------------------------------------------------------

    def compare(self, ours: Any, naive: Any, node: Node) -> None:
        assert isinstance(ours, Tensor)
        assert ours.shape == node.tensor.shape
        assert ours.dtype == np.float64
        assert close(ours.data, naive), f"{node}: {ours.data}, and not {naive}"

    @invariant()
    def values_and_gradients_agree(self) -> None:
        assert ag.is_grad_enabled()
        for node in self.nodes:
            if not node.spoilt:
                assert close(node.tensor.data, node.values), f"{node}: {node.tensor.data}"
            if node.expected is None:
                assert node.tensor.grad is None
            else:
                self.compare(node.tensor.grad, node.expected, node)

    @invariant()
    def gradients_have_memory_of_their_own(self) -> None:
        grads = [n.tensor.grad.data for n in self.nodes if n.tensor.grad is not None]
        others = [n.tensor.data for n in self.nodes] + self.starts
        for i, grad in enumerate(grads):
            assert not any(np.may_share_memory(grad, other) for other in grads[i + 1 :] + others)


class GraphsOfNumbers(Graphs):
    numbers_only = True


class GraphsThatForget(Graphs):
    drops_all = True


def as_test_case(machine: type[RuleBasedStateMachine]) -> Any:
    case = machine.TestCase
    # Hypothesis repeats itself a lot: fewer examples than these let wrong engines pass.
    examples = max(100, settings.default.max_examples)
    case.settings = settings(case.settings, max_examples=examples, stateful_step_count=30)
    return case


TestGraphs = as_test_case(Graphs)
TestGraphsOfNumbers = as_test_case(GraphsOfNumbers)
TestGraphsThatForget = as_test_case(GraphsThatForget)
