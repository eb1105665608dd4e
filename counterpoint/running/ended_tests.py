"""Why a run of the topics' tests ended badly, in a sentence: twins that disagree are one reason of several."""

import re
import signal
from subprocess import CompletedProcess

FAILED = re.compile(r"^FAILED \S+(?: - (?P<error>.*))?$", re.MULTILINE)
ERROR = re.compile(r"^ERROR (?P<test>\S+)(?: - (?P<error>.*))?$", re.MULTILINE)
ASSERTED = ("AssertionError", "assert ")
MEND = "Mend what the tests above name."


def why_it_ended(done: CompletedProcess[str]) -> tuple[str, str]:
    """Return what is wrong and what to do, from the exit status and pytest's own summary."""
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        return f"the tests were ended by {name}", "See whether memory or disk ran out, then record again."
    if error := ERROR.search(done.stdout):
        return f"a test could not be run: {error['test']}{_because(error['error'])}", MEND
    if done.returncode > 1:
        return f"pytest could not run the tests; it ended with status {done.returncode}", MEND
    errors = [match["error"] or "" for match in FAILED.finditer(done.stdout)]
    if errors and not any(error.startswith(ASSERTED) for error in errors):
        return f"a test broke off before it could compare{_because(errors[0])}", MEND
    return "the twins disagree", MEND


def _because(error: str | None) -> str:
    return f": {error}" if error else ""
