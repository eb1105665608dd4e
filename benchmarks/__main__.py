"""Measure, print a table, and end with 1 where a demand is missed."""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.measurements import build, growth, reload, repetition, suite
from counterpoint.source.repository import Repository

PARTS = {"suite": suite, "repetition": repetition, "build": build, "growth": growth, "reload": reload}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"some of: {', '.join(PARTS)}; all where none is named"
    )
    parts = parser.parse_args().parts or list(PARTS)
    repository = Repository(Path.cwd())
    print(
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, medians of runs by turns"
    )
    missed = False
    for part in parts:
        print(f"\n{PARTS[part].__doc__}")
        with tempfile.TemporaryDirectory() as folder:
            for row in PARTS[part](repository, Path(folder)):
                print(f"  {row.what:48} {row.found}{'   MISSED' if row.missed else ''}", flush=True)
                missed |= row.missed
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
