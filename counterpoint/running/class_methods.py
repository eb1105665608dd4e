"""List the public methods of the installed frameworks' classes."""

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

from counterpoint.recordings.class_methods import CLASSES, OF_EACH
from counterpoint.source.reading.knowledge import knowledge


def class_methods() -> dict[str, list[str]]:
    """Return each class's methods in alphabetical order; raise ImportError where a framework is missing."""
    known = {name: _methods(_found(name)) for name in CLASSES}
    eager = type(_found("tf.constant")(0.0))  # what a program holds; its class isn't public
    known["tf.Tensor"] = sorted({*known["tf.Tensor"], *_methods(eager)})
    return known | {name: extra for name, kind in _classes() if (extra := _extra(name, kind, known))}


def _classes() -> Iterator[tuple[str, type]]:
    yield "keras.Sequential", _found("keras.Sequential")
    for module in OF_EACH:
        place = _found(module)
        for name in sorted(dir(place)):
            if inspect.isclass(getattr(place, name)) and not name.startswith("_"):
                yield knowledge().spelt(f"{module}.{name}"), getattr(place, name)


def _extra(name: str, kind: type, known: dict[str, list[str]]) -> list[str]:
    base = knowledge().base(name)
    return sorted({*_methods(kind)} - {*known[base]}) if base in known and name not in known else []


def _found(name: str) -> Any:
    root, *parts = name.split(".")
    path = {"tf": "tensorflow"}.get(root, root)
    place: Any = importlib.import_module(path)
    for part in parts:
        path = f"{path}.{part}"
        if not hasattr(place, part):
            importlib.import_module(path)  # the package doesn't load it by itself
        place = getattr(place, part)
    return place


def _methods(kind: Any) -> list[str]:
    """Return what can be called on an object of the class and is public."""
    names = (name for name in dir(kind) if not name.startswith("_"))
    return [name for name in names if _is_method(inspect.getattr_static(kind, name))]


def _is_method(one: Any) -> bool:
    return callable(one) or isinstance(one, staticmethod | classmethod)
