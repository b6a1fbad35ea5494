"""What somebody typed into the search, understood."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Literal, get_args

from assistant.conversation.message import Role
from assistant.conversation.search.dates import beginning_of
from assistant.conversation.search.terms import Field, Term, term_of
from assistant.locales import _

Mark = Literal["code", "tool"]
"""What a message can have: a block of code; the doings of a tool."""

MOST_CHARACTERS = 1_000
"""What is typed beyond these is not looked at."""
MOST_TERMS = 32
PREFIX_CHARACTERS = 4
"""Words of this length also find longer words; the last word always does, it is being typed."""

_ROLES: tuple[Role, ...] = get_args(Role)
_MARKS: tuple[Mark, ...] = get_args(Mark)
_DATES = "2026-03-05, 2026-03, 2026"
# A minus, the name of a filter, and a quoted or a plain text; a quote may still be open.
_TOKEN = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S*))'
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A term in a field, wanted or not."""

    field: Field
    term: Term
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Everything that must hold for what is found."""

    words: tuple[Term, ...] = ()
    """To be found in what was said, or in a title."""
    conditions: tuple[Condition, ...] = ()
    """Words that must not be there, and what must or must not be in title, tags and model."""
    roles: frozenset[Role] = frozenset()
    """One of these; empty for any."""
    marks: frozenset[Mark] = frozenset()
    excluded_roles: frozenset[Role] = frozenset()
    excluded_marks: frozenset[Mark] = frozenset()
    after: datetime | None = None
    """Inclusive."""
    before: datetime | None = None
    """Exclusive."""
    problems: tuple[str, ...] = field(default=(), compare=False)
    """Filters that were left out because they make no sense, a sentence for each."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == SearchQuery()

    @property
    def is_about_messages(self) -> bool:
        """Whether it asks for what only a message has."""
        return bool(self.roles or self.marks or self.excluded_roles or self.excluded_marks) or any(
            condition.field == "model" for condition in self.conditions
        )

    @property
    def is_about_conversations(self) -> bool:
        """Whether it asks for nothing but what a conversation has, by title or tag."""
        return (
            not self.words
            and not self.is_about_messages
            and any(
                condition.field in {"title", "tags"} and not condition.is_excluded
                for condition in self.conditions
            )
        )


@dataclass(frozen=True, slots=True)
class _Token:
    name: str
    """Of the filter, in lower case; empty for plain words."""
    text: str
    whole: str
    """As typed, without the minus."""
    is_excluded: bool
    is_quoted: bool
    is_open: bool
    """Whether it is still being typed: the last, without anything after it."""


def parse_query(text: str, zone: tzinfo | None = None) -> SearchQuery:
    """Understand what was typed; nothing is an error, but see `problems`.

    Words must all be found, those in quotes next to each other. A minus before a word, phrase or
    filter excludes. Filters: `title: tag: model: role: has: before: after:`, their values quoted
    where they contain blanks. `after:` includes the day, month or year that it names, `before:`
    excludes it. Several roles are alternatives; all else must hold together. Other names with a
    colon are words. `zone` is that of the dates, by default this machine's.
    """
    query = SearchQuery()
    for token in _tokens(text[:MOST_CHARACTERS])[:MOST_TERMS]:
        apply = _FILTERS.get(token.name, _add_words)
        query = apply(query, token, zone)
    return query


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while (start := _next_start(text, position)) < len(text):
        found = _TOKEN.match(text, start)
        assert found is not None  # every part of it may be empty but the plain text is not blank
        position = found.end()
        name = (found["name"] or "").lower()
        is_quoted = found["quoted"] is not None
        whole = found[0][len(found["minus"]) :]
        tokens.append(
            _Token(
                name=name if name in _FILTERS else "",
                text=(found["quoted"] if is_quoted else found["plain"]) or "",
                whole=whole,
                is_excluded=bool(found["minus"]),
                is_quoted=is_quoted and (name in _FILTERS or not name),
                is_open=position == len(text) and not (is_quoted and whole.endswith('"')),
            )
        )
    return tokens


def _next_start(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _add_words(query: SearchQuery, token: _Token, _zone: tzinfo | None) -> SearchQuery:
    text = token.text if token.is_quoted else token.whole
    plain_prefix = not token.is_quoted and not token.is_excluded
    long_enough = len(text) >= PREFIX_CHARACTERS
    is_prefix = (token.is_open and not token.is_excluded) or (plain_prefix and long_enough)
    term = term_of(text, is_prefix=is_prefix)
    if term is None:
        return query
    if token.is_excluded:
        condition = Condition("words", term, is_excluded=True)
        return replace(query, conditions=(*query.conditions, condition))
    return replace(query, words=(*query.words, term))


def _in_field(name: Field) -> "_Apply":
    def apply(query: SearchQuery, token: _Token, _zone: tzinfo | None) -> SearchQuery:
        is_prefix = token.is_open and not token.is_excluded
        term = term_of(token.text, is_prefix=is_prefix)
        if term is None:
            return query
        condition = Condition(name, term, is_excluded=token.is_excluded)
        return replace(query, conditions=(*query.conditions, condition))

    return apply


def _role(query: SearchQuery, token: _Token, _zone: tzinfo | None) -> SearchQuery:
    roles = {role for role in _ROLES if role == token.text.lower()}
    if not roles:
        remedy = _("A role is one of {roles}.").format(roles=", ".join(_ROLES))
        return _problem(query, token, remedy)
    if token.is_excluded:
        return replace(query, excluded_roles=query.excluded_roles | roles)
    return replace(query, roles=query.roles | roles)


def _has(query: SearchQuery, token: _Token, _zone: tzinfo | None) -> SearchQuery:
    marks = {mark for mark in _MARKS if mark == token.text.lower()}
    if not marks:
        remedy = _("A message has one of {marks}.").format(marks=", ".join(_MARKS))
        return _problem(query, token, remedy)
    if token.is_excluded:
        return replace(query, excluded_marks=query.excluded_marks | marks)
    return replace(query, marks=query.marks | marks)


def _before(query: SearchQuery, token: _Token, zone: tzinfo | None) -> SearchQuery:
    return _dated(query, token, zone, is_before=not token.is_excluded)


def _after(query: SearchQuery, token: _Token, zone: tzinfo | None) -> SearchQuery:
    return _dated(query, token, zone, is_before=token.is_excluded)


def _dated(
    query: SearchQuery, token: _Token, zone: tzinfo | None, *, is_before: bool
) -> SearchQuery:
    moment = beginning_of(token.text, zone)
    if moment is None:
        remedy = _("A date is a day, month or year: {examples}.")
        return _problem(query, token, remedy.format(examples=_DATES))
    if is_before:
        return replace(query, before=min(query.before or moment, moment))
    return replace(query, after=max(query.after or moment, moment))


def _problem(query: SearchQuery, token: _Token, remedy: str) -> SearchQuery:
    problem = _("“{typed}” cannot be searched for.").format(typed=token.whole)
    return replace(query, problems=(*query.problems, f"{problem} {remedy}"))


_Apply = Callable[[SearchQuery, _Token, tzinfo | None], SearchQuery]
_FILTERS: Mapping[str, _Apply] = {
    "title": _in_field("title"),
    "tag": _in_field("tags"),
    "model": _in_field("model"),
    "role": _role,
    "has": _has,
    "before": _before,
    "after": _after,
}
