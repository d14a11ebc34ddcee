"""What is compared with PyTorch: for each operation, expressions that use it, and on which shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Shape = tuple[int, ...]
ANY: list[tuple[Shape, ...]] = [((),), ((3,),), ((2, 3),), ((3, 1, 2),), ((0,),), ((2, 0),)]
PAIRS = [
    ((), ()), ((), (3,)), ((2, 3), (3,)), ((2, 3), (2, 1)), ((3, 1), (1, 4)), ((2, 1, 3), (4, 1)),
    ((0, 4), (1, 4)), ((1,), ()),
]  # fmt: skip
FLAT, SQUARE = [((4,),), ((1,),)], [((3, 3),), ((2, 2),), ((1, 1),)]
MATRICES = [((2, 3),), ((3, 2),), ((3, 2, 2),)]  # two axes or more, each of two elements or more
IMAGES, LINES = [((2, 2, 5, 4),)], [((2, 2, 6),)]


@dataclass
class Row:
    """An expression of `x`, `y`, `z` in our words, and in PyTorch's.

    Several expressions are separated by semicolons; what one gives is the `x` of the next.

    Attributes:
        shapes: of the operands; each entry is a choice.
        low, high: between which their elements are.
        kinks: whether the gradients agree at kinks and ties too.
        order: 2 to compare the gradients of gradients.
    """

    ours: str
    shapes: list[Any]
    theirs: str
    low: float = -2.0
    high: float = 2.0
    kinks: bool = False
    order: int = 2


def rows(shapes: list[Any], *texts: str | tuple[str, str], **settings: Any) -> list[Row]:
    pairs = (text if isinstance(text, tuple) else (text, text) for text in texts)
    return [Row(ours, shapes, theirs, **settings) for ours, theirs in pairs]


def unary(name: str, low: float = -2.0, high: float = 2.0, **settings: Any) -> list[Row]:
    return rows(ANY, f"{name}(x)", low=low, high=high, **settings)


def binary(name: str, low: float = -2.0, high: float = 2.0, **settings: Any) -> list[Row]:
    return rows(PAIRS, f"{name}(x, y)", low=low, high=high, **settings)


def reduced(name: str, *more: str | tuple[str, str], after: str = "", **settings: Any) -> list[Row]:
    one = [
        f"{name}(x, dim={dim}, keepdim={keep}){after}" for dim in (0, -1) for keep in (False, True)
    ]
    return rows(MATRICES, *one, *more, **settings)


K = {"kinks": True}
TABLE: dict[str, list[Row]] = {
    # Elementwise
    "add": binary("add"), "subtract": binary("subtract"), "multiply": binary("multiply") + rows([((2, 3), (1, 2))], "kron(x, y)"),
    "divide": binary("divide", 0.5, 2.0), "negative": unary("negative"), "square": unary("square"),
    "reciprocal": unary("reciprocal", 0.5, 2.0), "absolute": unary("absolute", **K),
    "power": binary("power", 0.2, 2.0) + rows(ANY, "x ** 2", "x ** 3", "x ** 0", "x ** 1", **K)
        + rows(ANY, "x ** -1.5", "x ** 0.5", "2.5 ** x", low=0.2),
    "exp": unary("exp"), "expm1": unary("expm1"), "log": unary("log", 0.1), "log1p": unary("log1p", -0.9),
    "log2": unary("log2", 0.1), "log10": unary("log10", 0.1), "sqrt": unary("sqrt", 0.1),
    "sin": unary("sin"), "cos": unary("cos"), "tan": unary("tan", -1.2, 1.2),
    "arcsin": unary("arcsin", -0.9, 0.9), "arccos": unary("arccos", -0.9, 0.9), "arctan": unary("arctan"),
    "sinh": unary("sinh"), "cosh": unary("cosh"), "tanh": unary("tanh"), "arcsinh": unary("arcsinh"),
    "arccosh": unary("arccosh", 1.2, 3.0), "arctanh": unary("arctanh", -0.9, 0.9),
    "arctan2": binary("arctan2", 0.2), "erf": unary("erf"), "erfc": unary("erfc"),
    "sign": unary("sign", **K), "floor": unary("floor", **K), "ceil": unary("ceil", **K),
    "trunc": unary("trunc", **K), "round": unary("round", **K),
    "floor_divide": binary("floor_divide", 0.3, 3.0, order=0), "remainder": binary("remainder", 0.3, 3.0),
    "sigmoid": unary("sigmoid"), "relu": unary("relu", **K), "silu": unary("silu"),
    "leaky_relu": unary("leaky_relu", **K) + rows(ANY, "leaky_relu(x, 0.3)", **K),
    "elu": unary("elu", **K) + rows(ANY, "elu(x, 0.7)"), "logsigmoid": unary("logsigmoid"),
    "scaled_sigmoid": rows(PAIRS, ("scaled_sigmoid(x, y)", "sigmoid(x * y)")),
    "scaled_tanh": rows(PAIRS, ("scaled_tanh(x, y)", "tanh(x * y / 2)")),
    "step": rows(ANY, ("step(x)", "(x >= 0).to(x.dtype) + 0 * x"), ("step(x, low=-1.0)", "2 * (x >= 0).to(x.dtype) - 1 + 0 * x"), **K),
    "maxout": rows([((2, 4),), ((6,),)], ("maxout(x, 2)", "x.unflatten(-1, (-1, 2)).max(-1).values"), **K),
    "softplus": rows(ANY, "softplus(x)", "softplus(x, 2.0)", "softplus(x, beta=0.5)"),
    "gelu": rows(ANY, "gelu(x)", "gelu(x, approximate='tanh')"),
    "maximum": binary("maximum", **K), "minimum": binary("minimum", **K),
    "clip": rows(ANY, "clip(x, -1.0, 0.5)", "clip(x, min=0.5)", "x.clamp(max=-0.5)", **K),
    "where": rows([((2, 3), (2, 3)), ((3,), (2, 1)), ((), (3,))], "where(tensor([True, False, True]), x, y)",
                  "where(x > 0, x, y)", **K)
        + rows(FLAT, "masked_fill(x, x > 0.5, -1.0)", **K),
    "nan_to_num": unary("nan_to_num"),
    # Over axes
    "sum": reduced("sum", "sum(x)", "sum(x, dim=(0, 1))", "x.sum((0, -1), keepdim=True)", "nansum(x)", "nanmean(x, dim=1)"),
    "mean": reduced("mean", "mean(x)", "mean(x, dim=(0, 1))", "x.mean(-1, keepdim=True)"),
    "max": reduced("max", after=".values", **K) + rows(MATRICES, "max(x)", **K),
    "min": reduced("min", after=".values", **K) + rows(MATRICES, "min(x)", **K),
    "amax": reduced("amax", "amax(x)", "amax(x, dim=(0, 1))", **K),
    "amin": reduced("amin", "amin(x)", "x.amin((0, -1))", **K),
    "prod": reduced("prod", "prod(x)", **K),
    "cumsum": rows(MATRICES, "cumsum(x, dim=0)", "cumsum(x, dim=-1)"),
    "cumprod": rows(MATRICES, "cumprod(x, dim=0)", "cumprod(x, dim=-1)", **K),
    "var": reduced("var", "var(x, dim=(0, 1), correction=0)", ("var(x)", "var(x, correction=0)"),
                   ("var(x, axis=0, ddof=1)", "var(x, dim=0)"), "var(x, dim=1, unbiased=False)"),
    "std": reduced("std", "std(x, dim=(0, 1), correction=0)", ("std(x)", "std(x, correction=0)")),
    "norm": reduced("norm", "norm(x)", "norm(x, dim=(0, 1))", "norm(x, p=1)", "norm(x, p=3)",
                    "norm(x, p=1.5, dim=1)", "norm(x, p=inf, dim=0)", **K) + rows(MATRICES, "norm(x, p=-1)"),
    "softmax": rows(MATRICES, "softmax(x, dim=0)", "softmax(x, dim=-1)"),
    "log_softmax": rows(MATRICES, "log_softmax(x, dim=0)", "log_softmax(x, dim=-1)"),
    "logsumexp": reduced("logsumexp", "logsumexp(x, dim=(0, 1))"),
    "sort": rows(MATRICES, "sort(x, dim=0, stable=True).values", "sort(x, dim=-1, descending=True, stable=True).values", **K),
    "topk": rows(MATRICES, "topk(x, 2, dim=-1).values", "topk(x, 1, dim=0, largest=False).values"),
    # The same elements elsewhere
    "reshape": rows(MATRICES, "reshape(x, (-1,))", "x.view(2, -1)", "flatten(x, 1)", "ravel(x)", "unflatten(x, 0, (1, -1))"),
    "squeeze": rows([((2, 1, 3),), ((1,),)], "squeeze(x)", "squeeze(x, dim=-1)", "x.squeeze()"),
    "unsqueeze": rows(ANY, "unsqueeze(x, 0)", "unsqueeze(x, -1)", "x.unsqueeze(0)"),
    "broadcast_to": rows([((3,),), ((2, 1),), ((),)], "broadcast_to(x, (2, 3))", "x.expand(4, 2, 3)")
        + rows([((2,), (3,))], "meshgrid(x, y, indexing='ij')[0]", "meshgrid(x, y, indexing='xy')[1]"),
    "permute": rows([((2, 3, 4),), ((1, 3, 2),)], "permute(x, (2, 0, 1))", "x.transpose(0, 2)", "swapaxes(x, 0, -1)",
                    "moveaxis(x, 0, -1)", "x.swapaxes(1, 2)", ("matrix_transpose(x)", "x.mT")),
    "flip": rows(MATRICES, "flip(x, (0, 1))", "rot90(x)", "rot90(x, 2, (1, 0))"),
    "roll": rows(MATRICES, "roll(x, 1)", "roll(x, -1, 0)", "roll(x, (1, 2), (0, 1))"),
    "concatenate": rows([((2, 3), (1, 3)), ((4,), (0,)), ((2, 2, 2), (3, 2, 2))], "concatenate([x, y, x])", "cat([x, y], dim=0)")
        + rows([((2, 3), (2, 1))], "cat([x, y], dim=-1)", "hstack([x, y])"),
    "stack": rows([((2, 3), (2, 3)), ((), ())], "stack([x, y, x])", "stack([x, y], dim=-1)"),
    "repeat": rows(MATRICES, "repeat_interleave(x, 2)", "repeat_interleave(x, 3, dim=1)"),
    "tile": rows(MATRICES, "tile(x, (2, 1, 2))", "tile(x, (2,))"),
    "pad": rows([((2, 3),), ((3, 4, 3),)], ("pad(x, ((0, 0),) * (x.ndim - 1) + ((1, 2),))", "pad(x, (1, 2))"),
                ("pad(x, ((0, 0),) * (x.ndim - 1) + ((2, 1),), constant_values=3.0)", "pad(x, (2, 1), value=3.0)"),
                ("pad(x, ((0, 0),) * (x.ndim - 1) + ((2, 1),), mode='reflect')", "pad(x, (2, 1), mode='reflect')"),
                ("pad(x, ((0, 0),) * (x.ndim - 1) + ((2, 1),), mode='edge')", "pad(x, (2, 1), mode='replicate')"),
                ("pad(x, ((0, 0),) * (x.ndim - 1) + ((2, 1),), mode='wrap')", "pad(x, (2, 1), mode='circular')")),
    "getitem": rows([((3, 4),), ((3, 2, 2),)], "x[0]", "x[1:, None]", "x[..., -1]", "x[[0, 0, 2]]", "x[[0, 2, 0], [1, 1, 1]]",
                    "x[tensor([[0, 1], [2, 2]])]", "x[x > 0]", "x[tensor([True, False, True])]", "x[:, [0, 1, 0]]",
                    ("x[::-1]", "x.flip(0)"), "split(x, 2, dim=0)[0]", "chunk(x, 2, dim=1)[1]", "unbind(x, dim=1)[1]",
                    "masked_select(x, x > 0)", "take(x, tensor([0, 3, 3]))"),
    "put_at": rows([((3, 4), (4,)), ((3, 2), ())], "index_put(x, (tensor([0, 2]),), y)",
                   "index_put(x, (tensor([0, 0, 2]),), y, accumulate=True)"),
    "take_along_axis": rows([((3, 2),), ((3, 4),)], "gather(x, 0, tensor([[0, 1], [2, 2]]))", "index_select(x, 0, tensor([1, 1, 0]))",
                            ("take_along_axis(x, tensor([[0], [1], [0]]), axis=1)", "take_along_dim(x, tensor([[0], [1], [0]]), dim=1)")),
    "add_along_axis": rows([((3, 4), (2, 4))], "scatter_add(x, 0, tensor([[0, 1, 1, 2], [0, 0, 1, 2]]), y)")
        + rows([((3, 4), (2, 4))], "scatter(x, 0, tensor([[0, 1, 1, 2], [1, 0, 2, 0]]), y)"),
    "copy": rows(ANY, ("copy(x)", "clone(x)"), "x.clone()"),
    "cast": rows(ANY, "x.double().float()", "x.float().double()"),
    # Matrices and images
    "matmul": rows([((2, 3), (3, 4)), ((3,), (3, 2)), ((2, 3), (3,)), ((3,), (3,)), ((2, 1, 2, 3), (4, 3, 1)), ((0, 3), (3, 2))], "x @ y", "matmul(x, y)")
        + rows([((2, 3), (3, 2))], "mm(x, y)", "matrix_power(x @ y, 3)") + rows([((2, 3, 2), (2, 2, 1))], "bmm(x, y)")
        + rows([((2, 3), (3,))], "mv(x, y)")
        + rows([((3,), (3,)), ((1,), (1,))], "dot(x, y)", "inner(x, y)", "vdot(x, y)", "vecdot(x, y)"),
    "linear": rows([((2, 3), (4, 3), (4,)), ((2, 2, 3), (1, 3), (1,)), ((3,), (4, 3), (4,))], "linear(x, y, z)", "linear(x, y)"),
    "einsum": rows([((2, 3), (3, 2)), ((3, 3), (3, 3))], "einsum('ij,jk->ik', x, y)", "einsum('ij,jk', x, y)", "einsum('ij,ji->', x, y)",
                   "einsum('ij,kl->jk', x, y)", "einsum('...j,jk->...k', x, y)")
        + rows(SQUARE, "einsum('ii->i', x)", "einsum('ii', x)", "einsum('ij->ji', x)", "einsum('ij,ij->j', x, x)"),
    "outer": rows([((3,), (2,)), ((1,), (4,))], "outer(x, y)"),
    "tensordot": rows([((2, 3), (3, 2))], "tensordot(x, y, dims=1)", "tensordot(x, y, dims=([0], [1]))",
                      "tensordot(x, y, dims=0)"),
    "diagonal": rows([((3, 3),), ((2, 4),)], "diagonal(x)", "diagonal(x, offset=1)", "trace(x)", "diag(x)", "diag(x, diagonal=-1)")
        + rows([((2, 3, 3),)], "diagonal(x, dim1=-2, dim2=-1)", "diagonal(x, -1, 0, 2)"),
    "put_diagonal": rows(FLAT, "diag(x)", "diag(x, 1)", "diag_embed(x)", "diag_embed(x, offset=-1)"),
    "tril": rows(MATRICES, "tril(x)", "tril(x, 1)", "tril(x, diagonal=-1)"),
    "triu": rows(MATRICES, "triu(x)", "triu(x, -1)", "triu(x, diagonal=1)"),
    "inv": rows(SQUARE, "inv(x)"),
    "solve": rows([((2, 2), (2,)), ((2, 2), (2, 3)), ((2, 2, 2), (2, 2, 1))], "solve(x, y)"),
    "det": rows([*SQUARE, ((2, 3, 3),), ((4, 4),)], "det(x)"),  # of singular ones PyTorch's gradient is wrong
    "log_abs_det": rows([*SQUARE, ((2, 3, 3),)], "slogdet(x)[1]"),
    "cholesky": rows(SQUARE, "cholesky(x @ x.transpose(0, 1) + diag(exp(sum(x, dim=0))))"),
    "convolution": rows([((2, 4, 5, 4), (6, 2, 2, 3), (6,)), ((1, 4, 4, 3), (2, 2, 3, 1), (2,))], "conv2d(x, y, z, groups=2)",
                        "conv2d(x, y, stride=(2, 1), padding=1, groups=2)", "conv2d(x, y, z, padding=(2, 1), dilation=2, groups=2)")
        + rows([((2, 2, 6), (3, 2, 3), (3,)), ((1, 2, 3), (1, 2, 3), (1,))], "conv1d(x, y, z)", "conv1d(x, y, stride=2, padding=1, dilation=2)"),
    "transposed_convolution": rows([((2, 4, 3, 2), (4, 3, 2, 3), (6,))], "conv_transpose2d(x, y, z, groups=2)",
                                   "conv_transpose2d(x, y, stride=(2, 3), padding=1, output_padding=1, groups=2)")
        + rows([((2, 2, 4), (2, 3, 3), (3,))], "conv_transpose1d(x, y, z, stride=2, padding=1)"),
    "max_pool": rows(IMAGES, "max_pool2d(x, 2)", "max_pool2d(x, (2, 3), stride=1, padding=1)", "max_pool2d(x, 2, dilation=2, stride=1)",
                     "max_pool2d(x, 2, ceil_mode=True)", **K) + rows(LINES, "max_pool1d(x, 2)", "max_pool1d(x, 3, 2, 1)", **K),
    "avg_pool": rows(IMAGES, "avg_pool2d(x, 2)", "avg_pool2d(x, (3, 2), stride=(1, 2), padding=1)", "avg_pool2d(x, 2, padding=1, count_include_pad=False)",
                     "avg_pool2d(x, 2, ceil_mode=True)") + rows(LINES, "avg_pool1d(x, 2)", "avg_pool1d(x, 3, 2, 1)"),
    "take_windows": rows(IMAGES, "unfold(x, 2)", "unfold(x, (2, 3), dilation=2, padding=1, stride=(2, 1))"),
    "add_windows": rows([((2, 8, 12),)], "fold(x, (5, 4), 2)", "fold(x, (4, 5), (2, 2))"),
}  # fmt: skip
