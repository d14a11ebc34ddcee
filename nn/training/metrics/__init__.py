"""Measures of how good predictions are; none of them is differentiated."""

from .classification import accuracy, confusion_matrix, per_class_accuracy, top_k_accuracy
from .precision_and_recall import f1_score, precision, recall
from .regression import mean_absolute_error, mean_squared_error, r2_score

__all__ = [
    "accuracy", "confusion_matrix", "f1_score", "mean_absolute_error", "mean_squared_error",
    "per_class_accuracy", "precision", "r2_score", "recall", "top_k_accuracy",
]  # fmt: skip
