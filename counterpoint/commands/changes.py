"""Tell in Markdown which pages, outputs and parities changed since a revision, each line before and after."""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, zip_longest
from pathlib import Path

from counterpoint.commands.revisions import repository_at
from counterpoint.ledger.claims import read_ledger
from counterpoint.recordings.parity import Parity, read_parities
from counterpoint.recordings.recording import Recording, read_recording
from counterpoint.rendering.quotes import lines_that_quote
from counterpoint.rendering.wording import DEVICE_WORDS, difference_words, pair_words
from counterpoint.source.faults import Fault
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.text import visible
from counterpoint.source.voices import DEVICES, PAIRS, VOICES, Voice

MOST_ROWS = 300  # a summary and an issue have their limits; what is left out is counted
# Everything else is written as an entity: it cannot begin markup, a link or a mention, whatever a snippet printed.
PLAIN = re.compile(r"[^\w ,=+()%.-]|_|(?<!\d)\.")


def changes(repository: Repository, revision: str) -> str:
    """Return the differences between the revision and the working tree; raise Fault where git does not know it."""
    with repository_at(repository, revision) as before:
        topics = sorted({topic.name for topic in (*before.topics(), *repository.topics())})
        pages = list(_pages(before, repository))
        lines = list(_lines(before, repository))
        runs = list(_versions(before, repository, topics))
        outputs = {topic: list(_outputs(before, repository, topic)) for topic in topics}
        parities = {topic: list(_parities(before, repository, topic)) for topic in topics}
        pictures = list(_pictures(before, repository, topics))
    parts = [
        _list("Pages", pages),
        _table("Lines that quote a value", ["page", "before", "after"], lines),
        _list("Versions and devices", runs),
        _table("Outputs", ["page", "section", "voice", "before", "after", "claims"], [*chain(*outputs.values())]),
        _list("Pictures and data", pictures),
        _table("Parity", ["page", "section", "value", "before", "after", "claims"], [*chain(*parities.values())]),
        _list(
            "Claims whose tests lie there", list(_tested(repository, [t for t in topics if outputs[t] or parities[t]]))
        ),
    ]
    return "\n\n".join(filter(None, parts)) or "Nothing that a page shows has changed."


def code(text: str) -> str:
    """Return the text as code of a table's cell that nothing in it can end."""
    return f"<code>{PLAIN.sub(lambda match: f'&#{ord(match[0])};', visible(text))}</code>" if text else ""


def _pages(before: Repository, after: Repository) -> Iterator[str]:
    texts = [{page.source: page.text for page in repository.pages()} for repository in (before, after)]
    for source in sorted({*texts[0], *texts[1]}):
        old, new = (text.get(source) for text in texts)
        if old != new:
            what = "new" if old is None else "gone" if new is None else "changed"
            yield f"{_titled((before if new is None else after).page(source))}: {what}"


def _lines(before: Repository, after: Repository) -> Iterator[list[str]]:
    """Yield each line that quotes a value as it read with what was recorded before, and as it reads now."""
    for page in after.pages():
        titled = _titled(page)
        for old, new in zip(lines_that_quote(before, page), lines_that_quote(after, page), strict=True):
            if old != new:
                yield [titled, code(old), code(new)]


def _titled(page: Page) -> str:
    title = ""
    with suppress(Fault):
        title = str(page.matter.get("title", ""))
    return f"{code(title)} {code(f'docs/{page.source}')}".strip()


def _shown_on(repository: Repository, topic: str, section: str) -> str:
    """Return the pages that show the section."""
    found = []
    for page in repository.pages():
        with suppress(Fault):
            if any((call.topic, call.section) == (topic, section) for call in page.calls()):
                found.append(_titled(page))
    return "<br>".join(found) or code(f"snippets/{topic}")


def _recording(topic: Topic, voice: Voice, device: str) -> Recording | None:
    with suppress(Fault):  # one of an older form says nothing that could be compared
        return read_recording(topic, voice, device)
    return None


