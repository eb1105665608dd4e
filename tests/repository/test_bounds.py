"""A comparison in a topic's test that allows more than rounding says why, on its lines or above them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterpoint.source.repository import Repository
from tests.conftest import REPOSITORY

ROUNDING = 1e-5
BOUNDS = ("rtol", "atol")
FILES = sorted((REPOSITORY.root / "tests" / "topics").glob("test_*.py"))


def unexplained(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and bound of each comparison that is loose without a comment, or whose bound cannot be read."""
    lines = text.split("\n")
    tree = ast.parse(text)
    refusing = {id(node.operand) for node in ast.walk(tree) if isinstance(node, ast.UnaryOp)}  # not allclose(...)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in refusing):
        for bound in (keyword for keyword in call.keywords if keyword.arg in BOUNDS):
            handed_on = isinstance(bound.value, ast.Name) and bound.value.id in BOUNDS
            if not handed_on and not _small(bound.value) and not _commented(lines, call):
                yield call.lineno, ast.unparse(bound)


def _small(bound: ast.expr) -> bool:
    return isinstance(bound, ast.Constant) and bound.value <= ROUNDING


def _commented(lines: list[str], call: ast.Call) -> bool:
    above, within = lines[call.lineno - 2], lines[call.lineno - 1 : call.end_lineno]
    return above.lstrip().startswith("# ") or any("  # " in line for line in within)


@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in FILES])
def test_a_loose_bound_has_its_reason(repository: Repository, file: Path) -> None:
    assert [f"{file.name}:{line}: {bound}" for line, bound in unexplained(file.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("close(a, b, rtol=1e-5, atol=0)", []),
        ("close(a, b, rtol=1e-4, atol=0)", ["rtol=0.0001"]),
        ("close(a, b, rtol=2e-5, atol=2e-5)", ["rtol=2e-05", "atol=2e-05"]),
        ("close(a, b, rtol=1e-4)  # sums of a thousand terms", []),
        ("# Sums of a thousand terms.\nclose(a, b, rtol=1e-4)", []),
        ("# Sums.\n\nclose(a, b, rtol=1e-4)", ["rtol=0.0001"]),
        ("close(\n    a,\n    b,\n    rtol=1e-4,  # sums\n)", []),
        ("close('  x#', b, rtol=1e-4)", ["rtol=0.0001"]),
        ("close(a, b, rtol=LOOSE)", ["rtol=LOOSE"]),
        ("close(a, b, rtol=rtol, atol=atol)", []),
        ("assert not allclose(a, b, rtol=1e-2)", []),
    ],
)
def test_a_bound_is_read_with_its_comment(text: str, found: list[str]) -> None:
    assert [bound for _, bound in unexplained(text)] == found
