"""What the rest of the program asks of a language model.

Three implementations satisfy `ChatEngine`: the client of the worker process (`client.py`), the
scripted one for tests and demos (`scripted.py`), and, over any OpenAI-compatible server, a remote
one. Every value here also travels through the worker's pipe, so each is a frozen pydantic model.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal, Protocol, Self

from pydantic import Field, model_validator

from assistant.engine.tool_use import ToolCall, ToolUse
from assistant.engine.value import Value
from assistant.locales import N_
from assistant.settings import Sampling

Role = Literal["system", "user", "assistant", "tool"]

FinishReason = Literal["end", "calls", "stop_string", "length", "context_full", "stopped"]
"""Why a reply ended: the model ended it; it ends with tool calls; a stop string was met; the reply
limit; no room is left in the context; the user stopped it."""


ConversationId = Annotated[str, Field(pattern=r"^(?:[0-9A-Za-z][0-9A-Za-z_-]{0,63})?$")]
"""Names a conversation, and a folder: letters, digits, hyphens and underscores; or nothing."""


Strictness = Literal["strict", "coerced", "lenient"]
"""How far a schema was followed while decoding: in all its keywords; with "one of" taken as "any
of"; or without the keywords that cannot be followed, so that the reply must be checked."""


ENGINE_STOPPED = N_("The engine stopped: {reason}. Try again, it starts anew.")
"""What an `EngineDiedError` says of an engine that had begun."""


class ModelSource(Value):
    """Which model to load, and how. `None` lets the engine choose."""

    path: Path
    context_tokens: int | None = None
    """Size of the context in tokens; chosen from the model's training length when `None`."""
    gpu_layers: int | None = None
    """Layers to put on a GPU; chosen from free device memory when `None`."""
    threads: int | None = None
    """CPU threads while generating; measured when `None`."""
    tuning_file: Path | None = None
    """Where measured thread counts are remembered."""
    states_folder: Path | None = None
    """Where what was read of each conversation is kept, so that it need not be read again."""
    states_bytes: Annotated[int, Field(ge=0)] = 0
    """Size of all that is kept there at most; 0: nothing is."""
    states_worth_seconds: float = 0.5
    """What can be read in less time is not worth keeping."""


class ModelInfo(Value):
    """What was loaded, where it runs, and why there."""

    name: str
    path: Path
    architecture: str
    quantisation: str
    """As llama.cpp names it, e.g. `Q4_K_M`."""
    file_bytes: int
    parameters: int
    layers: int
    context_tokens: int
    trained_context_tokens: int
    gpu_layers: int
    device: str
    """`CPU`, or the name of the GPU."""
    placement_reason: str
    """One sentence: why the layers are where they are."""
    threads: int
    fingerprint: str
    """Identifies the model file, its template and the way prompts are built from it; token ids are
    only comparable between equal fingerprints."""


class Segment(Value):
    """A part of a message's words that is told apart: its first token holds none of the others."""

    name: str
    text: str
    id: str = ""
    """Tells it from others of its name."""


class SegmentSpan(Value):
    """The tokens of a segment, with what the template says before it."""

    name: str
    start: int
    end: int
    """Not part of it."""
    id: str = ""


class ChatMessage(Value):
    """One message as the chat template sees it."""

    role: Role
    content: str
    reasoning: str = ""
    calls: tuple[ToolCall, ...] = ()
    """For an assistant's message: the calls that follow its words."""
    answers: ToolCall | None = None
    """For a tool's message: the call that its content is the result of."""
    segments: tuple[Segment, ...] = ()
    """Nothing, or what `content` is made of, in order."""

    @model_validator(mode="after")
    def _is_made_of_segments(self) -> Self:
        if self.segments and "".join(each.text for each in self.segments) != self.content:
            raise ValueError("the segments of a message are not its content")
        return self


