"""What formulas look like, in text, in LaTeX and in MathML: literal strings."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd.formula import LaTeX, MathML, Plain
from autograd.symbol import Symbol, derivative_symbol
from tests.autograd.formula.samples import SAMPLES, A, b, dv, g, t, u, w, x, y

TABLE = [
    # formula, text, LaTeX
    (x * y + 1, "x * y + 1", r"x \cdot y + 1"),
    ((x + y) * t, "(x + y) * t", r"\left( x + y \right) \cdot t"),
    (x - (y - t), "x - (y - t)", r"x - \left( y - t \right)"),
    (2 * (-x), "2 * (-x)", r"2 \cdot \left( -x \right)"),
    (-x * y, "-x * y", r"-x \cdot y"),
    (-(x * y), "-(x * y)", r"-\left( x \cdot y \right)"),
    (x + -0.5, "x + (-0.5)", r"x + \left( -0.5 \right)"),
    (x / y, "x / y", r"\frac{x}{y}"),
    (x / y / t, "x / y / t", r"\frac{x}{y} \cdot \frac{1}{t}"),
    (-g * x / y, "-g * x / y", r"-\frac{g \cdot x}{y}"),
    (x / (-y), "x / (-y)", r"\frac{x}{-y}"),
    (x / (y * t), "x / (y * t)", r"\frac{x}{y \cdot t}"),
    (x**2, "x ** 2", "x^{2}"),
    (x**-2, "x ** (-2)", "x^{-2}"),
    ((x / y) ** 2, "(x / y) ** 2", r"\left( \frac{x}{y} \right)^{2}"),
    ((x**y) ** t, "(x ** y) ** t", r"\left( x^{y} \right)^{t}"),
    ((-x) ** 2, "(-x) ** 2", r"\left( -x \right)^{2}"),
    (dv * x, "dL/dv * x", r"\frac{\partial L}{\partial v} \cdot x"),
    (-dv / u**2, "-dL/dv / u ** 2", r"-\frac{\partial L}{\partial v} \cdot \frac{1}{u^{2}}"),
    (dv**2, "(dL/dv) ** 2", r"\left( \frac{\partial L}{\partial v} \right)^{2}"),
    (x / dv, "x / (dL/dv)", r"\frac{x}{\frac{\partial L}{\partial v}}"),
    (ag.exp(-x), "exp(-x)", "e^{-x}"),
    (ag.sqrt(x + 1), "sqrt(x + 1)", r"\sqrt{x + 1}"),
    (ag.log(x), "log(x)", r"\log \left( x \right)"),
    (ag.log2(x), "log2(x)", r"\log_{2}\left( x \right)"),
    (ag.sigmoid(x), "sigmoid(x)", r"\sigma \left( x \right)"),
    (ag.tanh(x) ** 2, "tanh(x) ** 2", r"\tanh \left( x \right)^{2}"),
    (ag.relu(x), "relu(x)", r"\operatorname{relu}\left( x \right)"),
    (ag.square(x - t), "square(x - t)", r"\left( x - t \right)^{2}"),
    (ag.reciprocal(u), "reciprocal(u)", r"\frac{1}{u}"),
    (ag.absolute(x), "absolute(x)", r"\left| x \right|"),
    (x // y, "x // y", r"\left\lfloor \frac{x}{y} \right\rfloor"),
    (x % y, "x % y", r"x \bmod y"),
    ((x == 0) & (y >= 0), "(x == 0) & (y >= 0)",
     r"\left( x = 0 \right) \wedge \left( y \geq 0 \right)"),
    (~(x > 0), "~(x > 0)", r"\neg \left( x > 0 \right)"),
    (ag.where(x > y, g, 0.0), "where(x > y, g, 0)",
     r"\begin{cases} g & \text{if }x > y \\ 0 & \mathrm{otherwise} \end{cases}"),
    (A.T @ b, "A.T @ b", r"A^{\top} \, b"),
    ((A * A) @ A, "(A * A) @ A", r"\left( A \odot A \right) \, A"),
    (A @ (A @ A), "A @ (A @ A)", r"A \, \left( A \, A \right)"),
    (ag.matrix_transpose(Symbol("S", np.ones((5, 2, 3)))), "S.mT", r"S^{\top}"),
    (ag.permute(Symbol("S", np.ones((5, 2, 3))), (1, 2, 0)), "permute(S, axes=(1, 2, 0))",
     r"\operatorname{permute}\left( S, \mathrm{axes} = \left( 1, 2, 0 \right) \right)"),
    (ag.unsqueeze(Symbol("v", np.ones(3)), -1), "v[:, None]",
     r"v\left[ {:}, \mathrm{None} \right]"),
    (ag.unsqueeze(Symbol("S", np.ones((5, 2))), -1), "S[..., None]",
     r"S\left[ \ldots , \mathrm{None} \right]"),
    (A[0], "A[0]", r"A\left[ 0 \right]"),
    (A[0:1, ..., [1, 0]], "A[0:1, ..., [1, 0]]",
     r"A\left[ 0{:}1, \ldots , \left[ 1, 0 \right] \right]"),
    (ag.sum(A, 0), "sum(A, axis=0)", r"\sum_{\mathrm{axis} = 0}A"),
    (ag.sum(A * A) * x, "sum(A * A) * x", r"\left( \sum A \odot A \right) \cdot x"),
    (ag.softmax(A, 0), "softmax(A, axis=0)",
     r"\operatorname{softmax}\left( A, \mathrm{axis} = 0 \right)"),
    (ag.softmax(A, -1), "softmax(A)", r"\operatorname{softmax}\left( A \right)"),
    (ag.cast(x, np.float32), "cast(x, dtype='float32')",
     r"\operatorname{cast}\left( x, \mathrm{dtype} = \text{float32} \right)"),
    (ag.concatenate([A, b], 1), "concatenate([A, b], axis=1)",
     r"\operatorname{concatenate}\left( A, b, \mathrm{axis} = 1 \right)"),
    (x * 1.5e-7, "x * 1.5e-07", r"x \cdot 1.5 \cdot 10^{-7}"),
    (x * np.array([[1.0, 2.5]]), "x * [[1, 2.5]]", r"x \cdot \begin{pmatrix} 1 & 2.5 \end{pmatrix}"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "text", "latex"), TABLE, ids=[row[1] for row in TABLE])
def test_formulas_are_written_in_text_and_latex(formula: Symbol, text: str, latex: str) -> None:
    assert Plain().write(formula) == text
    assert LaTeX().write(formula) == latex


def test_formulas_are_written_in_mathml() -> None:
    write = MathML().write
    minus = '<mo form="prefix">−</mo>'
    left, right = (f'<mo fence="true" form="{form}" stretchy="false">{bracket}</mo>'
                   for form, bracket in (("prefix", "("), ("postfix", ")")))  # fmt: skip
    assert write(x * y + 1) == "<mi>x</mi><mo>·</mo><mi>y</mi><mo>+</mo><mn>1</mn>"
    assert write(x / y) == "<mfrac><mi>x</mi><mi>y</mi></mfrac>"
    assert write(-x / (y + 1)) == (
        f"{minus}<mfrac><mi>x</mi><mrow><mi>y</mi><mo>+</mo><mn>1</mn></mrow></mfrac>"
    )
    assert write(x**2) == "<msup><mi>x</mi><mn>2</mn></msup>"
    assert write((-x) ** 2) == (
        f"<msup><mrow><mrow>{left}{minus}<mi>x</mi>{right}</mrow></mrow><mn>2</mn></msup>"
    )
    assert write(ag.sqrt(x)) == "<msqrt><mi>x</mi></msqrt>"
    assert write(ag.sigmoid(x)) == f"<mi>σ</mi><mrow>{left}<mi>x</mi>{right}</mrow>"
    assert write(w) == "<msub><mi>w</mi><mn>25</mn></msub>"
    assert write(dv) == (
        "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><mi>v</mi></mrow></mfrac>"
    )
    assert write(A.T) == "<msup><mi>A</mi><mo>⊤</mo></msup>"
    assert MathML().element(write(x), "<mo>=</mo>", write(y), block=True) == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
        "<mi>x</mi><mo>=</mo><mi>y</mi></math>"
    )


def test_numbers_take_the_places_of_names() -> None:
    formulas = [2 * t, t**2, x - t, dv * x, -dv / u**2, t * x]  # t = -0.5, x = 3, dv = -0.25, u = 4
    assert [Plain(numbers=True).write(f) for f in formulas] == [
        "2 * (-0.5)", "(-0.5) ** 2", "3 - (-0.5)", "-0.25 * 3", "-(-0.25) / 4 ** 2", "-0.5 * 3",
    ]  # fmt: skip
    assert [LaTeX(numbers=True).write(f) for f in formulas] == [
        r"2 \cdot \left( -0.5 \right)", r"\left( -0.5 \right)^{2}", r"3 - \left( -0.5 \right)",
        r"-0.25 \cdot 3", r"-\frac{\left( -0.25 \right)}{4^{2}}", r"-0.5 \cdot 3",
    ]  # fmt: skip
    assert MathML(numbers=True).write(x / u) == "<mfrac><mn>3</mn><mn>4</mn></mfrac>"


def test_numbers_have_the_digits_asked_for() -> None:
    third = Symbol("x", 1 / 3)
    assert Plain(numbers=True, precision=3).write(third) == "0.333"
    assert Plain(numbers=True, precision=None).write(third) == "0.3333333333333333"
    assert LaTeX(numbers=True, precision=2).write(third * 1e-12) == r"0.33 \cdot 1 \cdot 10^{-12}"
    assert Plain(numbers=True).write(Symbol("n", 12345678)) == "12345678"  # counts are exact
    assert Plain(precision=None).write(third * np.float32(0.1)) == "x * 0.1"
    assert Plain(numbers=True).write(Symbol("x", np.float32(0.85))) == "0.85"
    assert Plain(numbers=True).write(Symbol("x", np.array([0.85, -1], np.float16))) == "[0.85, -1]"
    assert third.text == "x"
    assert (third * 0.6931471805599453).text == "x * 0.6931471805599453"


@pytest.mark.parametrize(
    ("value", "text", "latex", "mathml"),
    [
        (np.nan, "nan", r"\mathrm{NaN}", "<mi>NaN</mi>"),
        (np.inf, "inf", r"\infty", "<mo>∞</mo>"),
        (-np.inf, "-inf", r"-\infty", '<mo form="prefix">−</mo><mo>∞</mo>'),
        (-0.0, "-0", "-0", '<mo form="prefix">−</mo><mn>0</mn>'),
        (True, "True", r"\mathrm{True}", "<mi>True</mi>"),
        (1.5 - 2j, "(1.5-2j)", r"\left( 1.5 - 2i \right)", None),
        (np.zeros((0, 2)), "x", "x", "<mi>x</mi>"),
        (np.zeros((4, 4)), "x", "x", "<mi>x</mi>"),
        (np.eye(3), "[[1, 0, 0], [0, 1, 0], [0, 0, 1]]",
         r"\begin{pmatrix} 1 & 0 & 0 \\ 0 & 1 & 0 \\ 0 & 0 & 1 \end{pmatrix}", None),
        (np.array([1.0, np.nan]), "[1, nan]", r"\begin{pmatrix} 1 & \mathrm{NaN} \end{pmatrix}", None),
        (np.ones((1, 1, 2)), "[[[1, 1]]]",
         r"\begin{pmatrix} \begin{pmatrix} 1 & 1 \end{pmatrix} \end{pmatrix}", None),
    ],
)  # fmt: skip
def test_special_values(value: Any, text: str, latex: str, mathml: str | None) -> None:
    symbol = Symbol("x", value)
    assert Plain(numbers=True).write(symbol) == text
    assert LaTeX(numbers=True).write(symbol) == latex
    if mathml is not None:
        assert MathML(numbers=True).write(symbol) == mathml


def test_values_that_are_not_known_stay_names() -> None:
    gone = Symbol("h", np.float64(0.0), known=False)
    assert Plain(numbers=True).write(gone * x) == "h * 3"
    assert LaTeX(numbers=True).write(gone * x) == r"h \cdot 3"


@pytest.mark.parametrize(
    ("name", "text", "latex", "mathml"),
    [
        ("w_25", "w_25", "w_{25}", "<msub><mi>w</mi><mn>25</mn></msub>"),
        ("u5", "u5", "u_{5}", "<msub><mi>u</mi><mn>5</mn></msub>"),
        ("w_1_2", "w_1_2", "w_{1, 2}", None),
        ("W¹", "W¹", "W^{1}", "<msup><mi>W</mi><mn>1</mn></msup>"),
        ("y₁₂", "y₁₂", "y_{12}", None),
        ("h'", "h'", r"h^{\prime}", None),
        ("theta_1", "theta_1", r"\theta_{1}", "<msub><mi>θ</mi><mn>1</mn></msub>"),
        ("σ", "σ", r"\sigma", "<mi>σ</mi>"),
        ("phi", "phi", r"\varphi", "<mi>φ</mi>"),
        ("w_out", "w_out", r"w_{\mathrm{out}}", "<msub><mi>w</mi><mi>out</mi></msub>"),
        ("out", "out", r"\mathrm{out}", "<mi>out</mi>"),
        ("layer_2", "layer_2", r"\mathrm{layer}_{2}", None),
        ("my_weight", "my_weight", r"\text{my\_weight}", "<mi>my_weight</mi>"),
        ("0.weight", "0.weight", r"\text{0.weight}", "<mtext>0.weight</mtext>"),
        ("my weight", "my weight", r"\text{my weight}", "<mtext>my\xa0weight</mtext>"),
        ("가중치", "가중치", r"\text{가중치}", "<mi>가중치</mi>"),
        ("가_1", "가_1", r"\text{가}_{1}", None),
        ("", "", r"\text{}", "<mtext></mtext>"),
        ("a\nb", "a\\nb", r"\text{a\textbackslash{}nb}", r"<mtext>a\nb</mtext>"),
        ('<b> & "q"', '<b> & "q"', r'\text{\textless{}b\textgreater{} \& "q"}',
         "<mtext>&lt;b&gt;\xa0&amp;\xa0&quot;q&quot;</mtext>"),
        (r"#{%$^~_\}", r"#{%$^~_\}",
         r"\text{\#\{\%\$\textasciicircum{}\textasciitilde{}\_\textbackslash{}\}}", None),
    ],
)  # fmt: skip
def test_names_are_written_as_mathematics_does(
    name: str, text: str, latex: str, mathml: str | None
) -> None:
    symbol = Symbol(name, 1.0)
    assert Plain().write(symbol) == text
    assert LaTeX().write(symbol) == latex
    if mathml is not None:
        assert MathML().write(symbol) == mathml


def test_names_with_signs_get_brackets_in_text() -> None:
    assert Plain().write(Symbol("a - b", 1.0) * x) == "(a - b) * x"


def test_derivatives_are_written_in_each_notation() -> None:
    assert Plain().derivative("L", "u5") == "dL/du5"
    assert Plain().derivative("L", "0.weight") == "dL/d(0.weight)"
    assert Plain().derivative("my loss", "가중치") == "d(my loss)/d가중치"
    assert LaTeX().derivative("L", "w_25") == r"\frac{\partial L}{\partial w_{25}}"
    assert MathML().derivative("L", "0.weight") == (
        "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow>"
        "<mrow><mi>∂</mi><mtext>0.weight</mtext></mrow></mfrac>"
    )
    local = derivative_symbol("u", "w", 2.0)
    assert (dv * local).text == "dL/dv * du/dw"


def test_a_users_operation_is_written_by_its_sign_or_name() -> None:
    rule = lambda g, out, x, y, k=1: g  # noqa: E731

    @ag.operation(rule, rule, sign="⊗")
    def joined(x: Any, y: Any) -> Any:
        return x * y

    @ag.operation(rule, rule, sign="*")
    def times(x: Any, y: Any, k: int = 1) -> Any:
        return x * y * k

    @ag.operation(lambda g, out, x: g, sign="φ")
    def activation(x: Any) -> Any:
        return 1 / x

    @ag.operation(lambda g, out, x: g)
    def exp(x: Any) -> Any:  # a user's, not the library's
        return x

    assert Plain().write(joined(x, -y)) == "joined(x, -y)"  # what Python could compute
    assert LaTeX().write(joined(x + 1, -y) * g) == (
        r"\left( \left( x + 1 \right)\mathbin{\text{⊗}}\left( -y \right) \right) \cdot g"
    )
    assert Plain().write(times(x, y) + 1) == "x * y + 1"
    assert Plain().write(times(x, y, k=2) + 1) == "times(x, y, k=2) + 1"
    assert LaTeX().write(times(x, y, k=2)) == (
        r"\operatorname{times}\left( x, y, \mathrm{k} = 2 \right)"
    )
    assert Plain().write(activation(x)) == "activation(x)"
    assert LaTeX().write(activation(x)) == r"\varphi \left( x \right)"
    assert LaTeX().write(exp(x)) == r"\exp \left( x \right)"


def test_a_deep_formula_is_written_without_recursion() -> None:
    deep = x
    for _ in range(1000):
        deep = -deep
    assert Plain().write(deep) == "-(" * 999 + "-x" + ")" * 999
    assert LaTeX().write(deep).count("left(") == MathML().write(deep).count("prefix\" s") == 999


@pytest.mark.parametrize("notation", [Plain, LaTeX, MathML])
def test_precision_is_a_number_of_digits(notation: type[Plain]) -> None:
    with pytest.raises(ValueError, match="precision must be at least 1 digit, got 0"):
        notation(precision=0)
    with pytest.raises(TypeError, match="precision is a number of digits or None, got 2.5"):
        notation(precision=2.5)  # type: ignore[arg-type]
    assert repr(notation()) == f"{notation.__name__}(numbers=False, precision=6)"


@pytest.mark.parametrize("formula", SAMPLES, ids=str)
def test_mathml_is_well_formed(formula: Any) -> None:
    for numbers in (False, True):
        notation = MathML(numbers=numbers)
        root = ET.fromstring(notation.element(notation.write(formula)))
        assert root.tag.endswith("math")
        for element in root.iter():
            name = element.tag.rpartition("}")[2]
            assert len(element) == {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3}.get(
                name, len(element)
            )
            assert not (element.text and name not in ("mi", "mn", "mo", "mtext", "mspace"))
            assert not element.tail


def test_where_gradients_are_added_is_an_index_in_mathematics() -> None:
    column = ag.add_at(Symbol("g", np.ones(2)), (slice(None), 1), (2, 3))
    assert Plain().write(column) == "add_at(g, index=(slice(None), 1), shape=(2, 3))"
    assert r"\mathrm{index} = \left[ {:}, 1 \right]" in LaTeX().write(column)
    start = ag.add_at(Symbol("g", np.ones(2)), slice(2), (3,))
    assert Plain().write(start) == "add_at(g, index=slice(2), shape=(3,))"
    assert r"\mathrm{index} = \left[ {:}2 \right]" in LaTeX().write(start)
    assert r"\mathrm{shape} = \left( 3 \right)" in LaTeX().write(start)


@pytest.mark.parametrize(("array", "said"), [
    (np.eye(5, dtype=np.int64), "one-hot array of shape (5, 5)"),
    (np.ones((5, 5), np.int64), "int64 array of shape (5, 5)"),
    (2 * np.eye(5, dtype=np.int64), "int64 array of shape (5, 5)"),
    (np.eye(5), "float64 array of shape (5, 5)"),
    (np.zeros((0, 3), np.int64), "int64 array of shape (0, 3)"),
])  # fmt: skip
def test_large_arrays_are_told_by_kind_and_shape(array: Any, said: str) -> None:
    assert Plain().write(array) == f"<{said}>"
