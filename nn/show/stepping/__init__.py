"""A step of training, gone through neuron by neuron."""
