"""Rename a topic: its files, its page, its test, and every place that names them; the old address leads to the new."""

import re
from collections.abc import Iterator
from pathlib import Path

from counterpoint.commands.new import refuse_bad_name
from counterpoint.commands.plan import Plan
from counterpoint.ledger.entries import REDIRECTS
from counterpoint.ledger.redirects import read_redirects
from counterpoint.recordings.variants import read_variants, variant_file, without
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.text import read_text
from counterpoint.source.voices import VOICES

TEXTS = ("docs/**/*.md", "ledger/*.yml", "tests/**/*.py", "snippets/*/*.py", "mkdocs.yml", "*.md", "theme/**/*.html")
IMAGES = "docs/assets/images"


def plan_to_rename(repository: Repository, old: str, new: str) -> Plan:
    """Return what renaming changes; raise Fault where it cannot be done."""
    topic, renamed = repository.topic(old), repository.topic(new)
    page = page_of(topic)
    refuse_bad_name(renamed)
    for path in (renamed.test, page.with_name(f"{new}.md")):
        if path.exists():
            raise Fault(path, None, "this file exists already", "Choose another name, or delete it first.")
    plan = Plan(repository)
    moved = dict(_moves(topic, renamed, page))
    for path, target in moved.items():
        plan.move(path, target)
    for path in texts(repository):
        text = read_text(path)
        if (changed := renamed_in(text, path, old, new)) != text:
            plan.write(moved.get(path, path), changed, "names it by its new name")
    _redirect(plan, page, page.with_name(f"{new}.md"))
    for variant in read_variants(repository):
        if old in variant.snippets:
            path = variant_file(repository, variant.name)
            plan.write(path, without(variant, old, new), "names it by its new name")
    twins = [topic.snippet(voice) for voice in VOICES]
    if any(plan.contents[moved[twin]] != twin.read_bytes() for twin in twins if twin.is_file()):
        plan.words.append(f"a twin's text changes, so record it afterwards: counterpoint record {new}")
    plan.words += [f"left to you: {line}" for line in _mentions(plan, moved, old)]
    return plan


def page_of(topic: Topic) -> Path:
    """Return the path of the topic's page; raise Fault where there is no such topic, or it is an area."""
    if not topic.exists or topic.page is None:
        known = ", ".join(map(str, topic.repository.topics()))
        raise Fault(topic.repository.snippets, None, f"there is no topic '{topic}'", f"Topics are: {known}")
    if topic.is_area:
        what = f"'{topic}' is an area of the dictionary"
        raise Fault(topic.folder, None, what, "Move its files by hand, then: counterpoint record NAME")
    return topic.page.path


def texts(repository: Repository) -> Iterator[Path]:
    """Yield the files in which a topic may be named."""
    for pattern in TEXTS:
        yield from (path for path in sorted(repository.root.glob(pattern)) if path.is_file())


def renamed_in(text: str, path: Path, old: str, new: str) -> str:
    """Return the text with the topic's files, sections, tests and pages under its new name."""
    name, twins = re.escape(old), "|".join(voice.name for voice in VOICES)
    patterns = [
        rf"(?<=snippets/){name}(?=/)",
        rf"(?<![\w-]){name}(?=_(?:{twins})\.py)",
        rf"(?<=test_){name}(?=\.py)",
        rf"(?<![\w-]){name}(?=\.(?:md|ipynb)\b)",
        rf"(?<=assets/images/){name}(?=\.)",
    ]
    if path.suffix == ".md":
        patterns.append(rf"(?<=\{{\{{){name}(?=:)")
        text = re.sub(rf"(?m)^(///\s*\w+\s*\|\s*){name}(?=:)", rf"\g<1>{new}", text)
    if path.suffix == ".yml":
        text = re.sub(rf"(\bmeasurement[\"']?:\s*[\"']?){name}(?=:)", rf"\g<1>{new}", text)
    for pattern in patterns:
        text = re.sub(pattern, new, text)
    return text


def _moves(topic: Topic, renamed: Topic, page: Path) -> Iterator[tuple[Path, Path]]:
    for path in sorted(topic.folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            name = re.sub(rf"^{topic}(?=_\w+\.py$)", str(renamed), path.name)
            yield path, renamed.folder / path.relative_to(topic.folder).with_name(name)
    yield page, page.with_name(f"{renamed}.md")
    if topic.test.is_file():
        yield topic.test, renamed.test
    for image in sorted((topic.repository.root / IMAGES).glob(f"{topic}.*")):
        yield image, image.with_name(f"{renamed}{image.suffix}")


def _redirect(plan: Plan, old: Path, new: Path) -> None:
    """Enter the old address; one that the page now takes back is no longer led elsewhere."""
    repository = plan.repository
    path = repository.root / "ledger" / REDIRECTS
    before, after = (page.relative_to(repository.docs).as_posix() for page in (old, new))
    kept = {one.old: one.new for one in read_redirects(repository)}
    led = {start: after if end == before else end for start, end in kept.items() if start != after} | {before: after}
    lines = [f"- from: {start}\n  to: {end}\n" for start, end in led.items()]
    plan.contents.pop(path, None)
    head = (
        "# Pages that have moved, each with its old and its new place below docs/. The old address leads to the new.\n"
    )
    plan.write(path, head + "".join(lines), f"the old address leads to {after}")


def _mentions(plan: Plan, moved: dict[Path, Path], old: str) -> Iterator[str]:
    """Yield the places that name the topic in words or as a text of a program, which only a person can judge."""
    named = re.compile(rf"[\"'`]{re.escape(old)}[\"':`]")
    for path in texts(plan.repository):
        place = moved.get(path, path)
        for number, line in enumerate(plan.text(place).split("\n"), start=1):
            if path.suffix != ".yml" and named.search(line):
                yield f"{plan.named(place)}:{number}: {line.strip()}"
