"""The hand calculations of the slides, as `explain` writes them: line for line."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import numpy as np

import autograd
from autograd import Tensor, explain
from tests.slides.rows import CATALOGUE


def expected(row: str) -> Any:
    return CATALOGUE["rows"][row]["expected"]


def parameter(value: Any, name: str) -> Tensor:
    return Tensor(value, requires_grad=True, name=name)


def derived(derivation: Any) -> dict[str, Any]:
    """The gradients of a derivation by name, each as its formula gives it."""
    for step in derivation.backward:
        np.testing.assert_allclose(step.formula.value, step.value, rtol=1e-14)
    return {step.name: step.value for step in derivation.backward}


def backward_part(derivation: Any) -> str:
    return str(derivation).partition("Backward\n")[2]


# --- deck 1 --------------------------------------------------------------------------------------


def test_gradient_descent_example():
    w, b = parameter(15.0, "w"), parameter(2.0, "b")
    x1, t1 = Tensor(2.0), Tensor(46.0)
    y1 = w * x1 + b
    J = 0.5 * (y1 - t1) ** 2
    derivation = explain(J, names=locals())
    assert str(derivation) == dedent("""\
        Given
            w = 15, x1 = 2, b = 2, t1 = 46

        Forward
            y1 = w * x1 + b = 15 * 2 + 2 = 32
            J = 0.5 * (y1 - t1) ** 2 = 0.5 * (32 - 46) ** 2 = 98

        Backward
            dJ/dJ = 1
            dJ/dy1 = y1 - t1 = 32 - 46 = -14
            dJ/dw = dJ/dy1 * dy1/dw = dJ/dy1 * x1 = -14 * 2 = -28
            dJ/db = dJ/dy1 * dy1/db = dJ/dy1 = -14""")
    row = expected("gd_half_step")
    assert (derived(derivation)["w"], derived(derivation)["b"]) == (row["dw"], row["db"])


class TestBackPropagationExample:
    """Two inputs, two hidden nodes, one output, no activation."""

    def setup_method(self):
        self.w = [parameter(v, f"w{i}") for i, v in enumerate((0.11, 0.21, 0.12, 0.08, 0.14, 0.15), 1)]
        w1, w2, w3, w4, w5, w6 = self.w
        x1, x2, t = Tensor(2.0), Tensor(3.0), Tensor(1.0)
        h1 = w1 * x1 + w2 * x2
        h2 = w3 * x1 + w4 * x2
        y = w5 * h1 + w6 * h2
        J = 0.5 * (y - t) ** 2
        self.loss = J
        self.names = {"x1": x1, "x2": x2, "t": t, "h1": h1, "h2": h2, "y": y, "J": J}

    def test_with_numbers(self):
        derivation = explain(self.loss, names=self.names)
        assert str(derivation) == dedent("""\
            Given
                w1 = 0.11, x1 = 2, w2 = 0.21, x2 = 3, w3 = 0.12, w4 = 0.08, w5 = 0.14, w6 = 0.15, t = 1

            Forward
                h1 = w1 * x1 + w2 * x2 = 0.11 * 2 + 0.21 * 3 = 0.85
                h2 = w3 * x1 + w4 * x2 = 0.12 * 2 + 0.08 * 3 = 0.48
                y = w5 * h1 + w6 * h2 = 0.14 * 0.85 + 0.15 * 0.48 = 0.191
                J = 0.5 * (y - t) ** 2 = 0.5 * (0.191 - 1) ** 2 = 0.32724

            Backward
                dJ/dJ = 1
                dJ/dy = y - t = 0.191 - 1 = -0.809
                dJ/dh2 = dJ/dy * dy/dh2 = dJ/dy * w6 = -0.809 * 0.15 = -0.12135
                dJ/dh1 = dJ/dy * dy/dh1 = dJ/dy * w5 = -0.809 * 0.14 = -0.11326
                dJ/dw5 = dJ/dy * dy/dw5 = dJ/dy * h1 = -0.809 * 0.85 = -0.68765
                dJ/dw6 = dJ/dy * dy/dw6 = dJ/dy * h2 = -0.809 * 0.48 = -0.38832
                dJ/dw3 = dJ/dh2 * dh2/dw3 = dJ/dh2 * x1 = -0.12135 * 2 = -0.2427
                dJ/dw4 = dJ/dh2 * dh2/dw4 = dJ/dh2 * x2 = -0.12135 * 3 = -0.36405
                dJ/dw1 = dJ/dh1 * dh1/dw1 = dJ/dh1 * x1 = -0.11326 * 2 = -0.22652
                dJ/dw2 = dJ/dh1 * dh1/dw2 = dJ/dh1 * x2 = -0.11326 * 3 = -0.33978""")
        values = {e.name: e.value for e in derivation.forward}
        np.testing.assert_allclose(values["J"], expected("bp221_loss")["loss"], atol=1e-9)
        np.testing.assert_allclose(values["y"], expected("bp221_forward")["y"], atol=1e-9)
        gradients = derived(derivation)
        deltas = expected("bp221_delta")
        np.testing.assert_allclose(gradients["y"], deltas["d2"], atol=1e-9)
        np.testing.assert_allclose([gradients["h1"], gradients["h2"]], deltas["d1"], atol=1e-9)
        w1, w2, w3, w4, w5, w6 = (gradients[f"w{i}"] for i in range(1, 7))
        np.testing.assert_allclose([w5, w6], expected("bp221_grad_w2")["g"], atol=1e-9)
        np.testing.assert_allclose([[w1, w3], [w2, w4]], expected("bp221_grad_w1")["g"], atol=1e-9)

    def test_in_general(self):
        derivation = explain(self.loss, wrt=self.w[1], names=self.names, numbers=False)
        assert str(derivation) == dedent("""\
            Forward
                h1 = w1 * x1 + w2 * x2
                h2 = w3 * x1 + w4 * x2
                y = w5 * h1 + w6 * h2
                J = 0.5 * (y - t) ** 2

            Backward
                dJ/dJ = 1
                dJ/dy = y - t
                dJ/dh1 = dJ/dy * dy/dh1 = dJ/dy * w5
                dJ/dw2 = dJ/dh1 * dh1/dw2 = dJ/dh1 * x2""")

    def test_with_matrices(self):
        x = Tensor([[2.0, 3.0]])
        W1 = parameter([[0.11, 0.12], [0.21, 0.08]], "W1")
        W2 = parameter([[0.14], [0.15]], "W2")
        h = x @ W1
        y = h @ W2
        d2 = y - 1.0
        derivation = explain(y, names={"x": x, "h": h, "y": y}, gradient=d2.detach())
        assert backward_part(derivation) == """\
    dy/dy = gradient = [[-0.809]]    shape (1, 1)
    dy/dh = dy/dy @ W2.T    (1, 2) = (1, 1) @ (1, 2)
          = [[-0.809]] @ [[0.14], [0.15]].T
          = [[-0.11326, -0.12135]]
    dy/dW2 = h.T @ dy/dy    (2, 1) = (2, 1) @ (1, 1)
           = [[0.85, 0.48]].T @ [[-0.809]]
           = [[-0.68765],
              [-0.38832]]
    dy/dW1 = x.T @ dy/dh    (2, 2) = (2, 1) @ (1, 2)
           = [[2, 3]].T @ [[-0.11326, -0.12135]]
           = [[-0.22652,  -0.2427],
              [-0.33978, -0.36405]]"""
        gradients = derived(derivation)
        np.testing.assert_allclose(gradients["W1"], expected("bp221_grad_w1")["g"], atol=1e-9)


# --- deck 3: Quiz 01 -----------------------------------------------------------------------------


def test_quiz_gradient_of_a_sum_of_products():
    x, y, z = (parameter(v, n) for v, n in ((2.0, "x"), (3.0, "y"), (4.0, "z")))
    f = x * y + y * z
    f.name = "f"
    derivation = explain(f, every_operation=False)
    assert str(derivation) == dedent("""\
        Given
            x = 2, y = 3, z = 4

        Forward
            f = x * y + y * z = 2 * 3 + 3 * 4 = 18

        Backward
            df/df = 1
            df/dx = y = 3
            df/dy = x + z = 2 + 4 = 6
            df/dz = y = 3""")
    gradients = derived(derivation)
    assert [gradients[name] for name in "xyz"] == expected("quiz_grad_xy_yz")["g"]


def test_quiz_chain_rule_over_two_paths():
    a, b = parameter(2.0, "a"), parameter(3.0, "b")
    x, y = a * b, a + b
    L = x * y
    derivation = explain(L, names={"x": x, "y": y})
    assert str(derivation) == dedent("""\
        Given
            a = 2, b = 3

        Forward
            x = a * b = 2 * 3 = 6
            y = a + b = 2 + 3 = 5
            L = x * y = 6 * 5 = 30

        Backward
            dL/dL = 1
            dL/dy = x = 6
            dL/dx = y = 5
            (a is used by x and y: its gradient is the sum over both paths)
            dL/da = dL/dx * dx/da + dL/dy * dy/da = dL/dx * b + dL/dy = 5 * 3 + 6 = 21
            (b is used by x and y: its gradient is the sum over both paths)
            dL/db = dL/dx * dx/db + dL/dy * dy/db = dL/dx * a + dL/dy = 5 * 2 + 6 = 16""")
    gradients, row = derived(derivation), expected("quiz_chain")
    assert (gradients["a"], gradients["b"]) == (row["dL_da"], row["dL_db"])


def test_quiz_matrix_times_column():
    A = Tensor([[2.0, 3.0, 1.0], [-1.0, 2.0, 3.0]], name="A")
    b = parameter([[5.0], [-2.0], [3.0]], "b")
    v = A @ b
    derivation = explain(v, names={"v": v}, gradient=[[1.0], [1.0]])
    assert str(derivation).partition("Forward\n")[2] == """\
    v = A @ b    (2, 1) = (2, 3) @ (3, 1)
      = [[2, 3, 1], [-1, 2, 3]] @ [[5], [-2], [3]]
      = [[7],
         [0]]

