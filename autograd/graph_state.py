"""The states of a Tensor with respect to gradients: the bits of `Tensor._state`; what is kept."""

REQUIRES_GRAD = 1
RELEASED = 2  # beside REQUIRES_GRAD: a backward pass has gone through, and released the graph

# Elements: slide-sized values stay in the graph, activations of a real network may go.
LARGEST_KEPT = 1000
