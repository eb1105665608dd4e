"""Read what became of each test, as pytest's JUnit file tells it."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

Outcomes = dict[str, tuple[str, str]]


def read_outcomes(results: Path) -> Outcomes:
    """Return each test's outcome and the first line of its message."""
    found: Outcomes = {}
    for case in ElementTree.parse(results).iter("testcase"):
        bad = next((part for part in case if part.tag in ("failure", "error", "skipped")), None)
        outcome = "passed" if bad is None else {"failure": "failed", "error": "error"}.get(bad.tag, "skipped")
        message = "" if bad is None else (bad.get("message") or "").partition("\n")[0]
        found[f"{case.get('classname')}::{case.get('name')}"] = (outcome, message)
    return found
