"""Which public names stand in a row, module by module, and a list of those that do not yet."""

from counterpoint.recordings.calls_in_use import counts_of_use
from counterpoint.recordings.public_names import read_public_names, uncovered
from counterpoint.source.reading.knowledge import knowledge
from counterpoint.source.repository import Repository


def coverage_table(repository: Repository) -> str:
    """Return the figures as a Markdown table."""
    versions = ", ".join(f"{name} {version}" for name, version in read_public_names(repository).versions.items())
    lines = [
        f"Names of {versions}.",
        "",
        "| module | public names | in a row | share |",
        "| --- | ---: | ---: | ---: |",
    ]
    total = covered = 0
    for module, (count, missing) in uncovered(repository).items():
        total, covered = total + count, covered + count - len(missing)
        lines.append(f"| `{module}` | {count} | {count - len(missing)} | {_share(count - len(missing), count)} |")
    lines.append(f"| **all** | **{total:,}** | **{covered:,}** | **{_share(covered, total)}** |")
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def for_site(repository: Repository) -> str:
    """Return the figures, and each module's missing names in a fold-out."""
    folds = [
        f"<details data-search-exclude><summary>{module}: {len(missing)} names in no row yet</summary>"
        f"<p>{' '.join(_named(*one) for one in _by_use(module, missing))}</p></details>"
        for module, (_, missing) in uncovered(repository).items()
        if missing
    ]
    return "\n\n".join([coverage_table(repository), *folds])


def for_text(repository: Repository) -> str:
    missing = [
        f"- {module}: {', '.join(f'{name}{_times(count)}' for name, count in _by_use(module, names))}"
        for module, (_, names) in uncovered(repository).items()
        if names
    ]
    return coverage_table(repository) + "\n\nIn no row yet:\n\n" + "\n".join(missing)


def _by_use(module: str, names: list[str]) -> list[tuple[str, int]]:
    """Return names with how often real programs call them, the most used first."""
    used = counts_of_use()
    counted = [(name, used[knowledge().spelt(f"{module}.{name}")]) for name in names]
    return sorted(counted, key=lambda one: -one[1])


def _named(name: str, count: int) -> str:
    return f"<code>{name}</code>{_times(count)}"


def _times(count: int) -> str:
    return f" ({count})" if count else ""
