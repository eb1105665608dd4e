"""What names mean where they stand: the scopes and the classes of a program."""

from dataclasses import dataclass, field

from counterpoint.source.reading.knowledge import OWN, UNKNOWN, Knowledge


@dataclass
class OwnClass:
    """A class of the program: its first base, its methods, and what its objects keep."""

    base: str
    methods: set[str] = field(default_factory=set)
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Scope:
    """Names and their values; a function's scope looks into the one around it, past a class's."""

    outer: "Scope | None" = None
    of_class: bool = False
    names: dict[str, str] = field(default_factory=dict)
    own: str = ""  # the value of `self` of the class whose methods these are

    def found(self, name: str) -> str | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names and (scope is self or not scope.of_class):
                return scope.names[name]
            scope = scope.outer
        return None

    def of_self(self) -> str:
        """Return the value of the object whose method this is, or nothing outside of classes."""
        scope: Scope | None = self
        while scope is not None and not scope.own:
            scope = scope.outer
        return scope.own if scope else ""


class Classes:
    """The program's classes by number."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._all: list[OwnClass] = []

    def add(self, base: str) -> tuple[str, OwnClass]:
        """Take a class with its first base; return its value."""
        self._all.append(OwnClass(base))
        return f"{OWN} {len(self._all) - 1}", self._all[-1]

    def of(self, value: str) -> OwnClass | None:
        """Return the class of a value that is one of the program's objects or classes."""
        number = value.removeprefix(OWN).removesuffix("()").strip()
        return self._all[int(number)] if value.startswith(OWN) and number else None

    def framework_base(self, value: str) -> str:
        """Return the framework's class whose methods an object has, through the program's own classes."""
        seen: list[OwnClass] = []
        while (own := self.of(value)) is not None and own not in seen:
            seen.append(own)
            value = own.base
        return self._known.base(value.removesuffix("()")) if value and not value.startswith(OWN) else UNKNOWN

    def has(self, value: str, method: str) -> bool:
        """Say whether the program defines the method, in the class or in one of its bases."""
        return any(method in own.methods for own in self._line(value))

    def attribute(self, value: str, name: str) -> str:
        return next((own.attributes[name] for own in self._line(value) if name in own.attributes), UNKNOWN)

    def _line(self, value: str) -> list[OwnClass]:
        line: list[OwnClass] = []
        while (own := self.of(value)) is not None and own not in line:
            line.append(own)
            value = own.base
        return line
