"""What slides a window over an image or a signal: convolution, pooling, patches."""

from autograd import (  # isort: skip
    avg_pool1d, avg_pool2d, conv1d, conv2d, conv_transpose1d, conv_transpose2d, fold, max_pool1d,
    max_pool2d, unfold,
)  # fmt: skip

__all__ = [
    "avg_pool1d", "avg_pool2d", "conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d",
    "fold", "max_pool1d", "max_pool2d", "unfold",
]  # fmt: skip
