"""What is never remembered: passwords, keys, and the numbers of cards and people. Pure."""

import re

_NAMED = re.compile(
    r"\b(?:pass ?words?|passwd|pwd|pass ?(?:code|phrase)|pin (?:code|number|is)|my pin|"
    r"(?:api|secret|private|access|recovery|encryption|licen[cs]e|ssh) ?[-_]?keys?|"
    r"(?:access|auth|bearer|api|refresh) tokens?|secret|seed phrase|cvv|cvc|"
    r"(?:credit|debit|bank) ?card (?:number|no)|account number|routing number|iban|"
    r"social security|ssn|passport (?:number|no)|one[- ]time code|otp|2fa code)\b"
    r"|비밀\s?번호|비번|패스워드|암호(?!화폐)|인증\s?번호|주민\s?(?:등록)?\s?번호|카드\s?번호|계좌\s?번호"
    r"|여권\s?번호|보안\s?카드|시크릿\s?키|개인\s?키|API\s?키",
    re.IGNORECASE,
)
_SHAPED = re.compile(
    r"-----BEGIN|\beyJ[\w-]{10,}\.|\bAKIA[0-9A-Z]{12,}|\b(?:sk|pk|rk|ghp|gho|ghs|xox[abp]|hf|glpat)"
    r"[-_][\w-]{10,}|\b\d{6}[- ]?[1-8]\d{6}\b|\b\d{3}-\d{2}-\d{4}\b"
    r"|\b[A-Z]{2}\d{2}(?: ?\w{4}){3,}\b"
)
_DIGITS = re.compile(r"\d(?:[ -]?\d){12,18}")
_WORD = re.compile(r"[\w+/=-]{16,}")


def has_secret(text: str) -> bool:
    """Whether a text names or holds something that should stay where it is."""
    return (
        bool(_NAMED.search(text) or _SHAPED.search(text))
        or any(_is_card(match[0]) for match in _DIGITS.finditer(text))
        or any(_is_random(match[0]) for match in _WORD.finditer(text))
    )


def _is_card(digits: str) -> bool:
    """Check by Luhn's formula (ISO/IEC 7812-1)."""
    numbers = [int(digit) for digit in digits if digit.isdigit()]
    doubled = [
        n if place % 2 == 0 else sum(divmod(2 * n, 10)) for place, n in enumerate(numbers[::-1])
    ]
    return sum(doubled) % 10 == 0


def _is_random(word: str) -> bool:
    """Whether a long word mixes what words do not: digits among letters of both cases."""
    kinds = (str.isdigit, str.islower, str.isupper)
    return all(any(map(kind, word)) for kind in kinds) and sum(map(str.isdigit, word)) >= 3
