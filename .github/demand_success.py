"""Fail unless every job named in NEEDS, GitHub's `toJSON(needs)`, ended in success: neither skipped nor cancelled."""

import json
import os
import sys

results = {name: job["result"] for name, job in json.loads(os.environ["NEEDS"]).items()}
bad = [f"{name}: {result}" for name, result in results.items() if result != "success"]
if bad or not results:
    sys.exit("\n".join(bad) or "NEEDS names no job")
print(f"succeeded: {', '.join(results)}")
