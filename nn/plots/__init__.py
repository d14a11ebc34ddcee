"""Pictures of training and of what a model learned, as figures of Matplotlib: `nn.plots`.

Each function returns a `matplotlib.figure.Figure`, which belongs to no window: save it with
`figure.savefig("curves.png")`, or let a notebook show it. Colours can be told apart with any eyes,
and never alone tell what is what: lines differ in dashes and points in marks as well.
"""

from .boundary import decision_boundary
from .channels import feature_maps, filters
from .curves import learning_curves
from .matrix import confusion_matrix
from .surface import loss_surface

__all__ = [
    "confusion_matrix", "decision_boundary", "feature_maps", "filters", "learning_curves",
    "loss_surface",
]  # fmt: skip
