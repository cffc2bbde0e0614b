"""The field vocabulary that every format writes and the normalise station reads (see ``model.record.Field``)."""

from syncsvc.lexicon.wordlist import word_set

FIELD_NAMES = word_set(
    """name salutation prefix given additional family suffix kind organisation unit role responsibility room hours note
    group url birthday phone email address street postal_code city country publish class consent id member photo"""
)
