"""How well and how fast contacts are linked, beside other programs: ``python -m benchmarks.matching``."""
