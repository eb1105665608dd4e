"""Choose the rows of the dictionary that tell of a call: by its name first, then by its arguments."""

import ast
import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from counterpoint.source.calls import SAME_ARGUMENT
from counterpoint.source.reading.arguments import read_arguments
from counterpoint.source.reading.knowledge import Knowledge
from counterpoint.source.reading.program import parsed
from counterpoint.source.reading.sites import ANYTHING, INSTANCE, Arguments, Site
from counterpoint.source.reading.statements import call_sites
from counterpoint.source.voices import BY_NAME, PYTORCH, TENSORFLOW, VOICES

Row = dict[str, Any]
MOST_OTHERS = 3  # further rows that are named with the one chosen
FAR = 6  # as far as a row is that doesn't call the name itself
UNSURE = 0.25
TENSOR, MODULE = "torch.Tensor", "torch.nn.Module"
OF_DIMENSIONS = re.compile(r"[123]d$")
CALLED = re.compile(r"(?<![\w.])([A-Za-z_][\w.]*)\(")


@dataclass(frozen=True)
class Chosen:
    """The row that is nearest to a call.

    `about`: the row is about this call, and doesn't only use it.
    `remedied`: the call is written as the row's remedy is, so that it gives the other framework's result.
    `as_written`: the row's call has the same arguments, apart from sizes.
    """

    row: Row
    about: bool
    remedied: bool
    as_written: bool
    others: list[Row]


@dataclass(frozen=True)
class _Ranked:
    distance: float
    about: bool
    remedied: bool
    as_written: bool
    row: Row


class RowsForCalls:
    """The rows by the names that they call."""

    def __init__(self, rows: list[Row], known: Knowledge) -> None:
        self.known = known
        self._named: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            for name in {known.spelt(one) for voice in VOICES for one in _names(row, voice.name, known)}:
                self._named[name].append(row)

    def covers(self, name: str) -> bool:
        """Say whether any row tells of a call of that name."""
        return any(self._named.get(key) for key, _ in self._keys(name))

    def chosen(self, site: Site) -> Chosen | None:
        """Return the nearest row of a call, or None where no row has its name."""
        ranked = self._ranked(site)
        if not ranked:
            return None
        first = ranked[0]
        others = {one.row["address"]: one.row for one in ranked[1:] if one.about and one.row is not first.row}
        named = list(others.values())[:MOST_OTHERS]
        return Chosen(first.row, first.about, first.remedied, first.as_written, named)

    def nearest(self, name: str) -> list[Row]:
        """Return all rows that call a name, those first that are about it, without regard to arguments."""
        ranked = self._ranked(Site(0, 0, name, INSTANCE, Arguments()))
        return list({one.row["address"]: one.row for one in ranked}.values())

    def _ranked(self, site: Site) -> list[_Ranked]:
        keys = self._keys(site.name)
        ranked = [_rank(row, site, key, shift) for key, shift in keys for row in self._named.get(key, ())]
        # Of equals the one with the plainest name, then the shortest, then the first in the dictionary.
        return sorted(ranked, key=lambda one: _order(one, voice_of(site.name)))

    def _keys(self, name: str) -> list[tuple[str, int]]:
        """Return the names under which rows list a call, and how many arguments more they give it there.

        A row lists every method as the tensor's; a function of torch is also a tensor's method.
        """
        owner, _, last = name.rpartition(".")
        keys = {name: 0}
        root = "torch" if name.startswith("torch.") else "tf"
        tensor = f"{root}.Tensor"
        if _is_class(owner) and (owner == tensor or not self.known.owner(tensor, last)):
            keys.setdefault(f"{tensor}.{last}", 0)
        if owner == "torch":
            keys.setdefault(f"{tensor}.{last}", -1)
        if owner == "torch.Tensor":
            keys.setdefault(f"torch.{last}", 1)
            if last.endswith("_"):
                keys.setdefault(f"{tensor}.{last.rstrip('_')}", 0)
                keys.setdefault(f"torch.{last.rstrip('_')}", 1)
        return [(self.known.spelt(key), shift) for key, shift in keys.items()]


def _is_class(owner: str) -> bool:
    return owner.rpartition(".")[2][:1].isupper()


def voice_of(name: str) -> str:
    """Return the framework in which a call is written."""
    return PYTORCH.name if name.startswith("torch.") else TENSORFLOW.name


