"""A check that a figure can be read: no text is cut off, and no two overlap."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text


def texts_of(figure):
    """The texts that are drawn, and the boxes that they take in pixels."""
    figure.set_dpi(100)
    figure.draw_without_rendering()
    outside = set()  # ticks beyond the limits of their axes, which are not drawn
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    outside |= {tick.label1, tick.label2}
    found = []
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text not in outside:
            box = text.get_window_extent()
            if box.width and box.height:
                found.append((text.get_text(), box.extents))
    return found


def readable(figure):
    """Check that each text lies within the figure, and no two on each other; return the figure."""
    assert isinstance(figure, Figure)
    texts = texts_of(figure)
    words = [word for word, _ in texts]
    boxes = np.array([box for _, box in texts]).reshape(-1, 4)  # left, bottom, right, top
    cut = (boxes[:, :2] < -1).any(axis=1) | (boxes[:, 2:] > figure.bbox.max + 1).any(axis=1)
    assert not cut.any(), [words[place] for place in np.flatnonzero(cut)]
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    overlapping = np.argwhere(np.triu((high - low > 1).all(axis=2), k=1))
    assert not len(overlapping), [(words[i], words[j]) for i, j in overlapping[:5]]
    return figure
