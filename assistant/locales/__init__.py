"""The languages of the program: which one is in use, and its sentences.

Code says `_("It costs {price}.").format(price=…)` where a sentence is shown, and `N_("…")` where it
only stands, such as in a constant, to be shown later by `_`. `make locales` collects the sentences.
"""

from assistant.locales.catalogue import N_, _, language, ngettext, use_language
from assistant.locales.choice import LANGUAGES, SOURCE, VARIABLE

__all__ = ["LANGUAGES", "N_", "SOURCE", "VARIABLE", "_", "language", "ngettext", "use_language"]
