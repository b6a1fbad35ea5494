"""Folds the events of one turn into standard output, standard error and an exit code."""

from typing import assert_never

from assistant.cli.output import AnswerStream, ProgressLine, print_json, tell
from assistant.conversation import Message
from assistant.locales import _
from assistant.turn import (
    MessagesLeftOut,
    ModelLoading,
    PromptReading,
    QuestionGiven,
    ReplyExtended,
    ReplyStarted,
    ToolEvent,
    TurnEnded,
    TurnEvent,
    UserMessageSaved,
    WordEvent,
)


class AskReport:
    """Nothing but the answer goes to standard output."""

    def __init__(self, *, as_json: bool, streams: bool) -> None:
        self.exit_code = 0
        self._as_json = as_json
        self._streams = streams
        self._progress = ProgressLine()
        self._answer = AnswerStream()
        self._has_text = False

    def show(self, event: TurnEvent) -> None:
        """Take in one event."""
        if not isinstance(event, ToolEvent):
            self._show_words(event)

    def _show_words(self, event: WordEvent) -> None:
        match event:
            case ModelLoading():
                self._progress.show(_("loading model {share:.0%}").format(share=event.share))
            case PromptReading():
                self._progress.show(reading_text(event))
            case ReplyExtended():
                self._extend(event)
            case TurnEnded():
                self._end(event)
            case MessagesLeftOut():
                self._progress.clear()
                tell(event.sentence)
            case UserMessageSaved() | QuestionGiven() | ReplyStarted():
                pass
            case _:
                assert_never(event)

    def clear(self) -> None:
        """Remove the progress line."""
        self._progress.clear()

    def _extend(self, event: ReplyExtended) -> None:
        if event.text and self._streams:
            self._progress.clear()
            self._answer.write(event.text)
            self._has_text = True
        elif not self._has_text:
            doing = (
                _("writing… {count:,} tokens") if event.text else _("thinking… {count:,} tokens")
            )
            self._progress.show(doing.format(count=event.reply_tokens))

    def _end(self, event: TurnEnded) -> None:
        self._progress.clear()
        if event.reply is not None:
            self._print(event.reply)
            self._tell_how_it_ended(event.reply, event.context_used)
            if event.reply.state == "stopped":
                self.exit_code = 130
        elif not event.error:
            self.exit_code = 130  # stopped before the first word
        if event.error:
            tell(event.error)
            self.exit_code = 1

    def _print(self, reply: Message) -> None:
        if self._as_json:
            print_json(reply_document(reply))
            return
        if not self._streams:
            self._answer.write(reply.text)
        self._answer.end()

    def _tell_how_it_ended(self, reply: Message, context_used: int) -> None:
        match reply.stats and reply.stats.finish_reason:
            case "length":
                tell(_("The reply reached its limit of tokens. --max-tokens raises it."))
            case "context_full":
                tell(
                    _(
                        "The context is full ({count:,} tokens), so the reply was cut. "
                        "Use a larger --context, or begin a new conversation."
                    ).format(count=context_used)
                )
            case _:
                pass


def reading_text(event: PromptReading) -> str:
    """Say how far the prompt was read, and how long the rest will take."""
    text = _("reading {done:,} of {total:,} tokens").format(done=event.done, total=event.total)
    if event.seconds_left is None:
        return text
    return text + " · " + _("{seconds:.0f} s left").format(seconds=event.seconds_left)


def reply_document(reply: Message) -> dict[str, object]:
    """Return what `ask --json` prints; figures are null when the reply did not end by itself."""
    stats = reply.stats
    return {
        "id": reply.id,
        "conversation_id": reply.conversation_id,
        "text": reply.text,
        "reasoning": reply.reasoning,
        "finish_reason": reply.state if stats is None else stats.finish_reason,
        "model": reply.model,
        "prompt_tokens": stats and stats.prompt_tokens,
        "cached_tokens": stats and stats.cached_tokens,
        "reply_tokens": stats and stats.reply_tokens,
        "prompt_seconds": stats and round(stats.prompt_seconds, 4),
        "reply_seconds": stats and round(stats.reply_seconds, 4),
        "tokens_per_second": stats and round(stats.tokens_per_second, 2),
        "seed": stats and stats.seed,
    }
