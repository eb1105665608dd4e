"""A checksum of what a run left: a figure, a day or a version that is changed by hand no longer fits it.

It guards against slips and small corrections that the tests' tolerance would let through, not against a forger: whoever
computes it anew has to answer to the tests, which repeat the run.
"""

import hashlib
import json
from collections.abc import Iterable

from msgspec.structs import replace

from counterpoint.source.records import Record, written_fields

DIGITS = 16
ALTERED = "a field was changed after the run"


def checksum_of(made: Record, files: Iterable[str] = ()) -> str:
    """Return the checksum of a recording or a parity and of the files that belong to it."""
    fields = written_fields(replace(made, checksum=""))
    texts = [json.dumps(fields, ensure_ascii=False), *files]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:DIGITS]
