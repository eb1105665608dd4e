"""Run each section of a snippet alone, as a reader does who copies one block."""

from pathlib import Path

from counterpoint.recordings.alone import RUNS
from counterpoint.recordings.compare import first_difference
from counterpoint.running.runner import run_alone
from counterpoint.source.faults import Fault
from counterpoint.source.snippets import Step, read_steps


def sections_alone(path: Path, outputs: dict[str, str]) -> dict[str, str]:
    """Return what each section does alone; `outputs` is what it prints after the sections above it."""
    return {step.section: _outcome(path, step, outputs[step.section]) for step in read_steps(path) if step.section}


def _outcome(path: Path, step: Step, expected: str) -> str:
    try:
        printed = run_alone(path, step)
    except Fault as fault:
        return type(fault.__cause__ or fault).__name__
    return RUNS if first_difference(expected, printed) is None else "prints something else"
