"""The words in which evidence is told, the same in HTML, Markdown and notebooks."""

import re

from counterpoint.recordings.parity import Parity
from counterpoint.recordings.recording import Recording
from counterpoint.rendering.evidence import Side
from counterpoint.rendering.variants import same_words, versions_of
from counterpoint.source.text import day_words
from counterpoint.source.voices import BY_NAME, DEVICES

DEVICE_WORDS = {"cpu": "CPU", "cuda": "GPU"}
STALE = "the source has changed since: record it again"
VALUE = re.compile(r"^(?P<label>[^:\n]+): (?P<value>.*\d\.\d.*)$", re.MULTILINE)


def run_words(shown: Side) -> str:
    """Tell where a voice ran: 'PyTorch: torch 2.13.0, Python 3.11, CPU, 22 Nov 2026; not run on GPU.'"""
    told = [f"{versions_words(run)}, {device_words(run)}, {day_words(run.date)}" for run in shown.runs.values()]
    told += [f"not run on {DEVICE_WORDS[device]}" for device in DEVICES if device not in shown.runs]
    stale = f" {STALE[0].upper()}{STALE[1:]}." if shown.stale else ""
    return f"{shown.voice.title}: {'; '.join(told)}.{stale}{_elsewhere_words(shown)}"


def _elsewhere_words(shown: Side) -> str:
    """Tell on which other versions it prints the same; what it prints on the others stands on the page of versions."""
    same, others = same_words(shown.elsewhere), versions_of([one for one in shown.elsewhere if one.outcome])
    return (f" The same on {same}." if same else "") + (f" Something else on {others}." if others else "")


def versions_words(run: Recording) -> str:
    versions = [f"{package} {version}" for package, version in run.versions.items()]
    return ", ".join([*versions, f"Python {run.python}"])


def device_words(run: Recording) -> str:
    return DEVICE_WORDS[run.device] + _in_brackets(run)


def _in_brackets(made: Recording | Parity) -> str:
    named = [made.device_name] if made.device_name else []
    named += [f"driver {made.driver}"] if made.driver else []
    return f" ({', '.join(named)})" if named else ""


def pair_words(parity: Parity) -> str:
    """Tell where the twins were compared; nothing of the CPU, which is the rule."""
    if parity.device == "cpu":
        return ""
    voice = BY_NAME.get(parity.device.removesuffix("_cuda"))
    if not voice:
        return f", both on GPU{_in_brackets(parity)}"
    return f", {voice.title} on GPU{_in_brackets(parity)}, {voice.other.title} on CPU"


def parity_words(parity: Parity) -> str:
    difference = difference_words(parity)
    return f"{parity.name}: {difference} on equal weights{pair_words(parity)} ({bound_words(parity)})."


def difference_words(parity: Parity) -> str:
    if parity.difference == 0:
        return "equal to the last bit"
    return f"at most {parity.difference:.1e} apart"


def in_short(shown: list[Side], parities: list[Parity]) -> str:
    """Tell in one line what was printed and what was compared; where nothing was, on what it ran."""
    if not parities:
        return ran_on(shown)
    on_cpu = [parity for parity in parities if parity.device == "cpu"] or parities
    name = on_cpu[0].name if len(on_cpu) == 1 else f"{len(on_cpu)} values"
    worst = max(on_cpu, key=lambda parity: parity.difference)
    compared = f"compared: {name} from equal weights and inputs, {difference_words(worst)}"
    return "; ".join(filter(None, [printed_words(shown), compared]))


def printed_words(shown: list[Side]) -> str:
    """Tell why two outputs may differ that were compared; nothing where nothing was printed."""
    outputs = [one.output for one in shown]
    if not all(outputs):
        return ""
    if len(set(outputs)) == 1:
        return "printed: the same"
    first, *others = ({match["label"]: match["value"] for match in VALUE.finditer(text)} for text in outputs)
    own = any(other.get(label, value) != value for other in others for label, value in first.items())
    return f"printed: each {'from its own weights and settings' if own else 'in its own form'}"


def ran_on(shown: list[Side]) -> str:
    """Tell the first package of each voice with its version, and the day: 'torch 2.14.1, 23 Nov 2026'."""
    runs = [one.runs["cpu"] for one in shown]
    versions = [" ".join(next(iter(run.versions.items()))) for run in runs]
    return ", ".join([*versions, *dict.fromkeys(day_words(run.date) for run in runs)])


def bound_words(parity: Parity) -> str:
    return f"allowed: rtol {parity.rtol:g}, atol {parity.atol:g}"
