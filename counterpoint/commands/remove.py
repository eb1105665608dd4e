"""Remove a topic with all that belongs to it alone; what others rest on is refused by the check, line by line."""

import json
from pathlib import Path

from counterpoint.commands.plan import Plan
from counterpoint.commands.rename import IMAGES, page_of
from counterpoint.ledger.claims import MARK, read_ledger
from counterpoint.ledger.entries import NUMBERS, REDIRECTS, read_entries
from counterpoint.ledger.lock import lock_file, read_lock
from counterpoint.ledger.numbers import read_numbers
from counterpoint.ledger.redirects import read_redirects
from counterpoint.recordings.variants import read_variants, variant_file, without
from counterpoint.source.navigation import line_of, read_navigation
from counterpoint.source.pages import Page
from counterpoint.source.repository import Repository
from counterpoint.source.text import read_text


def plan_to_remove(repository: Repository, name: str) -> Plan:
    """Return what removing the topic changes; raise Fault where there is none of that name."""
    topic = repository.topic(name)
    page = Page(repository, page_of(topic))
    plan = Plan(repository)
    images = sorted((repository.root / IMAGES).glob(f"{topic}.*"))
    files = [path for path in sorted(topic.folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    for path in (*files, page.path, topic.test, *images):
        if path.is_file():
            plan.delete(path)
    lines = {line_of(repository, entry) for entry in read_navigation(repository) if entry.path == page.source}
    _without_lines(plan, repository.configuration, lines, "its entry in the navigation goes")
    _remove_entries(plan, page)
    for variant in read_variants(repository):
        if name in variant.snippets:
            plan.write(variant_file(repository, variant.name), without(variant, name), "what ran of it goes")
    return plan


def _remove_entries(plan: Plan, page: Page) -> None:
    repository, ledger = plan.repository, plan.repository.root / "ledger"
    elsewhere = {name for other in repository.pages() if other != page for name in MARK.findall(other.text)}
    own = [claim for claim in read_ledger(repository).values() if claim.id in set(MARK.findall(page.text)) - elsewhere]
    for path in sorted({claim.path for claim in own}):
        there = [claim for claim in own if claim.path == path]
        why = f"claims that no other page marks go: {', '.join(claim.id for claim in there)}"
        _without_entries(plan, path, {claim.line for claim in there}, why)
    numbers = {number.line for number in read_numbers(repository) if number.page == page.source}
    _without_entries(plan, ledger / NUMBERS, numbers, "the numbers that its page types go")
    led = {redirect.line for redirect in read_redirects(repository) if redirect.new == page.source}
    _without_entries(plan, ledger / REDIRECTS, led, "older addresses no longer lead to it")
    if lock := read_lock(repository):
        for claim in own:
            lock["claims"].pop(claim.id, None)
        text = json.dumps(lock, indent=1, ensure_ascii=False) + "\n"
        plan.write(lock_file(repository), text, "the lock forgets them")


def _without_entries(plan: Plan, path: Path, starts: set[int], why: str) -> None:
    """Cut entries out, each from its first line to the blank lines and comments above the next; an empty file goes."""
    if not starts:
        return
    lines = read_text(path).split("\n")
    begins = [line for line, _ in read_entries(path)]
    if starts == set(begins):
        plan.delete(path)
        return
    gone = set[int]()
    for start, end in zip(begins, [*begins[1:], len(lines) + 1], strict=True):
        if start in starts:
            last = end - 1
            while last > start and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
                last -= 1
            gone |= set(range(start, last + 1))
    _without_lines(plan, path, gone, why)


def _without_lines(plan: Plan, path: Path, gone: set[int], why: str) -> None:
    lines = read_text(path).split("\n")
    plan.write(path, "\n".join(line for number, line in enumerate(lines, start=1) if number not in gone), why)
