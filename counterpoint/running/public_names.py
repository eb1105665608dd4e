"""List the public names of the installed frameworks, those that mean one object together."""

import importlib
import inspect
import types
from collections.abc import Callable, Iterator
from typing import Any

from counterpoint.recordings.public_names import MODULES, PublicNames
from counterpoint.running.devices import versions
from counterpoint.source.voices import VOICES

OWN = ("torch", "tensorflow", "keras", "tensorboard")


def public_names() -> PublicNames:
    """Return each module's callables; raise ImportError where a framework is missing."""
    objects = {module: dict(_callables(module)) for module in MODULES}
    first: dict[int, str] = {}
    named = {}
    for module, found in objects.items():
        named[module] = {name: first.setdefault(id(one), f"{module}.{name}") for name, one in found.items()}
    known = {name: version for voice in VOICES for name, version in versions(voice).items()}
    return PublicNames(known, named)


def _callables(module: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield what can be called and is the framework's own, in alphabetical order."""
    place = _place(module)
    for name in sorted(dir(place)):
        one = inspect.getattr_static(place, name, None) if inspect.isclass(place) else getattr(place, name, None)
        if not name.startswith("_") and callable(one) and not isinstance(one, types.ModuleType) and _own(one, place):
            yield name, one


def _place(name: str) -> Any:
    """Return a module, or a class such as torch.Tensor."""
    root, *rest = name.replace("tf", "tensorflow", 1).split(".") if name.startswith("tf") else name.split(".")
    place: Any = importlib.import_module(root)
    for part in rest:
        place = getattr(place, part)
    return place


def _own(one: Any, place: Any) -> bool:
    origin = getattr(one, "__module__", None)
    return inspect.isclass(place) or origin is None or str(origin).split(".")[0] in OWN
