"""One search as the screen shows it: where to jump to, what was said, and what to know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation import (
    Conversation,
    SearchHit,
    SearchQuery,
    SearchResults,
    Snippet,
    parse_query,
)
from assistant.locales import _, ngettext
from assistant.tui.result_rows import ResultSection
from assistant.turn.chats import Chats

MOST_JUMPS = 5
MOST_RECENT = 30


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown for what was typed."""

    query: SearchQuery
    sections: Sequence[ResultSection]
    note: str
    """What to know of the results, or what to try when there are none; may be empty."""
    unindexed: int = 0


async def find(text: str, chats: Chats, now: datetime) -> Found:
    """Search for what was typed; without anything, the latest chats."""
    query = parse_query(text, now.tzinfo)
    listed = await chats.listed()
    if query.is_empty:
        recent = [each for each in listed if not each.archived][:MOST_RECENT]
        note = " ".join(query.problems) or ("" if listed else _("There are no chats yet."))
        return Found(query, [ResultSection(_("recent"), [_jump(each) for each in recent])], note)
    results = await chats.search(query)
    # Filters are no part of a title.
    is_plain = not query.conditions and not query.is_about_messages
    near = await chats.jumps(text, MOST_JUMPS) if is_plain else []
    messages = [hit for hit in results.hits if hit.message_id is not None]
    jumps = _jumps(query, results, near, is_desperate=not messages)
    sections = [ResultSection(_("jump to"), jumps), ResultSection(_("messages"), messages)]
    is_found = bool(jumps or messages)
    return Found(query, sections, _note(query, results, is_found=is_found), results.unindexed)


def _jumps(
    query: SearchQuery, results: SearchResults, near: Sequence[SearchHit], *, is_desperate: bool
) -> list[SearchHit]:
    """Return the conversations whose titles match, once each.

    Letters that are only somewhere in a title, in order, count when nothing else was found.
    """
    titles = [hit for hit in results.hits if hit.message_id is None]
    if query.is_about_conversations:
        return titles
    close = [hit for hit in near if hit.score > 0 or is_desperate]
    hits = {hit.conversation.id: hit for hit in (*close, *titles)}
    return list(hits.values())[:MOST_JUMPS]


def _jump(conversation: Conversation) -> SearchHit:
    return SearchHit(
        conversation=conversation,
        message_id=None,
        role=None,
        created_at=conversation.updated_at,
        snippet=Snippet(conversation.title),
        score=0.0,
    )


def _note(query: SearchQuery, results: SearchResults, *, is_found: bool) -> str:
    notes = list(query.problems)
    if results.unindexed:
        waiting = ngettext(
            "{count:,} message is still being read in.",
            "{count:,} messages are still being read in.",
            results.unindexed,
        )
        notes.append(waiting.format(count=results.unindexed))
    if not is_found:
        notes.append(
            _("Nothing was found. Try fewer words, the beginning of a word, or no filter.")
        )
    elif results.ranked_newest is not None:
        ranked = _("Ranked among the newest {count:,} that match.")
        notes.append(ranked.format(count=results.ranked_newest))
    elif results.has_more:
        notes.append(_("There are more; another word leaves fewer."))
    return " ".join(notes)
