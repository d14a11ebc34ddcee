"""What of a graph is drawn: modules and repeated stretches as one, constants and views hidden."""

from .hiding import without_constants, without_views
from .modules import arranged

__all__ = ["arranged", "without_constants", "without_views"]