Backward
    dv/dv = gradient    shape (2, 1)
          = [[1],
             [1]]
    dv/db = A.T @ dv/dv    (3, 1) = (3, 2) @ (2, 1)
          = [[2, 3, 1], [-1, 2, 3]].T @ [[1], [1]]
          = [[1],
             [5],
             [4]]"""
    assert derivation.forward[-1].value.T.tolist() == [expected("quiz_matmul")["v"]]


# --- deck 3: Another Example ---------------------------------------------------------------------


class TestAnotherExample:
    """Five hidden nodes with φ(u) = 1/u; wji goes from input j to node i."""

    def setup_method(self):
        rows = [[0.1, 0.5, 0.3, 2.1, -0.2], [1.1, 0.0, 0.4, -0.1, 1.3]]
        w = {f"w{j}{i}": parameter(v, f"w{j}{i}") for j, r in enumerate(rows, 1) for i, v in enumerate(r, 1)}
        x1, x2 = Tensor(1.7), Tensor(3.5)
        u = [w[f"w1{i}"] * x1 + w[f"w2{i}"] * x2 for i in range(1, 6)]
        v = [1 / u_i for u_i in u]
        F = v[0] * v[1] + v[2] / v[3] - v[4]
        out = autograd.sigmoid(F)
        self.w = w
        self.loss = (out - 2) ** 2
        self.names = {"x1": x1, "x2": x2, "F": F, "out": out}
        self.names |= {f"u{i}": u_i for i, u_i in enumerate(u, 1)}
        self.names |= {f"v{i}": v_i for i, v_i in enumerate(v, 1)}

    def test_forward(self):
        derivation = explain(self.loss, names=self.names)
        assert str(derivation).partition("Backward")[0] == """\
