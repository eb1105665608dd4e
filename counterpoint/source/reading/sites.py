"""A call site, and what is told of it."""

from dataclasses import dataclass, field

# How the name of a call is known.
IMPORT = "import"  # through the program's imports: certain
MADE = "made"  # a method of an object whose making is seen in the program
INSTANCE = "instance"  # a call of such an object: of a layer, say
GUESS = "guess"  # a method whose object isn't known, by its name alone
OWN, OTHER, UNKNOWN = "own", "other", "unknown"  # the program's own; another library's or Python's; not resolved
FRAMEWORK = (IMPORT, MADE, INSTANCE, GUESS)
ANYTHING = "..."  # an argument that is no literal


@dataclass(frozen=True)
class Arguments:
    """What a call is given, in order and by name: a literal as `float 0.3`, `text same`, or ANYTHING."""

    positional: list[str] = field(default_factory=list)
    keywords: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """A call: its line, the name that it resolves to (as written, where it doesn't), and how that is known."""

    line: int
    column: int
    name: str
    by: str
    arguments: Arguments

    @property
    def of_framework(self) -> bool:
        return self.by in FRAMEWORK
