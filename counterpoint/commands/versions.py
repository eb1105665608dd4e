"""Try other versions, one after the other, and take in what other machines tried."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from counterpoint.commands.matrix import Wanted, read_matrix
from counterpoint.commands.one_version import try_one, weight_of
from counterpoint.commands.progress import Tell, work
from counterpoint.recordings.variants import Variant, is_current, read_variant, variant_file, write_variant
from counterpoint.source.faults import Fault, postponed, raise_the_first
from counterpoint.source.repository import Repository


def try_versions(repository: Repository, names: Sequence[str], tell: Tell, *, tests: bool, again: bool) -> None:
    """Try the named versions, all where none is named; skip those that are recorded and still fit.

    Each is written as soon as it is done: what is broken off goes on with the next one. Raise the first Fault when all
    others have been tried.
    """
    chosen = choose(repository, names)
    left = [one for one in chosen if again or not fits(repository, one, tests=tests)]
    if len(left) < len(chosen):
        tell(f"{len(chosen) - len(left)} of {len(chosen)} are recorded already; --again tries them anew")
    faults: list[Fault] = []
    weights = [weight_of(repository, one, tests=tests) for one in left]
    with work("versions", sum(weights), tell) as going:
        for number, wanted in enumerate(left, start=1):
            before = going.done
            going.now(f"{number} of {len(left)}, {wanted.name}: installing")
            with postponed(faults, keep_going=True):
                variant = try_one(repository, wanted, going, tests=tests, again=again)
                write_variant(repository, variant)
                going.tell(f"{wanted.name}: {words(variant)}")
            going.advance(before + weights[number - 1] - going.done)
    raise_the_first(faults, tell)


def choose(repository: Repository, names: Sequence[str]) -> list[Wanted]:
    """Return the versions of these names; raise Fault where pyproject.toml lists none of that name."""
    listed = {one.name: one for one in read_matrix(repository)}
    for name in names:
        if name not in listed:
            what = f"there is no version '{name}' to try"
            remedy = f"Name one of: {', '.join(listed)}; or add it to [tool.counterpoint.versions]"
            raise Fault(repository.root / "pyproject.toml", None, what, remedy)
    return [listed[name] for name in names] or list(listed.values())


def fits(repository: Repository, wanted: Wanted, *, tests: bool) -> bool:
    """Say whether the version was tried with all the snippets as they are now."""
    path = variant_file(repository, wanted.name)
    if not path.is_file():
        return False
    try:
        variant = read_variant(path)
    except Fault:
        return False
    tried = bool(variant.passed or variant.failed or variant.why_not) or not tests
    return tried and is_current(repository, variant)


def words(variant: Variant) -> str:
    """Tell in a line what came out."""
    if variant.why_not:
        return f"cannot be tried: {variant.why_not}"
    differ = [tried.differ for voices in variant.snippets.values() for tried in voices.values()]
    tests = f"; {variant.passed:g} tests passed, {len(variant.failed)} failed" if variant.passed else ""
    sections = sum(map(len, differ))
    return f"{variant.version}, {len(differ)} snippets, {sections} sections differ{tests}"


def merge(repository: Repository, folder: Path, tell: Tell) -> None:
    """Take the variants that other machines wrote into their place; raise Fault, nothing taken, at a damaged one."""
    paths = sorted(folder.rglob("*.json"))
    if not paths:
        raise Fault(folder, None, "there is no variant", "Name the folder into which the jobs' files were unpacked.")
    variants = [read_variant(path) for path in paths]
    for path, variant in zip(paths, variants, strict=True):
        target = variant_file(repository, variant.name)
        target.parent.mkdir(exist_ok=True)
        if not (target.is_file() and target.samefile(path)):
            shutil.copyfile(path, target)
        tell(f"{variant.name}: {words(variant)}")


def listed(repository: Repository) -> str:
    """Return the names of all versions as a JSON list, for a matrix of jobs."""
    return json.dumps([one.name for one in read_matrix(repository)])
