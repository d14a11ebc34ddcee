"""Operations on the windows of a signal or an image: convolution, pooling, patches."""

from .average_pooling import avg_pool1d, avg_pool2d
from .convolution import conv1d, conv2d, conv_transpose1d, conv_transpose2d
from .max_pooling import max_pool1d, max_pool2d
from .patches import fold, unfold

__all__ = [
    "avg_pool1d", "avg_pool2d", "conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d",
    "fold", "max_pool1d", "max_pool2d", "unfold",
]  # fmt: skip
