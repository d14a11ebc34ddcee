"""The states of a Tensor with respect to gradients: the bits of `Tensor._state`."""

REQUIRES_GRAD = 1
RELEASED = 2  # beside REQUIRES_GRAD: a backward pass has gone through, and released the graph
