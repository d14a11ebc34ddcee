"""Data: datasets, the loader that makes batches of them, and MNIST."""

from nn.data._mnist import mnist
from nn.data.dataset import Dataset, TensorDataset
from nn.data.loader import DataLoader

__all__ = ["DataLoader", "Dataset", "TensorDataset", "mnist"]
