"""Put off Python's search for memory that can be freed: a third of a short command's time goes into it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection(for_good: bool = False) -> Iterator[None]:
    """Search nothing until the end; `for_good`: and never again what there is by then."""
    gc.disable()
    try:
        yield
    finally:
        if for_good:
            gc.freeze()
        gc.enable()
