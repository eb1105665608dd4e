"""The report of `counterpoint upgrade`: what another version changes, and what is known of it."""

import re
from collections.abc import Iterator

from counterpoint.commands.changes import changes, code
from counterpoint.commands.outcomes import Outcomes
from counterpoint.recordings.variants import is_current, read_variants
from counterpoint.source.repository import Repository
from counterpoint.source.text import day_words, read_text


def report_of(
    repository: Repository, moved: tuple[str, str, str], failures: str, tests: tuple[Outcomes, Outcomes]
) -> str:
    """Return in Markdown what the move of a package from one version to another changes.

    It also tells where the old one is still named, and what is known of other versions.
    """
    package, old, version = moved
    parts = [
        f"# {package} {old} → {version}",
        "## Tests that changed",
        "\n".join(_tests(*tests)) or "None.",
        "## What could not be recorded",
        f"~~~text\n{failures.strip()}\n~~~" if failures else "Nothing.",
        "## What the pages show",
        changes(repository, "HEAD"),
        "## What `make versions` had found there",
        "\n".join(foreseen(repository, package, version)) or "It was not tried there.",
        "## Versions to try again",
        "\n".join(f"- {code(name)}" for name in outdated(repository)) or "None.",
        f"## Where {old} is still named",
        "\n".join(naming(repository, old)) or "Nowhere.",
    ]
    return "\n\n".join(parts) + "\n"


def _tests(before: Outcomes, after: Outcomes) -> Iterator[str]:
    names = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    if names:
        yield from ("| test | before | after |", "| --- | --- | --- |")
    for name in names:
        cells = [": ".join(filter(None, outcomes.get(name, ("not there", "")))) for outcomes in (before, after)]
        yield f"| {code(name)} | {code(cells[0])} | {code(cells[1])} |"


def foreseen(repository: Repository, package: str, version: str) -> Iterator[str]:
    """Yield each section that did something else on this version when it was tried there, before the move."""
    for variant in read_variants(repository):
        if variant.package == package and f"{version}.".startswith(f"{variant.asked}."):
            yield f"Tried on {variant.version}, {day_words(variant.date)}."
            for topic, voices in variant.snippets.items():
                for tried in voices.values():
                    yield from (f"- {code(f'{topic}:{section}')}" for section in tried.differ)


def outdated(repository: Repository) -> Iterator[str]:
    """Yield each version that was tried with snippets or against outputs that are others now."""
    for variant in read_variants(repository):
        if not is_current(repository, variant):
            yield variant.name


def naming(repository: Repository, version: str) -> Iterator[str]:
    """Yield each line of the pages and of the ledger that names the version."""
    named = re.compile(rf"(?<![\w.]){re.escape(version)}(?!\.?\d)")
    files = [*(page.path for page in repository.pages()), *sorted((repository.root / "ledger").glob("*.yml"))]
    for path in files:
        for number, line in enumerate(read_text(path).split("\n"), start=1):
            if named.search(line):
                yield f"- {code(f'{path.relative_to(repository.root).as_posix()}:{number}')}: {code(line.strip())}"
