"""The sentences of the language in use, from the catalogues beside this file."""

import gettext
import os
from functools import lru_cache
from pathlib import Path

from assistant.locales.choice import SOURCE, chosen_language
from assistant.locales.particles import particled

DOMAIN = "glassbox"
FOLDER = Path(__file__).parent


class _Use:
    """What is in use: one for the whole process, as a locale is."""

    language = SOURCE
    sentences = gettext.NullTranslations()


def use_language(wanted: str) -> None:
    """Speak a language from now on: a code of `LANGUAGES`, or `system` for that of the locale.

    The first use of a language reads its catalogue from the disk.
    """
    chosen = chosen_language(wanted, os.environ)
    _Use.sentences = _catalogue(chosen)
    _Use.language = chosen


def language() -> str:
    """Return the code of the language in use; English before one was chosen."""
    return _Use.language


def _(sentence: str) -> str:
    """Return a sentence in the language in use; an unknown one as it is."""
    return particled(_Use.sentences.gettext(sentence)) if sentence else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a sentence that suits a number, in the language in use."""
    return particled(_Use.sentences.ngettext(singular, plural, number))


def N_(sentence: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark a sentence that is shown later, by `_`; returns it as it is."""
    return sentence


@lru_cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == SOURCE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [code])
