"""Words that open a family name without being its first word."""

from syncsvc.lexicon.wordlist import word_set

PARTICLES = word_set(
    """von vom zu zum zur und-zu der den dem des van de het ten ter te tom tor op auf aus am im unter freiherr freifrau
    freiin frhr baron baronin baronesse graf gräfin prinz prinzessin fürst fürstin herzog herzogin ritter edler edle
    reichsgraf burggraf landgraf markgraf di da dal dalla dei del della delle dello degli d' du la le los las el al
    af av dos das do e y bin ibn bint abu ben ould abd st. saint san santa mac mc v. v.d. frhr. frfr."""
)
"""In lower case."""

ALWAYS = word_set(
    """von vom zu zum zur van freiherr freifrau freiin frhr frhr. graf gräfin baron baronin ritter edler edle prinz
    prinzessin"""
)
"""Particles that are meant even when they are written with a capital letter."""

LOWERED = word_set("von vom zu zum zur der den dem des van de het ten ter te di da del della du la le dos das do")
"""Particles that stay small when a name in capitals is made readable."""
