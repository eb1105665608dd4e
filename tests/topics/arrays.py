"""Values of either framework as NumPy arrays."""

import numpy as np


def numbers(values):
    """The values as a NumPy array, whichever framework holds them."""
    return np.asarray(values.detach().cpu().numpy() if hasattr(values, "detach") else values)
