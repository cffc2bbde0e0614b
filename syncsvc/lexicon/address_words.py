"""Words of postal addresses that are often shortened."""

SHORTENED: tuple[tuple[str, str], ...] = (
    ("str", "st"),
    ("road", "rd"),
    ("avenue", "ave av"),
    ("pl", "place plaza"),
    ("boulevard", "blvd bd"),
    ("drive", "dr drv"),
    ("lane", "ln"),
    ("court", "ct crt"),
    ("circuit", "cct cir circle"),
    ("crescent", "cres cr"),
    ("close", "cl"),
    ("terrace", "tce ter"),
    ("parade", "pde"),
    ("highway", "hwy"),
    ("square", "sq"),
    ("parkway", "pkwy"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("suite", "ste"),
    ("apartment", "apt"),
)
"""One form, and the others that mean the same."""
