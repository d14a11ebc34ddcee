"""Deck 5, exercise 0: tensors, their shapes, and what changes them.

What the notebook pytorch_basic does with torch, done with autograd: rank and shape, indices and
slices, view, squeeze and unsqueeze, casts, cat and stack. The functions have PyTorch's names and
take dim= as there, or axis= as in NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence

import autograd
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import save_graph


def show(what: str, tensor: Tensor) -> None:
    """Print an expression, the shape of what it gives, and the numbers."""
    print(f"{what:28} {tensor.shape!s:10} {tensor.tolist()}")


def one_and_two_dimensions() -> None:
    t = autograd.FloatTensor([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    print(f"t.dim() = {t.dim()}, t.shape = {t.shape}, t.size() = {t.size()}")
    show("t[0]", t[0])
    show("t[-1]", t[-1])
    show("t[2:5]", t[2:5])
    show("t[4:-1]", t[4:-1])
    show("t[:2]", t[:2])
    show("t[3:]", t[3:])
    t = autograd.FloatTensor([[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]])
    print(f"\nt.dim() = {t.dim()}, t.size() = {t.size()}")
    show("t[:, 1]", t[:, 1])
    show("t[:, :-1]", t[:, :-1])


def casts() -> None:
    lt = autograd.LongTensor([1, 2, 3, 4])
    bt = autograd.ByteTensor([True, False, False, True])
    for what, tensor in (
        ("lt", lt), ("lt.float()", lt.float()), ("bt", bt), ("bt.long()", bt.long()),
        ("bt.float()", bt.float()),
    ):  # fmt: skip
        print(f"{what:28} {tensor.dtype!s:10} {tensor.tolist()}")


def reshaped(columns: int) -> dict[str, Tensor]:
    """Return what the notebook makes of twelve numbers of shape (2, 2, 3), and of three."""
    ft = autograd.arange(12.0).view(2, 2, 3)
    row = autograd.FloatTensor([0, 1, 2])
    return {
        "ft": ft,
        "ft.view(-1, columns)": ft.view(-1, columns),
        "ft.view(-1, 1, columns)": ft.view(-1, 1, columns),
        "row": row,
        "row.unsqueeze(0)": row.unsqueeze(0),
        "row.view(1, -1)": row.view(1, -1),
        "row.unsqueeze(1)": row.unsqueeze(1),
        "row.unsqueeze(-1)": row.unsqueeze(-1),
        "row.unsqueeze(1).squeeze()": row.unsqueeze(1).squeeze(),
    }


def joined() -> dict[str, Tensor]:
    """Return what cat and stack make of matrices and of rows."""
    x, y = autograd.FloatTensor([[1, 2], [3, 4]]), autograd.FloatTensor([[5, 6], [7, 8]])
    rows = [autograd.FloatTensor(pair) for pair in ([1, 4], [2, 5], [3, 6])]
    return {
        "cat([x, y], dim=0)": autograd.cat([x, y], dim=0),
        "cat([x, y], dim=1)": autograd.cat([x, y], dim=1),
        "stack(rows)": autograd.stack(rows),
        "stack(rows, dim=1)": autograd.stack(rows, dim=1),
        "ones_like(x)": autograd.ones_like(x),
        "zeros_like(x)": autograd.zeros_like(x),
    }


def check(made: dict[str, Tensor]) -> None:
    """Claim what the notebook shows of shapes."""
    ft, viewed = made["ft"], made["ft.view(-1, columns)"]
    claim("view makes (4, 3) of (2, 2, 3)", viewed.shape == (4, 3))
    same = viewed.flatten().tolist() == ft.flatten().tolist()
    claim("and keeps all twelve numbers in their order", same)
    back = made["row.unsqueeze(1).squeeze()"]
    claim("squeeze undoes unsqueeze", back.shape == (3,) and (back == made["row"]).all())
    along = [made[f"cat([x, y], dim={axis})"].shape for axis in (0, 1)]
    claim("cat joins along a dimension that is there", along == [(4, 2), (2, 4)])
    new = [made["stack(rows)"].shape, made["stack(rows, dim=1)"].shape]
    claim("stack makes a new dimension", new == [(3, 2), (2, 3)])


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        columns=(3, "of view(-1, columns): 1, 2, 3, 4, 6 or 12"),
    )  # fmt: skip
    if 12 % options.columns:
        raise SystemExit(f"exercise_0_tensors: 12 numbers do not fit rows of {options.columns}")
    one_and_two_dimensions()
    print()
    casts()
    print()
    made = {**reshaped(options.columns), **joined()}
    for what, tensor in made.items():
        show(what, tensor)
    print()
    if options.out is not None:
        x = autograd.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
        total = autograd.cat([x.view(1, -1), x.unsqueeze(0).view(1, 4)], dim=0).sum()
        total.backward()
        picture = autograd.draw(total, {"x": x, "total": total})
        save_graph(picture, options.out / "shapes")
    check(made)


if __name__ == "__main__":
    main()
