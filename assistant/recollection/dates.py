"""Today's date for the model, where a question needs it; pure."""

import re
from datetime import datetime

_TIME_WORDS = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|now|nowadays|currently|date|day|weekday|week|weekend"
    r"|month|year|season|spring|summer|autumn|fall|winter|ago|since|until|when|recent(?:ly)?"
    r"|last|next|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february"
    r"|march|april|may|june|july|august|september|october|november|december|age|old|birthday)\b"
    r"|\b(?:19|20)\d\d\b"
    r"|오늘|내일|모레|어제|그저께|그제|지금|요즘|최근|언제|날짜|며칠|요일|이번|지난|다음"
    r"|작년|올해|내년|재작년|[봄가겨]을?에|여름|가을|겨울|전에|후에|나이|살이|생일"
    r"|\d+\s*(?:년|월|일|주|시간)",
    re.IGNORECASE,
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def date_line(question: str, now: datetime) -> str:
    """Return today's date when the question has words of time, else nothing."""
    return f"Today is {_DAYS[now.weekday()]}, {day(now)}." if _TIME_WORDS.search(question) else ""


def day(moment: datetime) -> str:
    """Return e.g. `24 November 2026`, in English whatever the locale: a model reads it."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
