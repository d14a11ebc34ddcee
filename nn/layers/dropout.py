"""Layers that drop parts of the network in training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from numpy.typing import DTypeLike

from autograd import Tensor

from .. import functional as F
from ..checks import checked_probability, to_dtype
from ..module import Module
from .linear import Linear

__all__ = [
    "AlphaDropout", "DropConnect", "Dropout", "Dropout1d", "Dropout2d", "GaussianDropout",
]  # fmt: skip


class _Dropping(Module):
    """A layer that drops something in training, by one of the functions."""

    _drop: ClassVar[Callable[..., Any]]

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        self.p = checked_probability(p, type(self).__name__)
        if not isinstance(inplace, bool):
            raise TypeError(
                f"{type(self).__name__}: inplace must be True or False, got {inplace!r}"
            )
        self.inplace = inplace

    def forward(self, x: Any) -> Any:
        """Return `x`, in training mode with something dropped."""
        return self._drop(x, self.p, self.training)

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"p={self.p}, inplace=True" if self.inplace else f"p={self.p}"


class Dropout(_Dropping):
    """Set each element to 0 with probability `p` in training; do nothing in evaluation.

    What stays is divided by `1 - p`, so that the expectation is the same in both modes.

    Args:
        p: the probability of an element to be dropped. Default: 0.5.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: decks 1 and 2, "Dropout"; Srivastava et al., 2014.

    Example:
        >>> import autograd, nn
        >>> nn.Dropout(0.2).eval()(autograd.ones(3))
        Tensor([1., 1., 1.])
    """

    _drop = staticmethod(F.dropout)


class Dropout1d(_Dropping):
    """Set whole channels of signals to 0 with probability `p` in training.

    What stays is divided by `1 - p`; in evaluation nothing is changed.

    Args:
        p: the probability of a channel to be dropped. Default: 0.5.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Shapes: input `(N, C, L)` or `(C, L)`; the output's is the same.

    Raises:
        ValueError: `p` is not between 0 and 1, or the input has other axes.

    Source: Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015.

    Example:
        >>> import autograd, nn
        >>> nn.Dropout1d(0.2).eval()(autograd.ones(1, 3))
        Tensor([[1., 1., 1.]])
    """

    _drop = staticmethod(F.dropout1d)


class Dropout2d(_Dropping):
    """Set whole channels of images to 0 with probability `p` in training.

    What stays is divided by `1 - p`; in evaluation nothing is changed.

    Args:
        p: the probability of a channel to be dropped. Default: 0.5.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Shapes: input `(N, C, H, W)` or `(C, H, W)`; the output's is the same.

    Raises:
        ValueError: `p` is not between 0 and 1, or the input has other axes.

    Source: Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2015.

    Example:
        >>> import autograd, nn
        >>> nn.Dropout2d(0.2).eval()(autograd.ones(1, 2, 2))
        Tensor([[[1., 1.],
                 [1., 1.]]])
    """

    _drop = staticmethod(F.dropout2d)


class AlphaDropout(_Dropping):
    """Set each element to SELU's lowest value with probability `p` in training.

    All are then scaled and shifted, so that mean 0 and variance 1 stay; in evaluation nothing is
    changed.

    Args:
        p: the probability of an element to be dropped. Default: 0.5.
        inplace: as in PyTorch; changes nothing here. Default: False.

    Raises:
        ValueError: `p` is not between 0 and 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.

    Example:
        >>> import autograd, nn
        >>> nn.AlphaDropout(0.2).eval()(autograd.ones(3))
        Tensor([1., 1., 1.])
    """

    _drop = staticmethod(F.alpha_dropout)


class GaussianDropout(_Dropping):
    """Multiply each element with normal noise of mean 1 and variance `p / (1 - p)` in training.

    These are mean and variance of the factors of `Dropout`; in evaluation nothing is changed.

    Args:
        p: the probability of the dropout that it stands for, below 1. Default: 0.5.

    Raises:
        ValueError: `p` is not between 0 and 1, or 1.

    Source: Srivastava et al., "Dropout", 2014, section 10.

    Example:
        >>> import autograd, nn
        >>> nn.GaussianDropout(0.2).eval()(autograd.ones(3))
        Tensor([1., 1., 1.])
    """

    _drop = staticmethod(F.gaussian_dropout)

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(p)
        F.gaussian_dropout(0.0, self.p, training=False)  # which refuses 1


class DropConnect(Linear):
    """A `Linear` layer that sets each weight to 0 with probability `p` in training.

    What stays is divided by `1 - p`, so that the expectation of the output is that of the whole
    layer, which evaluation computes. Weights are drawn once for all rows of a batch; biases stay.

    Args:
        in_features: the length of an input row.
        out_features: the length of an output row, the number of neurons.
        p: the probability of a weight to be dropped. Default: 0.5.
        bias: whether there is a bias. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Attributes: as in `Linear`.

    Shapes: input `(..., in_features)`, output `(..., out_features)`.

    Raises:
        ValueError: `p` is not between 0 and 1, a number of features is not a positive integer, or
            the input does not fit.

    Source: deck 1, "Dropout & Dropconnection"; Wan et al., "Regularization of Neural Networks using
        DropConnect", 2013, who draw anew for each row and in evaluation sample from a normal
        distribution with the mean and variance of the dropped sums.

    Example:
        >>> import autograd, nn
        >>> layer = nn.DropConnect(3, 2, p=1.0, bias=False)
        >>> layer(autograd.ones(3)).detach()
        Tensor([0., 0.], dtype=float32)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        p: float = 0.5,
        bias: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__(in_features, out_features, bias, dtype)
        self.p = checked_probability(p, "DropConnect")

    def forward(self, x: Any) -> Tensor:
        """Compute the outputs of rows `x`, in training mode with weights dropped."""
        x = to_dtype(x, self.weight.dtype)
        return F.drop_connect(x, self.weight, self.bias, self.p, self.training)  # type: ignore[no-any-return]

    def extra_repr(self) -> str:
        """Return the settings that the printed layer shows."""
        return f"{super().extra_repr()}, p={self.p}"
