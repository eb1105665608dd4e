"""Find a call of either framework in the dictionary: the rows, their verdicts and remedies, from packaged data."""

import json
from collections.abc import Iterator
from pathlib import Path

from counterpoint.recordings.rows_for_calls import Row, RowsForCalls
from counterpoint.source.reading.knowledge import knowledge

DATA = Path(__file__).parents[1] / "data" / "dictionary.json"
TITLES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow"}
# What people write, and how the rows are listed.
SPELLINGS = {"tensorflow.": "tf.", "tf.keras.": "keras.", "nn.": "torch.nn.", "F.": "torch.nn.functional.", "x.": ""}
MOST_ROWS, MOST_NAMES = 12, 5


def lookup(name: str) -> list[str]:
    """Return what the dictionary knows of a name, or of a part of one, in lines; near names where it knows nothing."""
    rows: list[Row] = json.loads(DATA.read_text(encoding="utf-8"))
    wanted = _spelt(name)
    for fits in (_is, _ends, _holds):
        found = [row for row in rows if any(fits(one, wanted) for one in _names(row))]
        if found:
            found = _nearest_first(wanted, found)
            lines = [line for row in found[:MOST_ROWS] for line in (*described(row), "")]
            more = len(found) - MOST_ROWS
            return [*lines, f"and {more} more rows: name it in full"] if more > 0 else lines[:-1]
    near = _near(wanted, rows)
    return [f"no row calls '{name}'", f"near names: {', '.join(near)}" if near else "no name is near it"]


def _spelt(name: str) -> str:
    name = name.strip().removesuffix("()")
    for written, listed in SPELLINGS.items():
        if name.startswith(written):
            name = listed + name.removeprefix(written)
    return name


def _names(row: Row) -> list[str]:
    names: list[str] = row["pytorch_calls"] + row["tensorflow_calls"]
    return names


def _is(one: str, wanted: str) -> bool:
    return one == wanted or (wanted.startswith("torch.") and one == f"torch.Tensor.{wanted.removeprefix('torch.')}")


def _ends(one: str, wanted: str) -> bool:
    return one.lower().endswith(f".{wanted.lower()}")


def _holds(one: str, wanted: str) -> bool:
    return wanted.lower() in one.lower()


def _nearest_first(wanted: str, found: list[Row]) -> list[Row]:
    """Return the rows in an order in which those about the name stand before those that only use it."""
    ranked = RowsForCalls(found, knowledge()).nearest(wanted)
    return [*ranked, *(row for row in found if row not in ranked)]


def _near(wanted: str, rows: list[Row]) -> list[str]:
    """Return names whose last part is spelt like the wanted one's, of its own framework where there are some."""
    from difflib import get_close_matches

    root = wanted.partition(".")[0]
    full: dict[str, str] = {}
    for name in sorted({name for row in rows for name in _names(row)}, key=lambda one: one.partition(".")[0] != root):
        full.setdefault(name.rpartition(".")[2].lower(), name)
    last = wanted.rpartition(".")[2].lower()
    return [full[one] for one in get_close_matches(last, full, MOST_NAMES, 0.6)]


def described(row: Row) -> Iterator[str]:
    """Yield a row's verdict, both sides with their values, and what makes them agree."""
    differs = f" in {' and '.join(row['differs'])}" if row["differs"] else ""
    but = f"; not on {', '.join(row['except_on'])}" if row["except_on"] else ""
    yield f"{row['area']}: {row['row']} - {row['verdict']}{differs}{but}"
    for voice, title in TITLES.items():
        yield f"  {title + ':':<12}{_line(row[voice])}  ->  {row[f'{voice}_value']}"
    for remedy, words in (("pytorch_as_tensorflow", "in PyTorch"), ("tensorflow_as_pytorch", "in TensorFlow")):
        if row[remedy]:
            yield f"  to agree {words}: {_line(row[remedy])}"
    if row["note"]:
        yield f"  {row['note']}"
    yield f"  {row['address']}"


def _line(code: str) -> str:
    return " ".join(code.split())
