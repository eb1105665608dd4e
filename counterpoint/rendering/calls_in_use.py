"""Which share of the calls of real programs is resolved, and which a row tells of."""

from collections.abc import Iterator

from counterpoint.recordings.calls_in_use import ProgramInUse, Use, use
from counterpoint.source.repository import Repository
from counterpoint.source.voices import VOICES, Voice

MOST_NAMES = 40


def for_site(repository: Repository) -> str:
    """Return the shares, and in fold-outs the programs and what no row tells of."""
    uses = [(voice, use(repository, voice.name)) for voice in VOICES]
    parts = [_table(uses)]
    for voice, found in uses:
        names = "".join(f"<li><code>{name}</code> {count}</li>" for name, count in found.uncovered[:MOST_NAMES])
        if names:
            parts.append(_fold(f"{voice.title}: the most used names without a row", names))
        programs = "".join(f'<li><a href="{_address(one)}">{_where(one)}</a></li>' for one in found.programs)
        parts.append(_fold(f"{voice.title}: the {len(found.programs)} programs", programs))
    return "\n\n".join(parts)


def _fold(words: str, items: str) -> str:
    return f"<details data-search-exclude><summary>{words}</summary><ul>{items}</ul></details>"


def for_text(repository: Repository) -> str:
    """Return the same as Markdown."""
    uses = [(voice, use(repository, voice.name)) for voice in VOICES]
    return "\n\n".join([_table(uses), *(part for voice, found in uses for part in _lists(voice, found))])


def _lists(voice: Voice, found: Use) -> Iterator[str]:
    names = [f"- `{name}` {count}" for name, count in found.uncovered[:MOST_NAMES]]
    if names:
        yield f"{voice.title}: the most used names without a row\n\n" + "\n".join(names)
    programs = [f"- [{_where(one)}]({_address(one)})" for one in found.programs]
    yield f"{voice.title}: the programs\n\n" + "\n".join(programs)


def _table(uses: list[tuple[Voice, Use]]) -> str:
    lines = [
        "| | calls | resolved | a framework's | by name alone | with a row |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for voice, found in uses:
        total, own = found.sites, found.names.total()
        resolved, guessed = _share(total - found.unresolved, total), _share(found.guessed, own)
        shares = f"{resolved} | {own:,} | {guessed} | {_share(found.with_a_row, own)}"
        lines.append(f"| {voice.title} | {total:,} | {shares} |")
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _where(one: ProgramInUse) -> str:
    return f"{one.repository}: {one.path}"


def _address(one: ProgramInUse) -> str:
    return f"https://github.com/{one.repository}/blob/{one.commit}/{one.path}"
