"""Which language somebody wants, from the settings and the locale of the system."""

import re
from collections.abc import Mapping

SOURCE = "en"
"""The language that the sentences in the code are written in."""
LANGUAGES: Mapping[str, str] = {SOURCE: "English", "ko": "한국어"}
"""Each language by its code, as those who speak it call it."""
VARIABLE = "GLASSBOX_INTERFACE_LANGUAGE"
"""The environment variable of the setting, which also tells child processes."""

_CODE = re.compile(r"[a-z]+")


def chosen_language(wanted: str, environ: Mapping[str, str]) -> str:
    """Return the code of a language; `system`, or one that we do not speak, follows the locale."""
    return wanted if wanted in LANGUAGES else system_language(environ)


def system_language(environ: Mapping[str, str]) -> str:
    """Return the language of the locale, by the rules of gettext.

    The first of LC_ALL, LC_MESSAGES and LANG that is set counts. Unless it is the locale `C`, the
    languages that LANGUAGE lists come before it.
    """
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environ[name] for name in variables if environ.get(name)), "C")
    if _code(locale) in ("c", "posix"):
        return SOURCE
    wanted = [*environ.get("LANGUAGE", "").split(":"), locale]
    return next((_code(each) for each in wanted if _code(each) in LANGUAGES), SOURCE)


def _code(locale: str) -> str:
    """Return e.g. `ko` for `ko_KR.UTF-8`."""
    code = _CODE.match(locale.lower())
    return code[0] if code else ""
