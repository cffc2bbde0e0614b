"""Normalise: what a source wrote becomes clean and comparable; see ``record.normalise``."""
