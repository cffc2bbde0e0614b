"""Deliver: one module per kind of export; ``files`` is what all kinds that write files share."""