def _names(row: Row, voice: str, known: Knowledge) -> Iterator[str]:
    """Yield what a row calls in a framework's code, and what its remedy there calls by the usual imports."""
    # No tensor of PyTorch holds a quotation mark: a method of `str`.
    of_text = voice == PYTORCH.name and "'" in row[f"{voice}_value"]
    for name in row[f"{voice}_calls"]:
        owner, _, last = name.rpartition(".")
        if owner != TENSOR:
            yield name
        elif not of_text:
            of_module = known.owner(MODULE, last) and f"{MODULE}.{last}" in _read(row[voice], known)
            yield f"{MODULE}.{last}" if of_module else name
    for chain in CALLED.findall(row[f"{voice}_as_{BY_NAME[voice].other.name}"]):
        root, dot, rest = chain.partition(".")
        if usual := known.usual(voice, root):
            yield usual + dot + rest


def _read(expression: str, known: Knowledge) -> set[str]:
    """Return the names of an expression of PyTorch, its objects' classes told apart: rows list all as the tensor's."""
    tree, _, _ = parsed(f"import torch\nfrom torch import nn\n{expression}")
    return {site.name for site in call_sites(tree, known)} if tree else set()


def _rank(row: Row, site: Site, key: str, shift: int) -> _Ranked:
    here = voice_of(site.name)
    there = BY_NAME[here].other.name
    last = key.rpartition(".")[2]
    calls = _calls(row[here], last)
    named = _letters(last) in _letters(row["row"])
    outermost = any(one.outermost for one in calls)
    about = bool(calls) and (named or outermost or len(row[f"{here}_calls"]) == 1)
    more = 2 * min(len(row[f"{here}_calls"]) - 1, 3) + (key != site.name) + 2 * (not named) + (not outermost)
    if site.by == INSTANCE:  # its arguments are not those with which it was made
        fewest = min((len(one.arguments.keywords) for one in calls), default=FAR)
        return _Ranked(more + fewest, about, False, True, row)
    own = min((_apart(one.arguments, site.arguments, shift) for one in calls), default=FAR)
    remedies = _calls(row[f"{here}_as_{there}"], last)
    remedies = [one for one in remedies if calls or one.outermost]
    remedied = own > 0 and any(_apart(one.arguments, site.arguments, shift) == 0 for one in remedies)
    return _Ranked(more + (0 if remedied else own), about or remedied, remedied, own == 0, row)


def _order(ranked: _Ranked, here: str) -> tuple[float, int, int]:
    return ranked.distance, ranked.row["row"].count("_"), len(ranked.row[here])


def _letters(name: str) -> str:
    return OF_DIMENSIONS.sub("", name.lower().removeprefix("reduce_").replace("_", ""))


def _apart(row: Arguments, call: Arguments, shift: int) -> float:
    """Count in how many arguments two calls differ; a name weighs more than a value."""
    one, other = ({SAME_ARGUMENT.get(name, name): v for name, v in each.keywords.items()} for each in (row, call))
    names = 3 * len(one.keys() ^ other.keys())
    values = sum(_differ(one[name], other[name]) for name in one.keys() & other.keys())
    places = abs(len(row.positional) - len(call.positional) - shift)
    pairs = zip(row.positional[max(shift, 0) :], call.positional[max(-shift, 0) :], strict=False)
    return names + values + places + sum(_differ(*pair) for pair in pairs if not pair[0].startswith("int "))


def _differ(row: str, call: str) -> float:
    """Return 1 where two arguments differ, and a little where the call's isn't known; whole numbers are sizes."""
    return UNSURE if call == ANYTHING != row else float(row not in (ANYTHING, call))


@dataclass(frozen=True)
class _Call:
    arguments: Arguments
    outermost: bool


@functools.lru_cache(maxsize=4096)
def _calls(expression: str, last: str) -> list[_Call]:
    """Return each call in an expression whose name ends so."""
    if last not in expression:
        return []
    tree, _, _ = parsed(expression)
    whole = tree.body[0] if tree and tree.body else None
    outer = whole.value if isinstance(whole, ast.Expr) else None
    return [
        _Call(read_arguments(node), node is outer or node is getattr(outer, "func", None))
        for node in ast.walk(tree or ast.Module([], []))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == last
    ]
