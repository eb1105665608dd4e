"""What the suite and the build cost, against simpler ways and at a larger size: `python -m benchmarks`."""
