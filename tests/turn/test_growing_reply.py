from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Message, ReasoningPart, TextPart, TokenSpan
from assistant.engine import Finished, ReplyGrew
from assistant.turn import reply as reply_module
from assistant.turn.reply import GrowingReply

STARTED = Message(
    id="r",
    conversation_id="c",
    parent_id="q",
    role="assistant",
    parts=(TextPart(""),),
    created_at=datetime(2026, 3, 1, tzinfo=UTC),
    state="streaming",
    model="tiny",
)
FINISHED = Finished(
    reason="length",
    prompt_tokens=10,
    cached_tokens=4,
    reply_tokens=6,
    prompt_seconds=0.5,
    reply_seconds=2.0,
    seed=9,
)
pieces = st.builds(
    ReplyGrew,
    tokens=st.lists(st.integers(0, 99), max_size=3).map(tuple),
    text=st.text(max_size=5),
    reasoning=st.text(max_size=5),
)


def grown(*pieces: ReplyGrew) -> GrowingReply:
    reply = GrowingReply(STARTED, TokenSpan("key", ()), prompt_tokens=10)
    for piece in pieces:
        reply.add(piece)
    return reply


@given(st.lists(pieces))
def test_a_reply_is_the_sum_of_its_pieces(told: list[ReplyGrew]):
    reply = grown(*told)
    message = reply.message("streaming")
    ids = tuple(token for piece in told for token in piece.tokens)

    assert message.text == "".join(piece.text for piece in told)
    assert message.reasoning == "".join(piece.reasoning for piece in told)
    assert message.tokens == TokenSpan("key", ids)
    assert reply.context_used == 10 + len(ids)
    assert reply.is_empty == (not message.parts)
    assert all(part.text for part in message.parts)


def test_reasoning_comes_before_the_words():
    parts = grown(ReplyGrew(tokens=(1,), text="Yes", reasoning="Hm")).message("complete").parts

    assert parts == (ReasoningPart("Hm"), TextPart("Yes"))


def test_the_final_message_has_its_state_its_note_and_its_counts():
    message = grown(ReplyGrew(tokens=(1,), text="Yes")).message(
        "failed", note="Why.", finished=FINISHED
    )

    assert (message.state, message.note, message.model) == ("failed", "Why.", "tiny")
    assert message.stats.tokens_per_second == 3.0
    assert (message.stats.seed, message.stats.finish_reason) == (9, "length")


def test_a_reply_without_an_end_has_no_counts():
    assert grown().message("stopped").stats is None


def test_the_first_token_has_no_speed_yet():
    assert grown().tokens_per_second == 0
    assert grown(ReplyGrew(tokens=(1,))).tokens_per_second == 0
    assert grown(ReplyGrew(tokens=(1, 2))).tokens_per_second > 0


def test_a_reply_is_saved_again_after_a_while(monkeypatch):
    reply = grown()
    assert not reply.is_due

    monkeypatch.setattr(reply_module, "SAVE_INTERVAL_SECONDS", 0.0)
    assert reply.is_due
    reply.mark_saved()
    monkeypatch.setattr(reply_module, "SAVE_INTERVAL_SECONDS", 100.0)
    assert not reply.is_due


def test_the_slower_the_disk_the_longer_until_the_next_save_but_never_over_a_second(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(reply_module.time, "monotonic", lambda: now[0])
    for save_seconds, rest in ((0.001, 0.5), (0.015, 0.75), (3.0, 1.0)):
        reply = grown()
        reply.mark_saved(save_seconds)
        now[0] += rest - 0.01
        assert not reply.is_due
        now[0] += 0.02
        assert reply.is_due
