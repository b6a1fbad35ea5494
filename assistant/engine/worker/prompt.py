"""From messages to the token ids of a prompt, growing what is there rather than rebuilding it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.engine.protocol import ChatMessage, GenerateRequest, SegmentSpan
from assistant.engine.reasoning import MARKERS, opens_reasoning
from assistant.engine.worker.chat_template import ChatTemplate, TemplateRefusalError
from assistant.engine.worker.sections import Boundary, Marking
from assistant.engine.worker.special_tokens import Disguise, SpecialToken, to_tokens
from assistant.errors import InputError, ModelFileError
from assistant.locales import _


@dataclass(frozen=True, slots=True)
class BuiltPrompt:
    """A prompt as token ids."""

    ids: tuple[int, ...]
    history_length: int
    """How many of the ids are the history as it was; 0 when all was rendered."""
    rendered_end: str
    """The last text, written by the template; it may open a model's reasoning."""
    spans: tuple[SegmentSpan, ...] = ()
    """What the ids after the history are made of; see `PromptBuilt.spans`."""


@dataclass(frozen=True, slots=True)
class _Rendering:
    """What is to be tokenised, and whether it follows the history."""

    text: str
    follows: bool


@dataclass(frozen=True, slots=True)
class PromptBuilder:
    """What it takes to build prompts for one model."""

    template: ChatTemplate
    special: Mapping[str, SpecialToken]
    tokenize: Callable[[str], list[int]]
    leading_bos: int | None
    ends: Mapping[int, str]
    """The tokens that end a turn, by id, with their text."""

    def build(self, request: GenerateRequest) -> BuiltPrompt:
        """Append the fresh messages to the history, or render everything if that cannot be done.

        Raises `ModelFileError` when the template refuses the conversation altogether.
        """
        history, messages = request.history, request.messages
        disguise = Disguise(self.special, (m.content + m.reasoning for m in messages))
        goes_on = request.continues or request.only_reads
        if goes_on and (not messages or messages[-1].role != "assistant"):
            raise InputError(_("There is no reply to go on with. Ask something first."))
        if history and not request.fresh:
            return self._as_it_is(history, continues=request.continues)
        rendering = self._rendering(request, messages, disguise)
        boundaries = self._boundaries(request, rendering, disguise)
        kept = history if rendering.follows else ()
        new, starts = to_tokens(
            rendering.text,
            self.special,
            disguise=disguise,
            tokenize=self.tokenize,
            cuts=[boundary.position for boundary in boundaries],
        )
        if not kept and self.leading_bos is not None and new[:1] != [self.leading_bos]:
            new.insert(0, self.leading_bos)
            starts = [start + 1 if start else 0 for start in starts]
        return BuiltPrompt(
            kept + tuple(new),
            len(kept),
            rendering.text[-200:],
            tuple(_spans(boundaries, [*starts, len(new)], len(kept))),
        )

    def _rendering(
        self, request: GenerateRequest, messages: Sequence[ChatMessage], disguise: Disguise
    ) -> _Rendering:
        """Render what follows the history, or else everything."""
        if request.history and not request.continues:
            fresh = messages[len(messages) - request.fresh :]
            appended = self._continuation(fresh, disguise, last_token=request.history[-1])
            if appended is not None:
                return _Rendering(appended, follows=True)
        if request.only_reads:
            return _Rendering(
                self._open_ended(messages, disguise) + self._reply_end(disguise), follows=False
            )
        render = self._open_ended if request.continues else self._whole
        return _Rendering(render(messages, disguise), follows=False)

    def _boundaries(
        self, request: GenerateRequest, rendering: _Rendering, disguise: Disguise
    ) -> list[Boundary]:
        """Find where which segment begins; none when the template reads more than the words."""
        if not any(message.segments for message in request.messages):
            return []
        marking = Marking(request.messages, disguise.free)
        if not marking.is_possible:
            return []
        try:
            marked = self._rendering(request, marking.messages, disguise)
        except ModelFileError:
            return []
        text, boundaries = marking.read(marked.text, self.ends.values(), follows=rendering.follows)
        is_same = (text, marked.follows) == (rendering.text, rendering.follows)
        return boundaries if is_same else []

    def _as_it_is(self, history: tuple[int, ...], *, continues: bool) -> BuiltPrompt:
        """Return the history, without the end of a reply that is to go on."""
        length = len(history)
        while continues and length and history[length - 1] in self.ends:
            length -= 1
        return BuiltPrompt(history[:length], length if length == len(history) else 0, "")

    def _whole(self, messages: Sequence[ChatMessage], disguise: Disguise) -> str:
        """Render all messages, in the first arrangement that the template takes."""
        refusal = ""
        for arrangement in _arrangements(messages):
            try:
                return self.template.render(
                    arrangement, asks_for_reply=True, disguise=disguise.put_on
                )
            except TemplateRefusalError as error:
                refusal = refusal or str(error)
        raise ModelFileError(
            _(
                "The model's chat template refuses this conversation ({refusal}). "
                "Choose another model, or start a new conversation."
            ).format(refusal=refusal)
        )

    def _continuation(
        self, fresh: Sequence[ChatMessage], disguise: Disguise, *, last_token: int
    ) -> str | None:
        """Render only what follows a reply that the model has already seen.

        Two renderings of a dialogue whose reply is a mark, with and without the fresh messages,
        must end the reply alike, and what is fresh must follow it; otherwise the template cannot
        be trusted to append, and the result is `None`.
        """
        if fresh[0].role != "user":
            return None
        mark = disguise.mark
        before = [
            ChatMessage(role="user", content="."),
            ChatMessage(role="assistant", content=mark),
        ]
        try:
            closed = self.template.render(before, asks_for_reply=False, disguise=disguise.put_on)
            full = self.template.render(
                [*before, *fresh], asks_for_reply=True, disguise=disguise.put_on
            )
        except TemplateRefusalError:
            return None
        if closed.count(mark) != 1 or full.count(mark) != 1:
            return None
        reply_end, after = closed.partition(mark)[2], full.partition(mark)[2]
        texts = [disguise.put_on(message.content).strip() for message in fresh]
        if not after.startswith(reply_end) or any(text not in after for text in texts):
            return None
        end_text = self.ends.get(last_token, "")
        if end_text and end_text in after:
            before_end, following = after.split(end_text, 1)
            # The model has ended its reply itself: do not end it twice.
            if end_text in reply_end or not before_end.strip():
                return following
        return after

    def _reply_end(self, disguise: Disguise) -> str:
        """The text of the token by which a model would have ended a reply; empty for none."""
        mark = disguise.mark
        said = [ChatMessage(role="user", content="."), ChatMessage(role="assistant", content=mark)]
        try:
            closed = self.template.render(said, asks_for_reply=False, disguise=disguise.put_on)
        except TemplateRefusalError:
            return ""
        after = closed.partition(mark)[2]
        found = [(after.index(text), text) for text in self.ends.values() if text in after]
        return min(found, default=(0, ""))[1]

    def _open_ended(self, messages: Sequence[ChatMessage], disguise: Disguise) -> str:
        """Render all messages, the last one up to its last word: nothing closes it.

        What the template writes before a mark in place of that word is kept when it is the whole
        conversation; otherwise the words follow the beginning of a reply to the rest.
        """
        *before, cut = messages
        mark = disguise.mark
        if cut.content or not cut.reasoning:
            words, marked = cut.content, cut.model_copy(update={"content": mark})
        else:
            words, marked = cut.reasoning, cut.model_copy(update={"reasoning": mark})
        asked = disguise.put_on(before[-1].content).strip() if before else ""
        for arrangement in _arrangements([*before, marked]):
            try:
                rendered = self.template.render(
                    arrangement, asks_for_reply=False, disguise=disguise.put_on
                )
            except TemplateRefusalError:
                continue
            head, found, _ = rendered.partition(mark)
            if found and asked in head and rendered.count(mark) == 1:
                return head + disguise.put_on(words)
        return self._begun(self._whole(before, disguise), cut, disguise)

    def _begun(self, asked: str, cut: ChatMessage, disguise: Disguise) -> str:
        """Put the words of a cut reply behind a prompt that asks for one."""
        close = opens_reasoning(asked)
        reasoning, content = disguise.put_on(cut.reasoning), disguise.put_on(cut.content)
        if content:
            return f"{asked}{reasoning}\n{close}\n\n{content}" if close else asked + content
        if reasoning and not close:
            known = (start for start, _ in MARKERS if start in self.special)
            return f"{asked}{next(known, MARKERS[0][0])}\n{reasoning}"
        return asked + reasoning


def _spans(
    boundaries: Sequence[Boundary], places: Sequence[int], offset: int
) -> Iterator[SegmentSpan]:
    """Tell which tokens are whose; what has none is left out."""
    for number, boundary in enumerate(boundaries):
        begin, end = places[number], places[number + 1]
        if begin < end:
            segment = boundary.segment
            yield SegmentSpan(
                name=segment.name, id=segment.id, start=offset + begin, end=offset + end
            )


def _arrangements(messages: Sequence[ChatMessage]) -> Iterator[Sequence[ChatMessage]]:
    """Yield the messages as they are, then in the forms that stricter templates take."""
    yield messages
    merged = _merged(messages)
    yield merged
    if len(merged) > 1 and merged[0].role == "system" and merged[1].role == "user":
        first = f"{merged[0].content}\n\n{merged[1].content}"
        yield [ChatMessage(role="user", content=first), *merged[2:]]


def _merged(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """Join neighbours of one role: a question that was never answered, and the next."""
    merged: list[ChatMessage] = []
    for message in messages:
        if merged and merged[-1].role == message.role:
            content = f"{merged[-1].content}\n\n{message.content}"
            merged[-1] = message.model_copy(update={"content": content})
        else:
            merged.append(message)
    return merged