def _versions(before: Repository, after: Repository, topics: list[str]) -> Iterator[str]:
    """Tell each change of versions once, with the number of topics that it concerns."""
    told: dict[str, int] = {}
    for topic in topics:
        for voice, device in ((voice, device) for voice in VOICES for device in DEVICES):
            old, new = (_recording(repository.topic(topic), voice, device) for repository in (before, after))
            words = [_run_words(run) for run in (old, new)]
            if words[0] != words[1]:
                line = f"{voice.title} on {DEVICE_WORDS[device]}: {words[0]} → {words[1]}"
                told[line] = told.get(line, 0) + 1
    for line, number in told.items():
        yield f"{line}, {number} {'topic' if number == 1 else 'topics'}"


def _run_words(run: Recording | None) -> str:
    if run is None:
        return "not run"
    versions = ", ".join(f"{package} {version}" for package, version in run.versions.items())
    return " ".join(code(text) for text in (versions, run.device_name, run.driver) if text)


def _outputs(before: Repository, after: Repository, topic: str) -> Iterator[list[str]]:
    for voice, device in ((voice, device) for voice in VOICES for device in DEVICES):
        old, new = (_recording(repository.topic(topic), voice, device) for repository in (before, after))
        sections = {**(old.outputs if old else {}), **(new.outputs if new else {})}
        where = voice.title if device == "cpu" else f"{voice.title} on {DEVICE_WORDS[device]}"
        for section in sections:
            lines = [run.outputs.get(section, "").splitlines() if run else [] for run in (old, new)]
            for one, other in zip_longest(*lines, fillvalue=""):
                if one != other:
                    page, claims = _shown_on(after, topic, section), _measured_claims(after, topic, section)
                    yield [page, code(section), where, code(one), code(other), claims]


def _pictures(before: Repository, after: Repository, topics: list[str]) -> Iterator[str]:
    for topic in topics:
        texts = [
            {path.name: path.read_bytes() for path in _saved(repository.topic(topic))} for repository in (before, after)
        ]
        for name in sorted({*texts[0], *texts[1]}):
            old, new = (text.get(name) for text in texts)
            if old != new:
                what = "new" if old is None else "gone" if new is None else "changed"
                yield f"{code(f'snippets/{topic}/recorded/{name}')}: {what}"


def _saved(topic: Topic) -> list[Path]:
    """Return the pictures and data that lie beside the recordings."""
    return [file for voice in VOICES for device in DEVICES for file in topic.saved(voice, device)]


def _measured(topic: Topic, pair: str) -> dict[str, Parity]:
    with suppress(Fault):
        return {parity.name: parity for parity in read_parities(topic, pair)}
    return {}


def _parities(before: Repository, after: Repository, topic: str) -> Iterator[list[str]]:
    for pair in PAIRS:
        old, new = (_measured(repository.topic(topic), pair) for repository in (before, after))
        for name, parity in {**old, **new}.items():
            words = [_parity_words(found.get(name)) for found in (old, new)]
            if words[0] != words[1]:
                page, claims = _shown_on(after, topic, parity.section), _measured_claims(after, topic, parity.section)
                yield [page, code(parity.section), code(name + pair_words(parity)), *words, claims]


def _parity_words(parity: Parity | None) -> str:
    return code(f"{difference_words(parity)}, rtol {parity.rtol:g}, atol {parity.atol:g}") if parity else ""


def _measured_claims(repository: Repository, topic: str, section: str) -> str:
    claims = read_ledger(repository).values()
    wanted = {"measurement": f"{topic}:{section}"}
    return ", ".join(claim.id for claim in claims if wanted in claim.evidence)


def _tested(repository: Repository, topics: list[str]) -> Iterator[str]:
    """Yield for each changed topic the claims that name one of its tests."""
    for topic in topics:
        start = f"{repository.topic(topic).test.relative_to(repository.root).as_posix()}::"
        ids = [
            claim.id
            for claim in read_ledger(repository).values()
            if any(str(piece.get("test", "")).startswith(start) for piece in claim.evidence)
        ]
        if ids:
            yield f"{code(topic)}: {', '.join(ids)}"


def _list(title: str, lines: list[str]) -> str:
    return f"### {title}\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def _table(title: str, head: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows[:MOST_ROWS])]
    if len(rows) > MOST_ROWS:
        lines += ["", f"{len(rows) - MOST_ROWS} more rows are left out."]
    return f"### {title}\n\n" + "\n".join(lines)