class GenerateRequest(Value):
    """A prompt and how to continue it.

    The prompt is `history` followed by the rendering of the last `fresh` of `messages`. With an
    empty history all messages are rendered, and `fresh` must equal their number.
    """

    history: tuple[int, ...] = ()
    """Token ids that were read and generated before, exactly as they were; never re-tokenised."""
    messages: tuple[ChatMessage, ...]
    fresh: int
    sampling: Sampling
    max_reply_tokens: int | None = None
    """Tokens to generate at most; `None`: as many as the context holds."""
    conversation_id: ConversationId = ""
    """Whose prompt this is; what was read of it is kept under this name. Empty: nothing is."""
    continues: bool = False
    """The last message is an assistant's that was cut short: the reply goes on where it ends.

    With a history, that message is in it already, and `fresh` must be 0.
    """
    only_reads: bool = False
    """The last message is an assistant's that is complete: all is read, and nothing generated.

    There is no history then. What is read can be the history of the next request.
    """
    is_aside: bool = False
    """Nothing of it is kept: afterwards the cache holds what it held before, if that was its
    beginning."""
    tool_use: ToolUse | None = None
    """The tools that the model is told of. They are part of the prompt's beginning: with others,
    the history of before is of no use. Not together with `json_schema`."""
    json_schema: str | None = None
    """A JSON Schema: what follows any reasoning is JSON that it allows. Not with `continues`.

    Near the limit of tokens what is open is closed, and the reply ends with `length`.
    """


class PromptMeasured(Value):
    """What a request's prompt would be."""

    tokens: int
    """Length of the whole prompt."""
    spans: tuple[SegmentSpan, ...]
    history_kept: bool
    """These two as in `PromptBuilt`."""


class PromptBuilt(Value):
    """The prompt is now token ids; reading it begins."""

    read_tokens: tuple[int, ...]
    """The ids that follow `history`: what this turn added to the prompt."""
    prompt_tokens: int
    """Length of the whole prompt."""
    cached_tokens: int
    """How many of them are already in the KV cache."""
    history_kept: bool
    """False when the template refused to append and everything was rendered again; `read_tokens`
    then is the whole prompt."""
    spans: tuple[SegmentSpan, ...] = ()
    """Of which parts, in order and without gaps, the read tokens are; none when no message has
    segments, or the template does not leave them whole."""


class PromptProgress(Value):
    """So many of the tokens that had to be read have been read."""

    done: int
    total: int


class ReplyGrew(Value):
    """Some tokens were generated.

    Text that could still change (half a character, the start of a stop string) is held back until
    it cannot.
    """

    tokens: tuple[int, ...]
    text: str = ""
    reasoning: str = ""
    calls: tuple[ToolCall, ...] = ()
    """Calls that became complete."""
    call_text: str = ""
    """What was written of a call that is not complete yet, as the model writes it: to be shown, and
    never to be read as a call."""


class Finished(Value):
    """The reply is complete."""

    reason: FinishReason
    prompt_tokens: int
    cached_tokens: int
    reply_tokens: int
    prompt_seconds: float
    reply_seconds: float
    seed: int
    """The seed that was used, so that the reply can be had again."""
    strictness: Strictness | None = None
    """How the schema was followed; `None` when there was none."""


EngineEvent = PromptBuilt | PromptProgress | ReplyGrew | Finished


class ChatEngine(Protocol):
    """A model that continues a prompt, one token at a time."""

    @property
    def model(self) -> ModelInfo | None:
        """The loaded model; `None` before `load` and after a crash."""
        ...

    async def load(
        self, source: ModelSource, on_progress: Callable[[float], None] | None = None
    ) -> ModelInfo:
        """Load a model, replacing the present one; `on_progress` is told the share done, 0 to 1.

        Raises `NotFoundError`, `ModelFileError`, `OutOfMemoryError` or `EngineDiedError`.
        """
        ...

    def generate(self, request: GenerateRequest) -> AsyncGenerator[EngineEvent, None]:
        """Yield what happens until `Finished`; closing the generator early stops the model.

        Raises `EngineError`, and `InputError` for a schema that cannot be followed; after an
        `EngineDiedError` the next call loads the model again.
        """
        ...

    def stop(self) -> None:
        """Ask the generation in progress to end: its stream then closes with `Finished`."""
        ...

    async def count_tokens(self, text: str) -> int:
        """Count the tokens of a text as words of a message, after the generation in progress.

        Raises `EngineError` when no model is loaded.
        """
        ...

    async def measure(self, request: GenerateRequest) -> PromptMeasured:
        """Build the prompt that `generate` would read, to the same token; nothing is read.

        Raises `EngineError` when no model is loaded or the template refuses the messages.
        """
        ...

    async def pieces(self, ids: Sequence[int]) -> list[bytes]:
        """Return what each token stands for, control tokens too, maybe half a character.

        Raises `EngineError` when no model is loaded or an id is not the model's.
        """
        ...

    async def close(self) -> None:
        """Release the model and everything that was started for it."""
        ...
