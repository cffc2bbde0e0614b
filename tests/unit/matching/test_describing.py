"""The page on comparisons and weights is the model's own."""

from pathlib import Path

from syncsvc.matching.describing import described

PAGE = Path(__file__).parents[3] / "docs" / "matching.md"


def test_the_page_says_what_the_model_says():
    """After a change of the model: ``python -c "from syncsvc.matching.describing import described as d; print(d(), end='')" > docs/matching.md``."""
    assert PAGE.read_text(encoding="utf-8") == described()
