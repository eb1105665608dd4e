"""What the two twins of a topic do not share: the numbers, operators and reductions that one of them alone writes.

Twins compute the same, so most of these stand in both. A slip in one twin is a difference that was not there before.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from counterpoint.source.repository import Topic
from counterpoint.source.snippets import Step, read_steps
from counterpoint.source.voices import VOICES

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.USub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Not: "not",
}
REDUCTIONS = frozenset(
    ["mean", "sum", "prod", "max", "min", "amax", "amin", "argmax", "argmin", "all", "any", "std", "var", "norm"]
)


def apart(topic: Topic) -> dict[str, dict[str, str]]:
    """Return by section what each voice alone writes, sorted; sections that share all are left out."""
    written = {
        voice.name: {step.section: Counter(_written(step)) for step in read_steps(topic.snippet(voice)) if step.section}
        for voice in VOICES
        if topic.snippet(voice).is_file()
    }
    names = dict.fromkeys(name for sections in written.values() for name in sections)
    found = {name: {voice: _alone(voice, name, written) for voice in written} for name in names}
    return {
        name: {voice: one for voice, one in each.items() if one} for name, each in found.items() if any(each.values())
    }


def _alone(voice: str, section: str, written: dict[str, dict[str, Counter[str]]]) -> str:
    mine = written[voice].get(section, Counter())
    others = [sections.get(section, Counter[str]()) for name, sections in written.items() if name != voice]
    return " ".join(sorted((mine - sum(others, Counter[str]())).elements()))


def _written(step: Step) -> Iterator[str]:
    for node in (node for statement in step.statements for node in ast.walk(statement)):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            yield repr(node.value)
        elif type(node) in OPERATORS:
            yield OPERATORS[type(node)]
        elif isinstance(node, ast.Name | ast.Attribute):
            name = (node.id if isinstance(node, ast.Name) else node.attr).removeprefix("reduce_")
            if name in REDUCTIONS:
                yield name
