"""The memory of the data folder, for a command that runs without the chat."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

import click

from assistant.cli.conversations import SHORT_ID_CHARACTERS
from assistant.cli.invocation import prepare
from assistant.cli.options import data_folder
from assistant.cli.output import tell
from assistant.errors import AssistantError, InputError, NotFoundError
from assistant.locales import N_, _
from assistant.recollection import Gone, MemoryKeeper, memory_errors
from assistant.terminal_text import printable
from assistant.wiring import measuring_alone, open_memory
from assistant_memory.errors import MemoryBusyError
from assistant_memory.exchange import memory_fields
from assistant_memory.outcomes import MemoryFilter
from assistant_memory.values import Memory, MemoryState

ALL_STATES: frozenset[MemoryState] = frozenset({"active", "superseded", "forgotten"})
_STATES: Mapping[MemoryState, str] = {
    "superseded": N_("(superseded)"),
    "forgotten": N_("(put away)"),
}


@contextmanager
def opened_memory(context: click.Context) -> Generator[MemoryKeeper, None, None]:
    """Open what the command line chooses, until the block ends; raises `AssistantError`.

    What the user must know about it is said on standard error.
    """
    invocation = prepare(context)
    settings, folder = invocation.settings, invocation.folder
    with measuring_alone(settings, folder) as measuring, memory_errors():
        memory = open_memory(folder, measuring)
        try:
            for notice in memory.notices:
                tell(notice)
            yield memory
        finally:
            # What is remembered is on disk by now; on a busy one, tidying up takes long.
            memory.close(at_once=True)
            while notice := measuring.take_notice():
                tell(notice)


def erase_rounds(context: click.Context, message_ids: Sequence[str]) -> None:
    """Leave nothing in the memory of messages that were purged.

    While another program has the memory, they are recalled no more, and that program erases them.
    """
    gone = Gone(data_folder(context).memory)
    gone.note(message_ids)
    if not gone.read():
        return
    try:
        with opened_memory(context) as memory:
            _erase(gone.read(), memory)
            gone.forget()
    except AssistantError as error:
        tell(_("The memory forgets it as soon as it can be used. {problem}").format(problem=error))


def _erase(ids: Sequence[str], memory: MemoryKeeper) -> None:
    try:
        memory.erase(ids)
    except MemoryBusyError:
        memory.drop_for_good(ids)


def match_memory(given: str, memory: MemoryKeeper) -> Memory:
    """Return the memory with this id, or the only one whose id begins so.

    Raises `NotFoundError` or, when several begin so, `InputError`.
    """
    every = memory.list(MemoryFilter(states=ALL_STATES, limit=1_000_000))
    matches = [each for each in every if given and each.id.startswith(given)]
    if not matches:
        raise NotFoundError(
            _("There is no memory {given!r}. `glassbox memory list` shows all of them.").format(
                given=given
            )
        )
    if len(matches) > 1:
        raise InputError(
            _("{count} memories begin with {given!r}. Type more of the id.").format(
                count=len(matches), given=given
            )
        )
    return matches[0]


def memory_line(memory: Memory, score: float | None = None) -> str:
    """Return a memory in one line."""
    said = memory.said_at.astimezone().strftime("%Y-%m-%d")
    marks = [_("(pinned)")] * memory.pinned
    marks += [_(_STATES[memory.state])] if memory.state in _STATES else []
    scope = [] if memory.scope.kind == "everywhere" else [f"[{memory.scope.name}]"]
    scored = [] if score is None else [f"{score:.2f}"]
    words = " ".join(memory.text.split())
    short_id = memory.id[:SHORT_ID_CHARACTERS]
    return printable("  ".join((short_id, *scored, said, memory.kind, words, *scope, *marks)))


def memory_document(memory: Memory) -> dict[str, object]:
    """Return a memory as a JSON object."""
    fields = memory_fields(memory)
    del fields["type"]
    return fields


def described(memory: Memory, history: Sequence[Memory]) -> str:
    """Return all about a memory, a line for each thing."""
    scope = memory.scope
    document = memory_document(memory) | {"scope": f"{scope.kind} {scope.name}".rstrip()}
    if (source := memory.source) is not None:
        document["source"] = f"{source.conversation_id} {source.message_id}".rstrip()
        document["quote"] = source.quote
    lines = [f"{name}: {value}" for name, value in document.items() if value not in (None, "")]
    lines += [f"{_('before')}: {memory_line(each)}" for each in history]
    return printable("\n".join(lines))
