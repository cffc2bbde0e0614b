"""Sources: one module per kind, and what they share to fetch whole documents."""
