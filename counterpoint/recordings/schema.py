"""Turn JSON objects into dataclasses and back, refusing unknown, missing and ill-typed fields."""

import dataclasses
import datetime
import math
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_object_of_texts(value: Any) -> bool:
    return isinstance(value, dict) and _are_texts(value.values())


KINDS: dict[Any, tuple[str, Callable[[Any], bool]]] = {
    str: ("text", lambda value: isinstance(value, str)),
    float: ("number", _is_number),
    list[float]: ("list of numbers", lambda value: isinstance(value, list) and all(map(_is_number, value))),
    list[str]: ("list of texts", lambda value: isinstance(value, list) and _are_texts(value)),
    dict[str, str]: ("object of texts", _is_object_of_texts),
    dict[str, dict[str, str]]: (
        "object of objects of texts",
        lambda value: isinstance(value, dict) and all(map(_is_object_of_texts, value.values())),
    ),
}


def read_fields(made: type[T], content: Any, **given: str) -> T:
    """Return an instance of the dataclass; raise ValueError at a missing or unknown field or one of another type.

    A field with a default may be missing; `written_fields` leaves it out where it has that value.
    """
    if not isinstance(content, dict):
        raise ValueError("it is no object")
    content = {**content, **given}
    types = {field.name: field.type for field in dataclasses.fields(made)}  # type: ignore[arg-type]
    defaults = _defaults(made)
    for name in content:
        if name not in types:
            raise ValueError(f"it has an unknown field '{name}'")
    for name, kind in types.items():
        if name not in content:
            if name in defaults:
                continue
            raise ValueError(f"it lacks the field '{name}'")
        words, fits = KINDS[kind]
        if not fits(content[name]):
            raise ValueError(f"'{name}' is no {words}")
        if name == "date" and not _is_day(content[name]):
            raise ValueError(f"'{name}' is no day such as 2026-11-22")
    return made(**content)


def written_fields(made: Any) -> dict[str, Any]:
    """Return what is written of an instance: all but what has its default."""
    defaults = _defaults(type(made))
    return {
        name: value
        for name, value in dataclasses.asdict(made).items()
        if name not in defaults or value != defaults[name]
    }


def _defaults(made: type) -> dict[str, Any]:
    fields = dataclasses.fields(made)
    plain = {field.name: field.default for field in fields if field.default is not dataclasses.MISSING}
    made_anew = {
        field.name: field.default_factory() for field in fields if field.default_factory is not dataclasses.MISSING
    }
    return plain | made_anew


def _is_day(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False
