"""Activation functions as layers."""

from math import exp, log, tanh

from tests.nn.cases.case import Case

LN2, LN3 = log(2), log(3)  # e to these is 2 and 3

LAYERS = {
    # --- saturating -------------------------------------------------------------------------------
    "Step": [
        Case(inputs=([-0.5, 0.0, 2],), expected=[0, 1, 1], source="deck 5: 1 for x >= 0",
             gradients=False, in_pytorch=False),
        Case((0, 1, 0), inputs=([-0.5, 0.0, 2],), expected=[0, 0, 1],
             source="deck 1: 0 at the threshold", gradients=False, in_pytorch=False),
        Case((-1, 1), inputs=([-0.5, 0.0, 2],), expected=[-1, 1, 1],
             source="deck 2: s >= 0 gives +1", gradients=False, in_pytorch=False),
        Case((), {"low": 2, "high": -3.5, "at_zero": 7}, ([-0.5, 0.0, 2],), [2, 7, -3.5],
             "by hand", gradients=False, in_pytorch=False),
        Case(inputs=([[-0.5, 2], [1, -3]],), expected=[[0, 1], [1, 0]], source="by hand",
             in_pytorch=False),
    ],
    "Sigmoid": [
        Case(inputs=([0.0, LN3, -LN3],), expected=[0.5, 0.75, 0.25],
             source="by hand: 1 / (1 + 1/3) = 3/4"),
        Case((1,), inputs=([-2.0, -1, 0, 0.5, 1, 2],),
             expected=[0.1192029220221, 0.26894142137, 0.5, 0.6224593312019, 0.73105857863,
                       0.8807970779779],
             source="catalogue row act_sigmoid", in_pytorch=False),
        Case((2,), inputs=([0.5],), expected=[0.73105857863],
             source="catalogue row act_param_a2p0", in_pytorch=False),
        Case((), {"a": 0.5}, ([[0.5]],), [[0.5621765008858]],
             "catalogue row act_param_a0p5", in_pytorch=False),
    ],
    "LogSigmoid": [
        Case(inputs=([0.0, LN3, -LN3],), expected=[-LN2, LN3 - 2 * LN2, -2 * LN2],
             source="by hand: ln 1/2, ln 3/4, ln 1/4"),
        Case(inputs=([[-800.0, 800]],), expected=[[-800, 0]], source="by hand: e**-800 is nothing"),
    ],
    "Tanh": [
        Case(inputs=([0.0, LN3 / 2],), expected=[0, 0.5],
             source="by hand: at ln(3) / 2 it is (3 - 1) / (3 + 1)"),
    ],
    "ScaledTanh": [
        Case(inputs=([0.5],), expected=[0.2449186624037], source="catalogue row act_param_a1p0",
             in_pytorch=False),
        Case((2,), inputs=([0.5],), expected=[0.46211715726],
             source="catalogue row act_param_a2p0", in_pytorch=False),
        Case((0.5,), inputs=([[0.5]],), expected=[[0.1243530017716]],
             source="catalogue row act_param_a0p5", in_pytorch=False),
    ],
    "Softsign": [
        Case(inputs=([-1.0, 3, 0.25],), expected=[-0.5, 0.75, 0.2],
             source="by hand: -1/2, 3/4, (1/4) / (5/4)"),
    ],
    "Hardtanh": [
        Case(inputs=([-3.0, 0.5, 2],), expected=[-1, 0.5, 1], source="by hand"),
        Case((-2.0, 0.5), inputs=([[-3.0, 0.25, 2]],), expected=[[-2, 0.25, 0.5]],
             source="by hand"),
        Case(inputs=([-1.0, 1],), expected=[-1, 1], source="by hand", gradients=False),
    ],
    "ReLU6": [
        Case(inputs=([-1.0, 3, 8],), expected=[0, 3, 6], source="by hand"),
        Case(inputs=([0.0, 6],), expected=[0, 6], source="by hand", gradients=False),
    ],
    # --- rectifying -------------------------------------------------------------------------------
    "ReLU": [
        Case(inputs=([-2.0, 0.5, 3],), expected=[0, 0.5, 3], source="by hand"),
        Case(inputs=([[-2.0, 0]],), expected=[[0, 0]], source="by hand", gradients=False),
        Case((), {"derivative_at_zero": 1}, ([-2.0, 0.5, 3],), [0, 0.5, 3], "by hand",
             in_pytorch=False),
    ],
    "LeakyReLU": [
        Case(inputs=([-2.0, -1, -0.5, 0.5, 2],), expected=[-0.02, -0.01, -0.005, 0.5, 2],
             source="catalogue row act_leaky_relu"),
        Case((0.1,), inputs=([-2.0, -1, -0.5, 0.5, 2],), expected=[-0.2, -0.1, -0.05, 0.5, 2],
             source="catalogue row act_leaky_relu"),
        Case((0.1,), inputs=([0.0],), expected=[0], source="by hand", gradients=False),
    ],
    "PReLU": [
        Case(inputs=([-2.0, 2],), expected=[-0.5, 2], source="by hand: the first slope is 1/4"),
        Case((2,), state={"weight": [0.1, 0.5]}, inputs=([[[-1.0, 2], [-3, 4]]],),
             expected=[[[-0.1, 2], [-1.5, 4]]], source="by hand: a slope for each of axis 1"),
        Case((3, 0.5), inputs=([[-1.0, 2, -3]],), expected=[[-0.5, 2, -1.5]], source="by hand"),
        Case((), {"init": -1.0}, inputs=([[[[-1.0, 2]]]],), expected=[[[[1, 2]]]],
             source="by hand"),
        Case(inputs=([0.0, -1],), expected=[0, -0.25], source="by hand", gradients=False),
    ],
    "ELU": [
        Case(inputs=([-2.0, -1, -0.5, 0.5, 2],),
             expected=[-0.8646647167634, -0.6321205588286, -0.3934693402874, 0.5, 2],
             source="catalogue row act_elu"),
        Case((0.5,), inputs=([[-LN2, 1]],), expected=[[-0.25, 1]],
             source="by hand: (1/2) (1/2 - 1)"),
        Case((2.0,), inputs=([0.0],), expected=[0], source="by hand", gradients=False),
    ],
    "SELU": [
        Case(inputs=([1.0, -LN2],),
             expected=[1.0507009873554805, -1.0507009873554805 * 1.6732632423543772 / 2],
             source="by hand, with the two constants of the paper"),
        Case(inputs=([0.0],), expected=[0], source="by hand", gradients=False),
    ],
    "GELU": [
        Case(inputs=([-1.0, 0, 1, 2],),
             expected=[-0.15865525393145707, 0, 0.8413447460685429, 2 * 0.9772498680518208],
             source="a table of the normal distribution: Φ(1) = 0.84134..., Φ(2) = 0.97724..."),
        Case((), {"approximate": "tanh"}, ([[0.0, 1]],),
             [[0, (1 + tanh(0.7978845608028654 * 1.044715)) / 2]],
             "by hand: the square root of 2 / pi is 0.79788..."),
        Case(("tanh",), inputs=([-8.0, -0.5, 0.3],)),
    ],
    "SiLU": [
        Case(inputs=([0.0, LN3, -LN3],), expected=[0, 0.75 * LN3, -0.25 * LN3],
             source="by hand: times 3/4 and 1/4"),
    ],
    "Mish": [
        Case(inputs=([0.0, LN3],), expected=[0, LN3 * 15 / 17],
             source="by hand: softplus(ln 3) = ln 4, whose tanh is (16 - 1) / (16 + 1)"),
        Case(inputs=([[-30.0, 30]],)),
    ],
    "Hardswish": [
        Case(inputs=([-4.0, -2, 1, 4],), expected=[0, -1 / 3, 2 / 3, 4],
             source="by hand: 0, -2 (1/6), 1 (4/6), 4 (6/6)"),
        Case(inputs=([-3.0, 3],), expected=[0, 3], source="by hand", gradients=False),
    ],
    "Softplus": [
        Case(inputs=([0.0, LN3, 30],), expected=[LN2, 2 * LN2, 30],
             source="by hand: ln(1 + 1), ln(1 + 3); above the threshold x itself"),
        Case((2.0,), inputs=([[0.0, LN3 / 2]],), expected=[[LN2 / 2, LN2]],
             source="by hand: ln(1 + 3) / 2"),
        Case((), {"beta": 2.0, "threshold": 1.0}, ([0.25, 0.75],), [log(1 + exp(0.5)) / 2, 0.75],
             "by hand: 2 * 0.75 is above 1"),
    ],
    # --- probabilities ----------------------------------------------------------------------------
    "Softmax": [
        Case((1,), inputs=([[0.0, LN2, LN3]],), expected=[[1 / 6, 2 / 6, 3 / 6]],
             source="by hand: e to these is 1, 2, 3"),
        Case((0,), inputs=([[0.0, LN2], [LN3, LN2]],), expected=[[0.25, 0.5], [0.75, 0.5]],
             source="by hand"),
        Case(inputs=([1000.0, 1000],), expected=[0.5, 0.5], source="by hand", in_pytorch=False),
    ],
    "Softmin": [
        Case((1,), inputs=([[0.0, -LN2, -LN3]],), expected=[[1 / 6, 2 / 6, 3 / 6]],
             source="by hand: e to minus these is 1, 2, 3"),
    ],
    "LogSoftmax": [
        Case((1,), inputs=([[0.0, LN2, LN3]],), expected=[[-LN2 - LN3, -LN3, -LN2]],
             source="by hand: ln 1/6, ln 2/6, ln 3/6"),
        Case((0,), inputs=([0.0, 1000],), expected=[-1000, 0], source="by hand"),
    ],
    # --- units of other kinds ---------------------------------------------------------------------
    "Reciprocal": [
        Case(inputs=([0.5, -4.0],), expected=[2, -0.25], source="by hand", in_pytorch=False),
    ],
    "Maxout": [
        Case((2, 1), state={"weight": [[1, -1], [-0.5, 0.25]], "bias": [0.5, -0.1]},
             inputs=([2.0, 3],), expected=[-0.35], source="catalogue row act_maxout",
             in_pytorch=False),
        Case((2, 2), state={"weight": [[1, 0], [0, 1], [-1, 0], [1, 1]], "bias": [0, 0, 0, 1]},
             inputs=([[2.0, 3], [-4, 1]],), expected=[[3, 6], [1, 4]],
             source="by hand: max(x1, x2) and max(-x1, x1 + x2 + 1)", in_pytorch=False),
        Case((1, 1, 3), {"bias": False}, state={"weight": [[-2], [0], [1]]},
             inputs=([[-1.0], [3]],), expected=[[2], [3]],
             source="by hand: max(-2 x, 0, x), where -2 x = 2 and x = 3", in_pytorch=False),
    ],
    "Mixture": [
        Case(lambda nn: ([nn.ReLU(), nn.Identity(), nn.Reciprocal()],),
             inputs=([[-2.0, -2, -2], [4, 4, 4]],), expected=[[0, -2, -0.5], [4, 4, 0.25]],
             source="by hand", in_pytorch=False),
        # A function that comes again after another one, with a parameter.
        Case(lambda nn: ([(shared := nn.PReLU()), nn.Identity(), shared],),
             inputs=([-2.0, -2, -2],), expected=[-0.5, -2, -0.5], source="by hand",
             in_pytorch=False),
    ],
}  # fmt: skip
