"""Text as people write and read it: languages, cleaning, numbers for the phone."""

from fixward.foundation.text.cells import harmless
from fixward.foundation.text.cleaning import clean
from fixward.foundation.text.languages import language_in_use
from fixward.foundation.text.lengths import length
from fixward.foundation.text.masking import covered, masked
from fixward.foundation.text.translated import Translated, TranslatedField

__all__ = ["Translated", "TranslatedField", "clean", "covered", "harmless", "language_in_use", "length", "masked"]
