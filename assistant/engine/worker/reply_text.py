"""What the tokens of a reply say: certain text, sorted into reasoning and answer. Pure."""

from collections.abc import Sequence

from assistant.engine.protocol import ChatMessage, ReplyGrew
from assistant.engine.reasoning import ReasoningSplitter, opens_reasoning
from assistant.engine.worker.text_stream import TextStream


class ReplyText:
    """Tokens and certain text since they were last told."""

    def __init__(self, stream: TextStream, splitter: ReasoningSplitter) -> None:
        self._stream = stream
        self._splitter = splitter
        self._tokens: list[int] = []
        self._text = ""
        self._reasoning = ""

    @classmethod
    def new(cls, stop: Sequence[str], prompt_end: str) -> "ReplyText":
        """Begin a reply after a prompt, which may have opened its reasoning."""
        return cls(TextStream(stop), ReasoningSplitter(opens_reasoning(prompt_end)))

    @classmethod
    def resumed(cls, stop: Sequence[str], told: bytes, cut: ChatMessage) -> "ReplyText":
        """Go on with a reply that was cut; `told` is all that was read and said up to there."""
        stream = TextStream(stop)
        text = stream.skip(told)
        splitter = ReasoningSplitter.resumed(text, reasoning=cut.reasoning, answer=cut.content)
        return cls(stream, splitter)

    @property
    def is_stopped(self) -> bool:
        """Whether a stop string was met."""
        return self._stream.is_stopped

    @property
    def expects_answer(self) -> bool:
        """Whether no reasoning, and no marker of it, is open."""
        return self._splitter.expects_answer

    def add(self, token: int, piece: bytes) -> None:
        """Take the next token and the bytes that it says."""
        self._tokens.append(token)
        if piece and not self._stream.is_stopped:
            self._sort(self._stream.feed(piece))

    def take(self) -> ReplyGrew:
        """Return what was not told yet."""
        grown = ReplyGrew(tokens=tuple(self._tokens), text=self._text, reasoning=self._reasoning)
        self._tokens, self._text, self._reasoning = [], "", ""
        return grown

    def take_last(self) -> ReplyGrew:
        """Return what was not told yet, with all that was held back; the reply is over."""
        self._sort(self._stream.finish())
        last = self._splitter.finish()
        self._text += last.answer
        self._reasoning += last.reasoning
        return self.take()

    def _sort(self, text: str) -> None:
        if text:
            split = self._splitter.feed(text)
            self._text += split.answer
            self._reasoning += split.reasoning
