"""Measurements: `python -m benchmarks` prints every figure that docs/ quotes."""
