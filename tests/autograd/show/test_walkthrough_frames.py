"""The frames of a walkthrough: their order, that nothing is missing, and that they tell the truth."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.show import Frame, graph
from tests.autograd.show.stepped_graphs import (
    GRAPHS,
    engine_gradients,
    fan_out,
    numbers_in,
    of_the_slides,
    random_scalars,
)


def said(frames: tuple[Frame, ...]) -> list[tuple[str, str, str]]:
    return [(frame.phase, frame.title, frame.line) for frame in frames]


def test_a_value_used_twice_gets_its_gradient_part_by_part() -> None:
    # By hand: v = 6, L = 8; dL/dv = 1, dL/dy = 1 + 1 * 3 = 4, dL/dx = 1 * 2 = 2.
    assert said(ag.walkthrough(fan_out()).frames) == [
        ("", "Given", "x = 3, y = 2"),
        ("forward", "multiply gives v", "v = x * y = 3 * 2 = 6"),
        ("forward", "add gives L", "L = v + y = 6 + 2 = 8"),
        ("backward", "Gradient of L", "dL/dL = 1"),
        ("backward", "Gradient of v", "dL/dv = 1"),
        ("backward", "Gradient of y: part 1 of 2, through multiply", "dL/dv * dv/dy = dL/dv * x = 1 * 3 = 3"),
        ("backward", "Gradient of y: part 2 of 2, through add", "1"),
        ("backward", "Gradient of y: the sum", "dL/dy = dL/dv * dv/dy + 1 = 3 + 1 = 4"),
        ("backward", "Gradient of x", "dL/dx = dL/dv * dv/dx = dL/dv * y = 1 * 2 = 2"),
        ("", "The gradients of what was given", "dL/dy = 4, dL/dx = 2"),
    ]  # fmt: skip


def test_each_frame_lights_what_it_is_about() -> None:
    loss = fan_out()
    key = {n.name: n.key for n in graph(loss).nodes}
    edges = graph(loss).edges
    frames = ag.walkthrough(loss).frames
    forward, part, total = frames[1], frames[5], frames[7]
    assert forward.texts == {f"{key['v']}-value": "6"}
    assert forward.active[key["v"]] == forward.active[key["multiply"]] == "now"
    assert forward.active[key["x"]] == forward.active[key["y"]] == "used"
    (way,) = [i for i, e in enumerate(edges) if (e.tail, e.head) == (key["y"], key["multiply"])]
    assert part.texts == {f"e{way}-part": "3"}
    assert part.detail
    assert part.active[f"e{way}"] == part.active[key["y"]] == "now"
    assert part.active[key["v"]] == part.active[key["multiply"]] == "used"
    assert key["x"] not in part.active
    assert total.texts == {f"{key['y']}-gradient": "grad 4"}
    ways = [f"e{i}" for i, e in enumerate(edges) if e.tail == key["y"]]
    assert total.active == {key["y"]: "now", **dict.fromkeys(ways, "used")}


def test_both_edges_from_one_value_to_one_operation_bring_their_part() -> None:
    # d(x x)/dx = x + x = 6.
    x = Tensor(3.0, requires_grad=True, name="x")
    frames = ag.walkthrough(x * x).frames
    assert [f.line for f in frames[3:6]] == ["x = 3", "x = 3", "dL/dx = x + x = 3 + 3 = 6"]
    titles = [f"Gradient of x: part {n} of 2, through multiply (input {n})" for n in (1, 2)]
    assert [f.title for f in frames[3:5]] == titles
    assert [f.texts for f in frames[3:5]] == [{"e0-part": "3"}, {"e1-part": "3"}]


def test_the_sum_has_the_formulas_and_numbers_of_its_parts_in_their_order() -> None:
    # L = v1 x = x x x: each of the three uses of x = 3 brings 9.
    x = Tensor(3.0, requires_grad=True, name="x")
    *parts, total, _ = [f.line for f in ag.walkthrough(x * x * x).frames][5:]
    assert parts == ["dL/dv1 * x = 3 * 3 = 9", "dL/dv1 * x = 3 * 3 = 9", "v1 = 9"]
    assert total == "dL/dx = dL/dv1 * x + dL/dv1 * x + v1 = 9 + 9 + 9 = 27"
    # L = (x, x, x) . (1, 2, 4)
    frames = ag.walkthrough((ag.stack([x, x, x]) * Tensor([1.0, 2.0, 4.0])).sum()).frames
    assert frames[-2].line == "dL/dx = (dL/dv1)[0] + (dL/dv1)[1] + (dL/dv1)[2] = 1 + 2 + 4 = 7"
    # L = sum(A A), dL/dA = 1 A^T + A^T 1
    a = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True, name="A")
    assert ag.walkthrough((a @ a).sum()).frames[-2].line == (
        "dL/dA = dL/dv1 @ A.T + A.T @ dL/dv1 = [[1, 1], [1, 1]] @ [[1, 2], [3, 4]].T"
        " + [[1, 2], [3, 4]].T @ [[1, 1], [1, 1]] = [[7, 11], [9, 13]]"
    )


def test_hand_calculation_of_the_slides() -> None:
    # S0, "Back propagation example": h = (0.85, 0.48), y = 0.191, delta = -0.809 and
    # (-0.11326, -0.12135), dJ/dW2 = (-0.68765, -0.38832), dJ/dW1 = ((-0.22652, -0.2427), (-0.33978, -0.36405)).
    frames = {f.title: f for f in ag.walkthrough(of_the_slides(), precision=5).frames}
    lines = {title: frame.line.rpartition(" = ")[2] for title, frame in frames.items()}
    assert lines["matmul gives h"] == "[[0.85, 0.48]]"
    assert lines["matmul gives y"] == "[[0.191]]"
    assert lines["sum gives J"] == "0.32724"
    assert lines["Gradient of y"] == "[[-0.809]]"
    assert lines["Gradient of h"] == "[[-0.11326, -0.12135]]"
    assert lines["Gradient of W2"] == "[[-0.68765], [-0.38832]]"
    assert lines["Gradient of W1"] == "[[-0.22652, -0.2427], [-0.33978, -0.36405]]"


@pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)
def test_every_value_and_every_gradient_appears_once_in_the_engines_order(make) -> None:
    loss = make()
    frames = ag.walkthrough(loss).frames
    nodes = {n.key: n for n in graph(loss).nodes}
    shown = [key for frame in frames for key in frame.texts]
    assert max(Counter(shown).values()) == 1
    values = [key.removesuffix("-value") for key in shown if key.endswith("-value")]
    assert values == [n.key for n in nodes.values() if n.kind == "value"]
    gradients = [key.removesuffix("-gradient") for key in shown if key.endswith("-gradient")]
    assert sorted(gradients) == sorted(n.key for n in nodes.values() if n.kind in ("value", "leaf"))
    # An operation's gradient is complete before it is passed on: the youngest comes first.
    computed = [key for key in gradients if nodes[key].kind == "value"]
    assert computed == values[::-1]
    place = {key: i for i, key in enumerate(gradients)}
    results = {e.tail: e.head for e in graph(loss).edges if e.position is None}
    for edge in graph(loss).edges:
        if edge.position is not None and edge.tail in place:
            assert place[edge.tail] > place[results[edge.head]]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)
def test_every_gradient_is_the_engines_before_and_after_the_pass(make, when: str) -> None:
    loss = make()
    if when == "before":
        frames = ag.walkthrough(loss).frames
        gradients = engine_gradients(loss)
    else:
        gradients = engine_gradients(loss)
        frames = ag.walkthrough(loss).frames
    texts = {key: text for frame in frames for key, text in frame.texts.items()}
    for key, gradient in gradients.items():
        np.testing.assert_allclose(numbers_in(texts[f"{key}-gradient"]), np.ravel(gradient), rtol=5e-4)


def test_the_parts_on_the_edges_add_up_to_the_gradient() -> None:
    loss = random_scalars()
    texts = {k: t for frame in ag.walkthrough(loss, precision=12).frames for k, t in frame.texts.items()}
    edges = graph(loss).edges
    fans = 0
    for key in {edge.tail for edge in edges}:
        parts = [texts[f"e{i}-part"] for i, e in enumerate(edges) if e.tail == key and f"e{i}-part" in texts]
        if parts:
            fans += 1
            assert len(parts) > 1
            np.testing.assert_allclose(sum(map(float, parts)), numbers_in(texts[f"{key}-gradient"])[0], rtol=1e-9)
    assert fans > 3


def test_gradients_are_of_this_output_alone_not_what_has_accumulated() -> None:
    loss = fan_out()
    before = said(ag.walkthrough(loss).frames)
    for _ in range(3):
        loss.backward(retain_graph=True)
    assert said(ag.walkthrough(loss).frames) == before


def test_going_through_disturbs_nothing() -> None:
    loss = of_the_slides()
    leaves = [n.tensor for n in graph(loss).nodes if n.kind == "leaf"]
    held = [leaf.detach().numpy().copy() for leaf in leaves]
    ag.manual_seed(3)
    expected = ag.randn(3).numpy()
    ag.manual_seed(3)
    ag.walkthrough(loss)
    np.testing.assert_array_equal(ag.randn(3).numpy(), expected)
    assert all(leaf.grad is None for leaf in leaves)
    for leaf, value in zip(leaves, held, strict=True):
        np.testing.assert_array_equal(leaf.detach().numpy(), value)
    loss.backward()
    gradients = [leaf.grad for leaf in leaves]
    ag.walkthrough(loss)
    assert all(leaf.grad is gradient for leaf, gradient in zip(leaves, gradients, strict=True))


def test_what_backward_released_is_told_by_shape_and_said_to_be_gone() -> None:
    big = Tensor(np.linspace(0.0, 1.0, 2000).reshape(50, 40), requires_grad=True, name="big")
    loss = ag.exp(big).sum()
    kept = {f.title: f for f in ag.walkthrough(loss).frames}
    assert kept["exp gives v1"].line == "v1 = exp(big) = 50 × 40"
    assert "gone" not in kept["Gradient of big"].words
    loss.backward()
    released = {f.title: f for f in ag.walkthrough(loss).frames}
    assert released["exp gives v1"].line == "v1 = exp(big) = 50 × 40 (gone)"
    assert released["Gradient of big"].line.endswith("50 × 40 (gone)")
    assert "backward() has released them" in released["Gradient of big"].words


def test_a_matrix_is_written_in_full_where_it_is_not_large() -> None:
    w = Tensor([[0.125, 0.25, 1.0, 2.0], [3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, -10.5]], requires_grad=True, name="w")
    frames = ag.walkthrough((w * 2.0).sum()).frames
    assert frames[0].line == "w = [[0.125, 0.25, 1, 2], [3, 4, 5, 6], [7, 8, 9, -10.5]]"
    assert frames[-1].line == "dL/dw = [[2, 2, 2, 2], [2, 2, 2, 2], [2, 2, 2, 2]]"
    assert frames[0].lines[0][-1].mathml.count("<mtr>") == 3
    deep = Tensor(np.ones((2, 1, 2)), requires_grad=True, name="deep")
    assert ag.walkthrough(deep.sum()).frames[0].line == "deep = [[[1, 1]], [[1, 1]]]"
    empty = Tensor(np.ones((0, 3)), requires_grad=True, name="empty")
    assert ag.walkthrough(empty.sum()).frames[-1].line == "dL/dempty = 0 × 3"


def test_broadcasting_is_said_in_words() -> None:
    b = Tensor(2.0, requires_grad=True, name="b")
    frames = {frame.title: frame for frame in ag.walkthrough((Tensor([1.0, 2.0]) * b).sum()).frames}
    assert frames["Gradient of b"].words == (
        "Backward: the gradient of b comes from v1, through multiply. "
        "(b is broadcast: its gradient is the sum over all elements.)"
    )


def test_only_the_ways_to_what_is_asked_for() -> None:
    loss = fan_out()
    x = next(n.tensor for n in graph(loss).nodes if n.name == "x")
    titles = [frame.title for frame in ag.walkthrough(loss, wrt=x).frames if frame.phase == "backward"]
    assert titles == ["Gradient of L", "Gradient of v", "Gradient of x"]


def test_names_come_from_the_tensors_the_callers_variables_and_the_model() -> None:
    import nn

    a = Tensor(2.0, requires_grad=True)
    product = a * 3.0
    assert ag.walkthrough(product, names=locals()).frames[0].line == "a = 2"
    model = nn.Sequential(nn.Linear(2, 1, dtype=np.float64))
    out = model(Tensor([[1.0, 2.0]])).sum()
    titles = [frame.title for frame in ag.walkthrough(out, model=model).frames]
    assert {"Gradient of 0.weight", "Gradient of 0.bias"} <= set(titles)
    assert not any(f"Gradient of {name}" in titles for name in "xt")


def test_a_single_leaf_is_gone_through_too() -> None:
    frames = ag.walkthrough(Tensor(2.0, requires_grad=True, name="w")).frames
    assert [frame.line for frame in frames] == ["w = 2", "dw/dw = 1", "dw/dw = 1"]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e-300, 1e300])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_any_number_is_shown(value: float, dtype: type) -> None:
    with np.errstate(all="ignore"):
        number = np.array(value, dtype)[()]
        x = Tensor(number, requires_grad=True, name="x")
        frames = ag.walkthrough(x * 2.0 + x).frames
    assert frames[0].line == f"x = {number:.4g}"
    assert frames[-1].line == "dL/dx = 3"


def test_wrong_calls_say_what_to_do() -> None:
    loss = fan_out()
    with pytest.raises(TypeError, match="walkthrough: takes the Tensor whose computation to go through, got float"):
        ag.walkthrough(3.0)
    with pytest.raises(ValueError, match="'x' does not require grad.*Set requires_grad=True"):
        ag.walkthrough(Tensor(1.0, name="x"))
    with pytest.raises(ValueError, match=r"has 3 elements. Reduce it first, for example with .sum\(\)"):
        ag.walkthrough(Tensor([1.0, 2.0, 3.0], requires_grad=True))
    with pytest.raises(ValueError, match="has 0 elements"):
        ag.walkthrough(Tensor(np.zeros(0), requires_grad=True))
    with pytest.raises(ValueError, match="direction must be 'LR' or 'TB', got 'up'"):
        ag.walkthrough(loss, direction="up")
    with pytest.raises(ValueError, match="theme must be one of 'auto', 'light', 'dark', got 'pink'"):
        ag.walkthrough(loss, theme="pink")
    with pytest.raises(TypeError, match="precision must be an integer, got 2.5"):
        ag.walkthrough(loss, precision=2.5)
    with pytest.raises(ValueError, match="precision must be at least 1, got 0"):
        ag.walkthrough(loss, precision=0)
    with pytest.raises(TypeError, match="the title must be text, got int"):
        ag.walkthrough(loss, title=3)


def test_a_graph_too_large_to_go_through_is_refused_before_it_is_drawn() -> None:
    x = Tensor(1.0, requires_grad=True)
    for _ in range(250):
        x = x * 1.5
    with pytest.raises(ValueError, match="the graph has 751 nodes, and more than 400 are too many"):
        ag.walkthrough(x)


def test_the_largest_graphs_are_drawn_however_often_one_value_is_used() -> None:
    x = Tensor(1.0, requires_grad=True, name="x")
    total = x
    for _ in range(130):
        total = ag.tanh(total) * x
    with pytest.raises(ValueError, match="the graph has 521 nodes"):
        ag.walkthrough(total)
    total = x
    for _ in range(90):
        total = ag.tanh(total) * x
    frames = ag.walkthrough(total).frames
    assert sum(frame.detail for frame in frames) == 91
    assert len({key for frame in frames for key in frame.texts if key.endswith("-part")}) == 91


def test_after_a_step_of_the_optimizer_the_values_are_no_longer_those() -> None:
    import nn

    w = Tensor(2.0, requires_grad=True, name="w")
    loss = w * w
    loss.backward()
    nn.optim.SGD([w], lr=0.1).step()
    with pytest.raises(RuntimeError, match="tensor 'w'"):
        ag.walkthrough(loss)