Given
    w11 = 0.1, x1 = 1.7, w21 = 1.1, x2 = 3.5, w12 = 0.5, w22 = 0, w13 = 0.3, w23 = 0.4, w14 = 2.1
    w24 = -0.1, w15 = -0.2, w25 = 1.3

Forward
    u1 = w11 * x1 + w21 * x2 = 0.1 * 1.7 + 1.1 * 3.5 = 4.02
    u2 = w12 * x1 + w22 * x2 = 0.5 * 1.7 + 0 * 3.5 = 0.85
    u3 = w13 * x1 + w23 * x2 = 0.3 * 1.7 + 0.4 * 3.5 = 1.91
    u4 = w14 * x1 + w24 * x2 = 2.1 * 1.7 + (-0.1 * 3.5) = 3.22
    u5 = w15 * x1 + w25 * x2 = -0.2 * 1.7 + 1.3 * 3.5 = 4.21
    v1 = 1 / u1 = 1 / 4.02 = 0.248756
    v2 = 1 / u2 = 1 / 0.85 = 1.17647
    v3 = 1 / u3 = 1 / 1.91 = 0.52356
    v4 = 1 / u4 = 1 / 3.22 = 0.310559
    v5 = 1 / u5 = 1 / 4.21 = 0.23753
    F = v1 * v2 + v3 / v4 - v5 = 0.248756 * 1.17647 + 0.52356 / 0.310559 - 0.23753 = 1.74099
    out = sigmoid(F) = sigmoid(1.74099) = 0.850813
    L = (out - 2) ** 2 = (0.850813 - 2) ** 2 = 1.32063

