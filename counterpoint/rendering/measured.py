"""What was measured over the whole site or by a command of its own, as tables: sections alone, times, mutants."""

from collections.abc import Callable

from counterpoint.recordings.alone import RUNS, read_alone
from counterpoint.recordings.mutants import Rate, read_rates
from counterpoint.recordings.recording import fingerprint, read_recording
from counterpoint.recordings.times import CALLS, TOPIC, Times, Timing, read_times
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.text import day_words
from counterpoint.source.voices import BY_NAME, VOICES, Voice


def alone_counts(topic: Topic, voice: Voice) -> tuple[int, int, int]:
    """Return how many sections a topic has in one framework, how many run alone, and how many in order."""
    path = topic.snippet(voice)
    recording = read_recording(topic, voice, "cpu")
    # A recording exists only where the whole file ran from top to bottom.
    in_order = len(recording.outputs) if recording and recording.source == fingerprint(path) else 0
    outcomes = read_alone(topic).get(voice.name, {})
    return len(outcomes), sum(outcome == RUNS for outcome in outcomes.values()), in_order


def alone_table(repository: Repository) -> str:
    """Return, page by page, how many of its sections run alone and how many run in the page's order."""
    head = "| page | PyTorch: sections | alone | in order | TensorFlow: sections | alone | in order |"
    rows, totals = [], [0] * 3 * len(VOICES)
    for topic in repository.topics():
        counts = [count for voice in VOICES for count in alone_counts(topic, voice)]
        totals = [sum(both) for both in zip(totals, counts, strict=True)]
        rows.append(f"| {_title(topic)} | {' | '.join(map(str, counts))} |")
    total = f"| **all pages** | {' | '.join(f'**{each}**' for each in totals)} |"
    return "\n".join([head, "| --- |" + " --- |" * len(totals), total, *rows])


def _title(topic: Topic) -> str:
    return topic.title.replace("|", "\\|")


def times_table(repository: Repository) -> str:
    """Return the recorded times as a Markdown table for each work, then on what they were measured."""
    times = read_times(repository.topic(TOPIC))
    works = list(dict.fromkeys(row.work for row in times.rows))
    tables = [_of_work(work, [row for row in times.rows if row.work == work]) for work in works]
    return "\n\n".join([*tables, _measured_on(times)])


def _of_work(work: str, rows: list[Timing]) -> str:
    head = [f"**{work}**", "", "| way | first call | second call | later calls |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *(times_row(row) for row in rows)])


def times_row(row: Timing) -> str:
    """Return a row of the table: each call's median, and below it the least and the most."""
    cells = [f"**{duration(row.median(call))}**<br>{spread(row.least(call), row.most(call))}" for call in CALLS]
    return f"| {BY_NAME[row.voice].title}, {row.way} | {' | '.join(cells)} |"


def _measured_on(times: Times) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in times.versions.items())
    return (
        f"Measured on {day_words(times.date)} with {versions}, Python {times.python}, on {times.machine}. "
        f"On average, {times.load[0]} processes wanted a core of this machine when the run began, and {times.load[1]} "
        "when it ended."
    )


def duration(seconds: float) -> str:
    """Return seconds in words with three digits, number and unit on one line: '24.4 s', '1.02 ms'."""
    number, unit = _in_unit(seconds)
    return f"{number}&nbsp;{unit}"


def spread(least: float, most: float) -> str:
    """Return a span of seconds, its unit once where it is the same: '11.4–13.6 s'."""
    number, unit = _in_unit(least)
    return f"{number}–{duration(most)}" if unit == _in_unit(most)[1] else f"{duration(least)}–{duration(most)}"


def _in_unit(seconds: float) -> tuple[str, str]:
    value, unit = (seconds, "s") if seconds >= 1 else (seconds * 1000, "ms")
    return f"{float(f'{value:.3g}'):g}", unit


KIND_WORDS = {
    "snippets": "snippets, recorded anew",
    "pages": "pages and ledger",
    "recordings": "recordings, changed by hand",
    "package": "the package",
}


def mutants_table(repository: Repository) -> str:
    """Return of each kind of break how many were caught, with the interval and what it was measured with."""
    head = "| what was broken | caught | tried | share | 95 % interval | seed | day |"
    rates = read_rates(repository)
    machines = "; ".join(dict.fromkeys(f"{rate.machine}, Python {rate.python}" for rate in rates))
    return "\n".join([head, "| --- |" + " --- |" * 6, *map(mutants_row, rates), "", f"Measured on {machines}."])


def mutants_row(rate: Rate) -> str:
    low, high = (f"{100 * share:.0f}" for share in rate.interval)
    share = f"{100 * rate.caught / rate.tried:.0f} %"
    cells = [KIND_WORDS[rate.kind], f"{rate.caught:g}", f"{rate.tried:g}", share, f"{low}–{high} %", f"{rate.seed:g}"]
    return f"| {' | '.join(cells)} | {day_words(rate.date)} |"


MEASURED: dict[str, Callable[[Repository], str]] = {
    "alone": alone_table,
    "times": times_table,
    "mutants": mutants_table,
}
