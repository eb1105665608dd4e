"""The calls of public programs: names and counts, no text of theirs, and the shares that the pages state."""

import json
import re

import pytest

from benchmarks.calls import PROGRAMS
from counterpoint.recordings.calls_in_use import FILE, counts_of_use, programs_in_use, use
from counterpoint.rendering import calls_in_use, coverage
from counterpoint.source.reading.knowledge import FRAMEWORKS, knowledge
from counterpoint.source.reading.sites import FRAMEWORK, GUESS, OTHER, OWN, UNKNOWN
from counterpoint.source.repository import Repository
from counterpoint.source.voices import VOICES

NAME = re.compile(r"(torch|tf|keras)(\.\w+)*")


def test_twenty_programs_of_each_framework_are_counted_each_at_a_commit() -> None:
    listed = [
        (framework, repository, path)
        for framework, chosen in PROGRAMS.items()
        for repository, paths in chosen.items()
        for path in paths
    ]
    assert [(one.framework, one.repository, one.path) for one in programs_in_use()] == listed
    assert len(set(listed)) == len(listed)
    for voice in VOICES:
        assert sum(one.framework == voice.name for one in programs_in_use()) == 20
    assert all(re.fullmatch(r"[0-9a-f]{40}", one.commit) for one in programs_in_use())


def test_names_and_counts_are_kept_and_no_text() -> None:
    for program in json.loads(FILE.read_text(encoding="utf-8")):
        assert set(program) == {"framework", "repository", "path", "commit", "sites", "calls"}
        assert set(program["sites"]) <= {*FRAMEWORK, OWN, OTHER, UNKNOWN}
        for by, names in program["calls"].items():
            assert sum(names.values()) == program["sites"][by]
            assert all(NAME.fullmatch(name) and count > 0 for name, count in names.items())


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_the_shares_on_the_page_are_those_of_the_counts(repository: Repository, voice) -> None:  # type: ignore[no-untyped-def]
    found = use(repository, voice.name)
    programs = [one for one in programs_in_use() if one.framework == voice.name]
    calls = sum(count for one in programs for count in one.sites.values())
    own = sum(one.sites.get(by, 0) for one in programs for by in FRAMEWORK)
    unknown = sum(one.sites.get(UNKNOWN, 0) for one in programs)
    without = sum(count for _, count in found.uncovered)
    guessed = sum(one.sites.get(GUESS, 0) for one in programs)
    row = f"| {voice.title} | {calls:,} | {100 * (calls - unknown) / calls:.1f} % | {own:,} |"
    shares = f"{row} {100 * guessed / own:.1f} % | {100 * (own - without) / own:.1f} % |"
    assert shares in calls_in_use.for_text(repository)
    assert unknown / calls < 0.1
    counts = [count for _, count in found.uncovered]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_a_row_tells_of_nine_calls_in_ten(repository: Repository, voice) -> None:  # type: ignore[no-untyped-def]
    found = use(repository, voice.name)
    assert found.with_a_row >= 0.9 * found.names.total(), found.uncovered[:10]


def test_a_row_covers_a_name_and_its_absence_uncovers_it(repository: Repository) -> None:
    covered = use(repository, "pytorch").covered
    assert "torch.nn.Linear" in covered
    assert "torch.multiprocessing.spawn" not in covered


def test_the_list_of_what_is_covered_says_how_often_a_name_is_used(repository: Repository) -> None:
    folds = re.findall(r"<summary>([\w.]+): .*?<p>(.*?)</p>", coverage.for_site(repository))
    used = 0
    for module, names in folds:
        shown = [(name, int(count or 0)) for name, count in re.findall(r"<code>(\w+)</code>(?: \((\d+)\))?", names)]
        assert shown == sorted(shown, key=lambda one: -one[1])
        for name, count in shown:
            assert count == counts_of_use()[knowledge().spelt(f"{module}.{name}")]
            used += count
    assert used > 0


def test_every_name_begins_with_a_framework() -> None:
    assert {name.partition(".")[0] for name in counts_of_use()} <= set(FRAMEWORKS)
