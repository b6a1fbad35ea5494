"""`glassbox sessions search`: what was said, found again."""

from collections.abc import Sequence
from contextlib import closing

import click

from assistant.cli.conversations import SHORT_ID_CHARACTERS
from assistant.cli.help import Command
from assistant.cli.options import data_folder, json_option, limit_option, shared_options
from assistant.cli.output import ProgressLine, print_json, tell
from assistant.conversation import ConversationStore, SearchHit, SearchResults, parse_query
from assistant.errors import InputError
from assistant.locales import N_, _, ngettext
from assistant.terminal_text import printable
from assistant.wiring import open_store

_BATCH = 500
_DEFAULT_LIMIT = 20


@click.command("search", cls=Command)
@click.argument("query", nargs=-1, required=True)
@limit_option(_DEFAULT_LIMIT)
@json_option
@shared_options
@click.pass_context
def search_sessions(
    context: click.Context, query: tuple[str, ...], *, limit: int, as_json: bool
) -> None:
    """Find messages and titles in all conversations.

    All words of QUERY must be found; "words in quotes" next to each other; -word must not be
    there. Filters: title: tag: model: role: has:code has:tool before:2026-03 after:2026-03-05.
    Put -- before a query that begins with a minus.
    """
    asked = parse_query(" ".join(query))
    if asked.problems:
        raise InputError(asked.problems[0])
    if asked.is_empty:
        raise InputError(_("There is nothing to search for in this. Type a word or a filter."))
    folder = data_folder(context)
    folder.create()
    with closing(open_store(folder)) as store:
        _index_all(store)
        results = store.search.search(asked, limit)
    if as_json:
        print_json([_document(hit) for hit in results.hits])
    else:
        for hit in results.hits:
            click.echo(_lines(hit))
    _tell_about(results, limit)


def _index_all(store: ConversationStore) -> None:
    progress = ProgressLine()
    while left := store.search.index_some(_BATCH):
        progress.show(_("indexing, {left:,} messages to go").format(left=left))
    progress.clear()


def _lines(hit: SearchHit) -> str:
    """Where it was found, and under it the words with what was searched for in bold."""
    conversation = hit.conversation
    place = conversation.id[:SHORT_ID_CHARACTERS]
    if hit.message_id is not None:
        place += f"/{hit.message_id[:SHORT_ID_CHARACTERS]}"
    written = hit.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
    excerpt = _emphasised(hit.snippet.text, hit.snippet.highlights)
    if hit.message_id is None:
        return "  ".join((place, written, _("title"), excerpt))
    role = _ROLES[hit.role or "user"]
    return "  ".join((place, written, _(role), printable(conversation.title))) + f"\n    {excerpt}"


_ROLES = {
    "user": N_("you"),
    "assistant": N_("assistant"),
    "system": N_("system"),
    "tool": N_("tool"),
}


def _emphasised(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text in one line, safe for a terminal; click leaves the bold out of pipes."""
    line = printable(text)  # one character for each, as there is no line end in it
    pieces: list[str] = []
    end = 0
    for start, stop in spans:
        pieces += (line[end:start], click.style(line[start:stop], bold=True))
        end = stop
    return "".join((*pieces, line[end:]))


def _tell_about(results: SearchResults, limit: int) -> None:
    if not results.hits:
        tell(_("Nothing was found."))
    if results.has_more:
        sentence = ngettext(
            "There is more than this one result. --limit shows more.",
            "There are more than these {count:,} results. --limit shows more.",
            limit,
        )
        tell(sentence.format(count=limit))
    if results.ranked_newest is not None:
        sentence = _(
            "More than {count:,} messages match; the best of the newest {count:,} come first."
        )
        tell(sentence.format(count=results.ranked_newest))


def _document(hit: SearchHit) -> dict[str, object]:
    conversation = hit.conversation
    return {
        "id": conversation.id if hit.message_id is None else hit.message_id,
        "kind": "title" if hit.message_id is None else "message",
        "conversation_id": conversation.id,
        "message_id": hit.message_id,
        "title": conversation.title,
        "tags": list(conversation.tags),
        "archived": conversation.archived,
        "updated_at": conversation.updated_at.isoformat(),
        "role": hit.role,
        "created_at": hit.created_at.isoformat(),
        "excerpt": hit.snippet.text,
        "highlights": [list(span) for span in hit.snippet.highlights],
        "score": round(hit.score, 4),
    }
