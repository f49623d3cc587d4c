"""Measurements: `python -m benchmarks.upload --help`."""
