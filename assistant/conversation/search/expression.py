"""A query as an expression of the full-text index."""

from assistant.conversation.search.query import Condition, SearchQuery
from assistant.conversation.search.terms import Term, match_phrase


def message_expression(query: SearchQuery, words: tuple[Term, ...]) -> str:
    """What messages must match; `words` are those of the query's that the index shall find."""
    wanted = ["marks : message", *(match_phrase(word, "words") for word in words)]
    wanted += [f"marks : has{mark}" for mark in sorted(query.marks)]
    if query.roles:
        roles = " OR ".join(f"role{role}" for role in sorted(query.roles))
        wanted.append(f"marks : ({roles})")
    wanted += [_match(each) for each in query.conditions if not each.is_excluded]
    unwanted = [f"marks : has{mark}" for mark in sorted(query.excluded_marks)]
    unwanted += [f"marks : role{role}" for role in sorted(query.excluded_roles)]
    unwanted += [_match(each) for each in query.conditions if each.is_excluded]
    return _combined(wanted if len(wanted) == 1 else wanted[1:], unwanted)


def title_expression(query: SearchQuery) -> str:
    """What the titles and tags of conversations must match."""
    wanted = [match_phrase(word, "title") for word in query.words]
    wanted += [_match(each) for each in query.conditions if not each.is_excluded]
    unwanted = [_match_title(each) for each in query.conditions if each.is_excluded]
    return _combined(wanted, unwanted)


def _match(condition: Condition) -> str:
    return match_phrase(condition.term, condition.field)


def _match_title(condition: Condition) -> str:
    return match_phrase(condition.term, "title" if condition.field == "words" else condition.field)


def _combined(wanted: list[str], unwanted: list[str]) -> str:
    expression = " AND ".join(f"({each})" for each in wanted)
    if not unwanted:
        return expression
    return f"({expression}) NOT ({' OR '.join(f'({each})' for each in unwanted)})"
