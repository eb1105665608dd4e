"""The checks, by what they look at. Each takes the house and yields faults."""
