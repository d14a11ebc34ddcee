"""Checking gradients against finite differences."""

from ._gradcheck import GradientError, gradcheck

__all__ = ["GradientError", "gradcheck"]
