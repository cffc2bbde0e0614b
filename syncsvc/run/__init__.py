"""How a run carries each station out against the store; ``pipeline.py`` names the stations in order."""