"""
        row, values = expected("another_forward"), {e.name: e.value for e in derivation.forward}
        np.testing.assert_allclose([values[f"v{i}"] for i in range(1, 6)], row["v"], atol=1e-9)
        np.testing.assert_allclose([values["F"], values["out"], values["L"]],
                                   [row["F"], row["out"], row["loss"]], atol=1e-9)  # fmt: skip

    def test_the_gradient_asked_for(self):
        derivation = explain(self.loss, wrt=self.w["w25"], names=self.names)
        assert backward_part(derivation) == """\
    dL/dL = 1
    dL/dout = 2 * (out - 2) = 2 * (0.850813 - 2) = -2.29837
    dL/dF = dL/dout * dout/dF
          = dL/dout * out * (1 - out)
          = -2.29837 * 0.850813 * (1 - 0.850813)
          = -0.291734
    dL/dv5 = dL/dF * dF/dv5 = -dL/dF = -(-0.291734) = 0.291734
    dL/du5 = dL/dv5 * dv5/du5 = -dL/dv5 / u5 ** 2 = -0.291734 / 4.21 ** 2 = -0.0164597
    dL/dw25 = dL/du5 * du5/dw25 = dL/du5 * x2 = -0.0164597 * 3.5 = -0.0576091"""
        gradients, row = derived(derivation), expected("another_chain")
        np.testing.assert_allclose(gradients["out"], row["dout"], atol=1e-9)
        np.testing.assert_allclose(gradients["F"], row["dF"], atol=1e-9)
        np.testing.assert_allclose(gradients["w25"], expected("another_grad_w52")["g"], atol=1e-9)

    def test_in_general(self):
        derivation = explain(self.loss, wrt=self.w["w25"], names=self.names, numbers=False)
        assert backward_part(derivation) == """\
    dL/dL = 1
    dL/dout = 2 * (out - 2)
    dL/dF = dL/dout * dout/dF = dL/dout * out * (1 - out)
    dL/dv5 = dL/dF * dF/dv5 = -dL/dF
    dL/du5 = dL/dv5 * dv5/du5 = -dL/dv5 / u5 ** 2
    dL/dw25 = dL/du5 * du5/dw25 = dL/du5 * x2"""

    def test_all_ten_weights(self):
        derivation = explain(self.loss, names=self.names)
        assert backward_part(derivation).splitlines()[-10:] == [
            "    dL/dw15 = dL/du5 * du5/dw15 = dL/du5 * x1 = -0.0164597 * 1.7 = -0.0279815",
            "    dL/dw25 = dL/du5 * du5/dw25 = dL/du5 * x2 = -0.0164597 * 3.5 = -0.0576091",
            "    dL/dw14 = dL/du4 * du4/dw14 = dL/du4 * x1 = -0.15274 * 1.7 = -0.259658",
            "    dL/dw24 = dL/du4 * du4/dw24 = dL/du4 * x2 = -0.15274 * 3.5 = -0.534591",
            "    dL/dw13 = dL/du3 * du3/dw13 = dL/du3 * x1 = 0.257499 * 1.7 = 0.437749",
            "    dL/dw23 = dL/du3 * du3/dw23 = dL/du3 * x2 = 0.257499 * 3.5 = 0.901248",
            "    dL/dw12 = dL/du2 * du2/dw12 = dL/du2 * x1 = 0.100444 * 1.7 = 0.170754",
            "    dL/dw22 = dL/du2 * du2/dw22 = dL/du2 * x2 = 0.100444 * 3.5 = 0.351553",
            "    dL/dw11 = dL/du1 * du1/dw11 = dL/du1 * x1 = 0.0212381 * 1.7 = 0.0361048",
            "    dL/dw21 = dL/du1 * du1/dw21 = dL/du1 * x2 = 0.0212381 * 3.5 = 0.0743334",
        ]
        gradients, row = derived(derivation), expected("another_grad_all")
        np.testing.assert_allclose([gradients[f"w1{i}"] for i in range(1, 6)], row["w1"], atol=1e-9)
        np.testing.assert_allclose([gradients[f"w2{i}"] for i in range(1, 6)], row["w2"], atol=1e-9)
        du = [gradients[f"u{i}"] for i in range(1, 6)]
        np.testing.assert_allclose(du, expected("another_chain")["du"], atol=1e-9)
