"""The words in which evidence is told, the same in HTML, Markdown and notebooks."""

import datetime

from counterpoint.devices import DEVICES
from counterpoint.evidence import Parity, Shown
from counterpoint.recording import Recording

DEVICE_WORDS = {"cpu": "CPU", "cuda": "GPU"}


def run_words(shown: Shown) -> str:
    """Tell where a voice ran: 'PyTorch: torch 2.13.0, Python 3.11, CPU, 22 Nov 2026; not run on GPU.'"""
    told = [f"{versions_words(run)}, {device_words(run)}, {day_words(run.date)}" for run in shown.runs.values()]
    told += [f"not run on {DEVICE_WORDS[device]}" for device in DEVICES if device not in shown.runs]
    stale = " The source has changed since: record it again." if shown.stale else ""
    return f"{shown.voice.title}: {'; '.join(told)}.{stale}"


def versions_words(run: Recording) -> str:
    versions = [f"{package} {version}" for package, version in run.versions.items()]
    return ", ".join([*versions, f"Python {run.python}"])


def device_words(run: Recording) -> str:
    return DEVICE_WORDS[run.device] + (f" ({run.device_name})" if run.device_name else "")


def day_words(date: str) -> str:
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%b} {day.year}"


def parity_words(parity: Parity) -> str:
    difference = difference_words(parity)
    return f"{parity.name}: {difference} on equal weights ({bound_words(parity)})."


def difference_words(parity: Parity) -> str:
    if parity.difference == 0:
        return "equal to the last bit"
    return f"at most {parity.difference:.1e} apart"


def bound_words(parity: Parity) -> str:
    return f"allowed: rtol {parity.rtol:g}, atol {parity.atol:g}"
