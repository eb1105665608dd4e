"""Find the lines of two twins that differ in more than the frameworks' own names for the same thing.

What an author says of a line (`source/line_marks.py`) counts more than what is computed.
"""

import functools
import io
import re
import tokenize
from dataclasses import dataclass
from difflib import SequenceMatcher

from counterpoint.source.calls import CONVERTERS, SAME_ARGUMENT
from counterpoint.source.line_marks import DIFFERS, SAME

# Where a name stands, not what it does.
MODULES = frozenset(
    """torch tf tensorflow keras np nn F optim layers ops math losses optimizers random functional utils linalg
    callbacks activations initializers init data""".split()  # noqa: SIM905
)
MODULE = re.compile(rf"\b(?:{'|'.join(sorted(MODULES))})\.")
CONVERSION = re.compile(rf"\.(?:detach|cpu|contiguous|{'|'.join(sorted(CONVERTERS))})\(\)")
MAKES_A_TENSOR = re.compile(r"\b(?:tensor|as_tensor|constant|convert_to_tensor|Tensor)\b(?=\()")
QUIET = ("#", "import ", "from ", "print(")
REDUCES = re.compile(r"\breduce_(?=\w+\()")


@dataclass(frozen=True)
class Difference:
    """Lines of the first twin and lines of the second that stand in their place; one of the two may be empty."""

    first: tuple[int, ...]
    second: tuple[int, ...]


Said = dict[int, str]


def differences(
    first: str, second: str, said_of_first: Said | None = None, said_of_second: Said | None = None
) -> tuple[Difference, ...]:
    """Return where two sections differ, by line from one on; nothing where no line is the same or none differs.

    Blank lines, comments, docstrings, imports and what only prints are marked only where an author says so of a line.
    """
    said = (tuple(sorted((one or {}).items())) for one in (said_of_first, said_of_second))
    return _differences(first, second, *said)


@functools.lru_cache(maxsize=1024)
def _differences(first: str, second: str, *said: tuple[tuple[int, str], ...]) -> tuple[Difference, ...]:
    sides = [_lines(code, dict(of_it)) for code, of_it in zip((first, second), said, strict=True)]
    one, other = (
        [f"{side}: {DIFFERS}" if number in marked else text for number, text in lines]
        for side, (lines, marked) in enumerate(zip(sides, map(_marked, said), strict=True))
    )
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    if not any(kind == "equal" for kind, *_ in codes):
        only = [tuple(sorted(_marked(of_it))) for of_it in said]
        return (Difference(*only),) if any(only) else ()
    return tuple(
        Difference(_numbers(sides[0][start:end]), _numbers(sides[1][begin:stop]))
        for kind, start, end, begin, stop in codes
        if kind != "equal"
    )


def _marked(said: tuple[tuple[int, str], ...]) -> set[int]:
    return {number for number, kind in said if kind == DIFFERS}


def _numbers(lines: list[tuple[int, str]]) -> tuple[int, ...]:
    return tuple(number for number, _ in lines)


def _lines(code: str, said: Said) -> list[tuple[int, str]]:
    """Return the lines that may differ, each with what it says once the names of modules are put aside."""
    quiet = _docstrings(code)
    kept = []
    for number, line in enumerate(code.split("\n"), start=1):
        text = line.partition("  #")[0].strip()
        does_something = text and number not in quiet and not text.startswith(QUIET)
        if said.get(number) == DIFFERS or (does_something and said.get(number) != SAME):
            kept.append((number, _bare(text)))
    return kept


def _bare(text: str) -> str:
    text = REDUCES.sub("", MAKES_A_TENSOR.sub("tensor", MODULE.sub("", text)))
    while (shorter := CONVERSION.sub("", text)) != text:
        text = shorter
    return re.sub(r"\w+", lambda word: SAME_ARGUMENT.get(word[0], word[0]), text).rstrip(",")


def _docstrings(code: str) -> set[int]:
    """Return the lines of strings that stand alone."""
    quiet: set[int] = set()
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(code).readline)
        if token.type not in (tokenize.COMMENT, tokenize.NL)
    ]
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        alone = before.type in (tokenize.INDENT, tokenize.NEWLINE, tokenize.DEDENT) and after.type == tokenize.NEWLINE
        if token.type == tokenize.STRING and alone:
            quiet.update(range(token.start[0], token.end[0] + 1))
    return quiet
