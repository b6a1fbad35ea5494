"""What the model sees of a conversation: tokens it knows already, and messages that are new.

Pure functions. A prompt only grows (see ARCHITECTURE.md): the tokens of earlier turns are used as
they were read and generated, and only the messages after them are rendered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from assistant.context.given import QUESTION, given_segments
from assistant.context.visible import Visible, visible
from assistant.conversation import Message
from assistant.engine import ChatMessage, Segment

_SUMMARY = "Summary of our conversation so far:\n{summary}\n\n"
_LEFT_OUT = "[left out]"


@dataclass(frozen=True, slots=True)
class Prompt:
    """The parts of a request that say what to read."""

    history: tuple[int, ...]
    """Token ids that were read and generated before."""
    messages: tuple[ChatMessage, ...]
    """The whole conversation as text, system prompt first if there is one."""
    fresh: int
    """How many of the last messages are not in `history`."""
    known: int = 0
    """How many of the branch's messages, from its root, `history` stands for."""


def prompt_key(fingerprint: str, system_prompt: str) -> str:
    """Name the model, template and system prompt; only spans of one key can stand together."""
    named = f"{fingerprint}\n{system_prompt}".encode("utf-8", "surrogatepass")
    return sha256(named).hexdigest()[:16]


def build_prompt(
    branch: Sequence[Message],
    *,
    system_prompt: str,
    key: str,
    continues: bool = False,
    left_out: Collection[str] = (),
) -> Prompt:
    """Take as much of the branch as possible as tokens, and the rest as messages.

    A last reply that `continues` is a prompt only as a whole: all of it as tokens, or as text. With
    messages that are `left_out`, by id, everything is text.
    """
    seen = visible(branch)
    shown = tuple(message for message in seen.messages if message.id not in left_out)
    known = 0 if left_out else _count_known(branch, seen, key)
    if continues and known < len(branch):
        known = 0
    history = history_tokens(branch[:known])
    system = _system(system_prompt)
    messages = system + _chat_messages(shown, seen)
    unknown = {message.id for message in branch[known:]}
    fresh = sum(message.id in unknown for message in shown) if history else len(messages)
    return Prompt(history, messages, fresh, known if history else 0)


def _system(text: str) -> tuple[ChatMessage, ...]:
    if not text:
        return ()
    return (_made_of("system", [Segment(name="system", text=text)]),)


def _chat_messages(shown: Sequence[Message], seen: Visible) -> tuple[ChatMessage, ...]:
    """Put the summary before the first words, and what was given before what it was given for."""
    asked = max((at for at, each in enumerate(shown) if each.role == "user"), default=-1)
    text = seen.summary.summary.text if seen.summary and seen.summary.summary else ""
    messages: list[ChatMessage] = []
    for at, message in enumerate(shown):
        is_bare = message.id in seen.bare
        segments = _segments(message, is_question=at == asked, is_bare=is_bare)
        if at == 0 and text:
            summary = Segment(name="summary", text=_SUMMARY.format(summary=text))
            segments.insert(0, summary)
        role = message.role if message.role == "assistant" else "user"
        messages.append(_made_of(role, segments, message.reasoning))
    return tuple(messages)


def _segments(message: Message, *, is_question: bool, is_bare: bool) -> list[Segment]:
    """Cut the question into its parts; any other message is one."""
    given = () if is_bare else tuple(given_segments(message.given))
    if is_question:
        files = [Segment(name="attachments", text=text + "\n\n") for text in _files(message)]
        heading = QUESTION if given else ""
        return [*given, *files, Segment(name="question", text=heading + message.text)]
    content = "\n\n".join([*_files(message), message.text])
    if message.role == "tool":
        # It came from elsewhere, and is shown as somebody's words.
        content = f"Result of a tool:\n{_LEFT_OUT if is_bare else content}"
    if message.role == "system":
        content = f"Instructions:\n{content}"
    before = "".join(segment.text for segment in given) + (QUESTION if given else "")
    return [Segment(name="history", text=before + content, id=message.id)]


def _files(message: Message) -> list[str]:
    return [f"{part.name}:\n```\n{part.text}\n```" for part in message.attachments]


def _made_of(role: str, segments: Sequence[Segment], reasoning: str = "") -> ChatMessage:
    content = "".join(segment.text for segment in segments)
    return ChatMessage.model_validate(
        {"role": role, "content": content, "reasoning": reasoning, "segments": tuple(segments)}
    )


def count_history_tokens(branch: Sequence[Message]) -> int:
    """Return how many tokens `history_tokens` would."""
    count = 0
    for message in branch:
        if message.tokens is not None:
            count = len(message.tokens.ids) + (0 if message.tokens.starts_anew else count)
    return count


def history_tokens(branch: Sequence[Message]) -> tuple[int, ...]:
    """Concatenate the spans from the last one that starts anew."""
    ids: list[int] = []
    for message in branch:
        if message.tokens is None:
            continue
        if message.tokens.starts_anew:
            ids.clear()
        ids.extend(message.tokens.ids)
    return tuple(ids)


def _count_known(branch: Sequence[Message], seen: Visible, key: str) -> int:
    """Count the messages from the root that an unbroken run of spans of this key covers.

    Nothing before a summary is part of a prompt after it: it brings a span that starts anew.
    """
    first = 0 if seen.summary is None else branch.index(seen.summary)
    known = 0
    unbroken = False
    for index in range(first, len(branch)):
        span = branch[index].tokens
        if span is None or span.key != key:
            unbroken = False
        elif span.starts_anew or unbroken:
            unbroken = True
            known = index + 1
    return known
