"""Ready-made mappings for feeds that many places share."""

from syncsvc.formats.presets import integreat, oparl
from syncsvc.formats.presets.preset import Preset

PRESETS: dict[str, Preset] = {"integreat": integreat.PRESET, "oparl": oparl.PRESET}
"""By the name used in configuration."""

__all__ = ["PRESETS", "Preset"]
