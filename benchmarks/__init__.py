"""Measured speed and size: `make bench` prints a table and writes benchmarks/results.json. Never a test."""
