"""The page of all versions: a table for each package, a row a topic, and below them what differs, topic by topic."""

import difflib
import itertools
from collections.abc import Iterator

from counterpoint.recordings.recording import read_recording
from counterpoint.recordings.variants import PACKAGES, PRINTS, Variant, numbers, read_variants, tries
from counterpoint.recordings.versions import recorded_versions
from counterpoint.rendering.variants import TITLES, Elsewhere, anchor, elsewhere, outcome_words
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.text import day_words
from counterpoint.source.voices import Voice

MOST_LINES = 12  # of a difference
WORDS = {"raises": "raises", "warns": "prints the same, and warns", "follows": "needs what fails in this section"}


def for_site(repository: Repository) -> str:
    return _page(repository, anchors=True)


def for_text(repository: Repository) -> str:
    return _page(repository, anchors=False)


def _page(repository: Repository, *, anchors: bool) -> str:
    variants = read_variants(repository)
    parts = []
    for package, group in itertools.groupby(variants, key=lambda one: one.package):
        tried = list(group)
        if any(one.snippets for one in tried):
            parts += [f"## {TITLES[package]}", _table(repository, package, tried, anchors=anchors)]
        else:
            parts += [f"## {TITLES[package]}"]
        parts.append("\n".join(f"- {line}" for line in _notes(tried)))
    details = [part for topic in repository.topics() for part in _of_topic(topic, anchors=anchors)]
    return "\n\n".join([*parts, "## What differs", *(details or ["Nothing."])])


def _table(repository: Repository, package: str, variants: list[Variant], *, anchors: bool) -> str:
    """Return on what all was recorded, and a row for each topic that ran elsewhere, the newest version first."""
    ran = [one for one in variants if one.snippets]
    recorded = " and ".join(recorded_versions(repository.topics()).get(package, []))
    lines = [f"Recorded on {recorded}; elsewhere:", "", f"| page | {' | '.join(one.version for one in ran)} |"]
    lines.append("| --- |" + " --- |" * len(ran))
    for topic in repository.topics():
        cells = [_cell(topic, one, anchors=anchors) for one in ran]
        if any(cells):
            lines.append(f"| {_link(topic, anchors=anchors)} | {' | '.join(cell or '–' for cell in cells)} |")
    return "\n".join(lines)


def _cell(topic: Topic, variant: Variant, *, anchors: bool) -> str:
    """Return 'same', or how many sections differ; nothing where the snippets as they are now did not run there."""
    counts = [
        len(tried.differ)
        for voice in PACKAGES[variant.package]
        for one, tried in tries(topic.repository, topic, voice)
        if one == variant
    ]
    if not counts:
        return ""
    words = f"{sum(counts)}{'&nbsp;' if anchors else ' '}{'differs' if sum(counts) == 1 else 'differ'}"
    if not sum(counts):
        return "same"
    return f"[{words}](#{anchor(topic)})" if anchors else words


def _link(topic: Topic, *, anchors: bool) -> str:
    title = _title(topic)
    return f"[{title}]({topic.page.source})" if anchors and topic.page else title


def _title(topic: Topic) -> str:
    return topic.title.replace("|", "\\|")


def _notes(variants: list[Variant]) -> Iterator[str]:
    """Yield what the table cannot hold: what came along, what could not be tried, how the tests went, when."""
    for one in sorted(variants, key=lambda one: numbers(one.version), reverse=True):
        title = f"{TITLES[one.package]} {one.version}"
        if one.why_not:
            yield f"{title}: not tried, since it can't be had. `{one.why_not.replace('`', '')}`"
            continue
        others = [f"{TITLES[name]} {version}" for name, version in one.versions.items() if name != one.package]
        others += [f"Python {one.python}"] if one.package != "python" else []
        tests = f"; of the topics' tests, {one.passed:g} passed and {len(one.failed)} failed" if one.passed else ""
        yield f"{title}, with {' and '.join(others)}, on {day_words(one.date)}{tests}."


def _of_topic(topic: Topic, *, anchors: bool) -> Iterator[str]:
    sections = list(_differing(topic))
    if sections:
        yield f"### {_title(topic)}" + (f" {{#{anchor(topic)}}}" if anchors else "")
    for voice, section, recorded, one in sections:
        head = f"**{TITLES[one.package]} {one.versions}**, {voice.title} section `{section}`"
        if PRINTS in one.outcome:
            yield f"{head} prints something else:\n\n```diff\n{_difference(recorded, one.outcome[PRINTS])}\n```"
            rest = {kind: text for kind, text in one.outcome.items() if kind != PRINTS}
            if rest:
                yield f"It {outcome_words(rest, recorded)}."
        else:
            kind, text = next(iter(one.outcome.items()))
            yield f"{head} {WORDS[kind]}:\n\n```text\n{text.rstrip()}\n```"


def _differing(topic: Topic) -> Iterator[tuple[Voice, str, str, Elsewhere]]:
    for voice in dict.fromkeys(voice for voices in PACKAGES.values() for voice in voices):
        recording = read_recording(topic, voice, "cpu")
        for section, recorded in recording.outputs.items() if recording else ():
            for one in elsewhere(topic, voice, section):
                if one.outcome:
                    yield voice, section, recorded, one


def _difference(recorded: str, printed: str) -> str:
    """Return the lines that differ, the recorded ones with a minus, the others with a plus."""
    lines = difflib.unified_diff(recorded.splitlines(), printed.splitlines(), n=0, lineterm="")
    shown = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    more = [f"… {len(shown) - MOST_LINES} lines more"] if len(shown) > MOST_LINES else []
    return "\n".join([*shown[:MOST_LINES], *more])
