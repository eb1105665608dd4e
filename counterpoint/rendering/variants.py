"""What is said below a section about other versions: where it prints the same, and what it does where it does not."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from counterpoint.recordings.compare import first_difference
from counterpoint.recordings.variants import FOLLOWS, PRINTS, RAISES, WARNS, Outcome, tries
from counterpoint.source.repository import Topic
from counterpoint.source.text import excerpt
from counterpoint.source.voices import Voice

PAGE = "versions"  # the page that holds the whole table, where there is one
TITLES = {"torch": "PyTorch", "tensorflow": "TensorFlow", "keras": "Keras", "python": "Python"}
MOST = 60  # characters of what a section does elsewhere


@dataclass(frozen=True)
class Elsewhere:
    """What a section does on some versions of a package; an empty outcome means that it prints the same."""

    package: str
    versions: str  # '2.10–2.13'
    outcome: Outcome


def elsewhere(topic: Topic, voice: Voice, section: str) -> list[Elsewhere]:
    """Return what the section does on other versions: package by package, first those where it is the same."""
    found = []
    ran = [(variant, tried.differ.get(section, {})) for variant, tried in tries(topic.repository, topic, voice)]
    for package, group in itertools.groupby(ran, key=lambda pair: pair[0].package):
        oldest_first = [(variant.asked, outcome) for variant, outcome in group][::-1]
        outcomes = [{}, *(outcome for _, outcome in oldest_first)]
        for outcome in (one for number, one in enumerate(outcomes) if one not in outcomes[:number]):
            if spans := list(_spans((asked, other == outcome) for asked, other in oldest_first)):
                found.append(Elsewhere(package, ", ".join(spans), outcome))
    return found


def _spans(versions: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Yield those that are meant; neighbours among those that were tried become one span."""
    for meant, group in itertools.groupby(versions, key=lambda pair: pair[1]):
        span = [asked for asked, _ in group]
        if meant:
            yield span[0] if len(span) == 1 else f"{span[0]}–{span[-1]}"


def same_words(found: list[Elsewhere]) -> str:
    """Tell where it prints the same, nothing where that is nowhere: 'PyTorch 2.10–2.13, Python 3.12'."""
    return versions_of([one for one in found if not one.outcome])


def versions_of(found: list[Elsewhere]) -> str:
    return ", ".join(dict.fromkeys(_versions(one) for one in found))


def other_words(found: list[Elsewhere], recorded: str) -> str:
    """Tell what it does elsewhere: 'PyTorch 2.9 prints “loss: 0.3”; Python 3.12 raises TypeError: …'."""
    told: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.outcome:
            told.setdefault((one.package, outcome_words(one.outcome, recorded)), []).append(one.versions)
    return "; ".join(f"{TITLES[package]} {', '.join(versions)} {words}" for (package, words), versions in told.items())


def _versions(one: Elsewhere) -> str:
    return f"{TITLES[one.package]} {one.versions}"


def outcome_words(outcome: Outcome, recorded: str) -> str:
    """Tell in short what a section does: 'prints “loss: 0.3”', 'raises TypeError: …'."""
    if RAISES in outcome:
        return f"raises {excerpt(outcome[RAISES], MOST)}"
    if FOLLOWS in outcome:
        return f"needs what section {outcome[FOLLOWS]} makes"
    told = []
    if PRINTS in outcome:
        difference = first_difference(recorded, outcome[PRINTS])
        line = difference[1] if difference else outcome[PRINTS].partition("\n")[0]
        told.append(f"prints “{excerpt(line.strip(), MOST)}”")
    if WARNS in outcome:
        told.append(f"warns: {excerpt(outcome[WARNS], MOST)}")
    return " and ".join(told)


def anchor(topic: Topic) -> str:
    """Return where the page of versions tells what differs in this topic."""
    return f"in-{topic.name.replace('_', '-')}"
