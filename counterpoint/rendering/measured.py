"""What was measured over the whole site or by a command of its own, as Markdown tables: sections alone, and times."""

from collections.abc import Callable

from counterpoint.recordings.alone import RUNS, read_alone
from counterpoint.recordings.recording import fingerprint, read_recording
from counterpoint.recordings.times import TOPIC, Timing, read_times
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
    matter = topic.page.matter if topic.page else {}
    return str(matter.get("title", topic)).replace("|", "\\|")


def times_table(repository: Repository) -> str:
    """Return the recorded times as a Markdown table, each as median with the least and the most."""
    times = read_times(repository.topic(TOPIC))
    rows = ["| work | way | first call | second call | later calls |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {row.work} | {BY_NAME[row.voice].title}, {row.way} | {_cells(row)} |"
        for row in sorted(times.rows, key=lambda row: [each.work for each in times.rows].index(row.work))
    ]
    versions = ", ".join(f"{name} {version}" for name, version in times.versions.items())
    words = (
        f"Median of {len(times.rows[0].first)} processes for each row, with the least and the most. {versions}, "
        f"Python {times.python}, {times.machine}, one thread, {day_words(times.date)}. On average {times.load[0]} "
        f"processes wanted a core of this machine at the start and {times.load[1]} at the end."
    )
    return "\n".join([*rows, "", words])


def _cells(row: Timing) -> str:
    return " | ".join(
        f"**{duration(row.median(call))}** ({duration(row.least(call))} to {duration(row.most(call))})"
        for call in ("first", "second", "steady")
    )


def duration(seconds: float) -> str:
    """Return seconds in words with three digits: '24.4 s', '1.02 ms'."""
    value, unit = (seconds, "s") if seconds >= 1 else (seconds * 1000, "ms")
    return f"{float(f'{value:.3g}'):g} {unit}"


MEASURED: dict[str, Callable[[Repository], str]] = {"alone": alone_table, "times": times_table}
