"""Checks of what was recorded on other versions; what the snippets do there is seen by running them there alone."""

from collections.abc import Iterator

from counterpoint.checks.forgeries import of_run
from counterpoint.recordings.variants import FOLDER, Outcome, Tried, read_variant, variant_files
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import CONTROL, TICKS, excerpt


def damaged(repository: Repository) -> Iterator[Fault]:
    """A file that cannot be read, that was changed by hand, or that is no variant."""
    known = variant_files(repository)
    for path in known:
        try:
            read_variant(path)
        except Fault as fault:
            yield fault
    for path in sorted((repository.root / FOLDER).glob("*")):
        if path not in known:
            yield Fault(path, None, "this is no variant", "Delete it: `make versions` writes what belongs here.")


def forged(repository: Repository) -> Iterator[Fault]:
    """A day, a version or a text that no run wrote."""
    for path in variant_files(repository):
        variant = read_variant(path)
        remedy = f"Run it again: make versions VARIANT={variant.name}"
        versions = {**variant.versions, **({"python": variant.python} if variant.python else {})}
        for what in of_run(variant.date, versions, variant.system):
            yield Fault(path, None, f"no run wrote this: {what}", remedy)
        texts = [text for told in _outcomes(variant.snippets) for text in told.values()]
        for text in [variant.why_not, *variant.failed, *texts]:
            if CONTROL.search(text) or TICKS in text:
                yield Fault(path, None, f"no run wrote this: '{excerpt(text)}'", remedy)


def _outcomes(snippets: dict[str, dict[str, Tried]]) -> Iterator[Outcome]:
    for voices in snippets.values():
        for tried in voices.values():
            yield from tried.differ.values()
