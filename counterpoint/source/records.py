"""Turn what a JSON or YAML file holds into records; msgspec refuses unknown, missing and ill-typed fields.

Its reasons are told in the words of this repository: 'rows[2].name' is no text.
"""

import json
import re
from typing import Annotated, Any, TypeVar

import msgspec

T = TypeVar("T")
Number = int | float  # kept as it was written: a checksum tells 0 from 0.0
Text = Annotated[str, msgspec.Meta(pattern=r"\S")]
KINDS = {"str": "text", "int": "number", "float": "number", "array": "list", "object": "object", "date": "day"}
FORMS = tuple(
    (re.compile(form), words)
    for form, words in (
        (r"Object missing required field `(.*)`", "{where} lacks the field '{found}'"),
        (r"Expected `str` - at `key` in `\$.*`", "{where} has a field whose name is no text"),
        (r"Object contains unknown field `(.*)`", "{where} has an unknown field '{found}'"),
        (r"Expected `str` matching regex '\\\\S'", "{where} is empty"),
        (r"Expected `(\w+)[^`]*`, got `\w+`", "{where} is no {kind}"),
        (r"Invalid RFC3339 encoded (date)", "{where} is no {kind}"),
    )
)
PLACE = re.compile(r"(.*?)(?: - at `\$\.?([^`]*)`)?", re.DOTALL)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file holds, field by field; a field with a default may be missing there."""


def from_json(text: str, made: type[T]) -> T:
    """Return what the JSON says; raise ValueError, with the line where it is no JSON, at anything else than `made`."""
    try:
        return msgspec.json.decode(text, type=made)
    except msgspec.DecodeError:  # json says on which line; NaN, which is no JSON, becomes what no field takes
        return from_fields(json.loads(text, parse_constant=complex), made)


def from_fields(content: Any, made: type[T]) -> T:
    """Return what was read from YAML, or from a part of JSON, as `made`; raise ValueError where it isn't."""
    try:
        return msgspec.convert(content, made)
    except msgspec.ValidationError as error:
        raise ValueError(_told(error)) from None


def all_fields(record: Record) -> dict[str, Any]:
    """Return the record as a file holds it."""
    fields: dict[str, Any] = msgspec.to_builtins(record)
    return fields


def written_fields(record: Record) -> dict[str, Any]:
    """Return what is written of a record: all but what has its default."""
    defaults = {field.name: _default(field) for field in msgspec.structs.fields(record)}
    return {name: value for name, value in all_fields(record).items() if value != defaults[name]}


def _default(field: msgspec.structs.FieldInfo) -> Any:
    made = field.default_factory
    return field.default if made is msgspec.NODEFAULT else made()


def _told(error: msgspec.ValidationError) -> str:
    match = PLACE.fullmatch(str(error))
    assert match
    what, where = match[1], f"'{match[2]}'" if match[2] else "it"
    for form, words in FORMS:
        if found := form.fullmatch(what):
            name = found[1] if found.groups() else ""
            return words.format(where=where, found=name, kind=KINDS.get(name, name))
    return f"{where}: {what}" if match[2] else what
