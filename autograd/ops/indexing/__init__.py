"""Taking elements out of a tensor, and putting them back in their places."""

from .along_axis import gather, index_select, scatter, scatter_add, take, take_along_axis
from .assignment import index_put
from .brackets import add_at, getitem
from .masks import argwhere, masked_fill, masked_select, one_hot

__all__ = [
    "add_at", "argwhere", "gather", "getitem", "index_put", "index_select", "masked_fill",
    "masked_select", "one_hot", "scatter", "scatter_add", "take", "take_along_axis",
]  # fmt: skip
