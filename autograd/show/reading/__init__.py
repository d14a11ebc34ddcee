"""Reading a recorded computation: its graph, its names, its gradients, without changing it."""
