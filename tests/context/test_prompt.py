"""What a request shows of a conversation: known tokens first, then what is new as messages."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from assistant.context import build_prompt, history_tokens, prompt_key
from assistant.conversation import Message, ReasoningPart, TextPart, TokenSpan

KEY, OTHER = "key", "other"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
SYSTEM = "Be brief."


def branch_of(*spans: TokenSpan | None) -> tuple[Message, ...]:
    """User and assistant in turn, each with a span of tokens or none."""
    return tuple(
        Message(
            id=f"m{index}",
            conversation_id="c",
            parent_id=f"m{index - 1}" if index else None,
            role="assistant" if index % 2 else "user",
            parts=(TextPart(f"text {index}"),),
            created_at=NOW,
            tokens=span,
        )
        for index, span in enumerate(spans)
    )


@st.composite
def branches(draw: st.DrawFn) -> tuple[Message, ...]:
    """Branches in which span i consists of the ids 10 i and 10 i + 1, or of nothing."""
    kinds = draw(
        st.lists(
            st.none() | st.tuples(st.sampled_from([KEY, OTHER]), st.booleans(), st.integers(0, 2)),
            min_size=1,
            max_size=8,
        )
    )
    return branch_of(
        *(
            kind and TokenSpan(kind[0], tuple(range(10 * i, 10 * i + kind[2])), kind[1])
            for i, kind in enumerate(kinds)
        )
    )


@given(branches(), st.sampled_from(["", SYSTEM]))
def test_all_messages_are_there_and_the_fresh_ones_are_those_that_no_token_covers(
    branch: tuple[Message, ...], system: str
):
    prompt = build_prompt(branch, system_prompt=system, key=KEY)
    contents = [message.text for message in branch]

    assert [m.content for m in prompt.messages] == ([system] if system else []) + contents
    if prompt.history:
        assert 0 <= prompt.fresh < len(branch)
    else:
        assert prompt.fresh == len(prompt.messages)


@given(branches())
def test_tokens_of_another_model_or_system_prompt_are_never_used(branch: tuple[Message, ...]):
    prompt = build_prompt(branch, system_prompt="", key=KEY)
    foreign = {
        token
        for message in branch
        if message.tokens is not None and message.tokens.key != KEY
        for token in message.tokens.ids
    }

    assert not foreign & set(prompt.history)


@given(branches())
def test_the_history_is_an_unbroken_run_that_begins_with_a_whole_prompt(
    branch: tuple[Message, ...],
):
    prompt = build_prompt(branch, system_prompt="", key=KEY)
    known = branch[: len(branch) - prompt.fresh] if prompt.fresh < len(branch) else ()
    begins = [i for i, m in enumerate(known) if m.tokens is not None and m.tokens.starts_anew]
    run = known[begins[-1] :] if begins else ()

    assert all(message.tokens is not None and message.tokens.key == KEY for message in run)
    assert prompt.history == tuple(token for message in run for token in message.tokens.ids)


@given(branches())
def test_nothing_that_could_be_used_is_left_out(branch: tuple[Message, ...]):
    prompt = build_prompt(branch, system_prompt="", key=KEY)
    usable = [
        index
        for index, message in enumerate(branch)
        if message.tokens is not None
        and message.tokens.key == KEY
        and message.tokens.starts_anew
        and message.tokens.ids
    ]

    assert not usable or usable[-1] < len(branch) - prompt.fresh or not prompt.history


def test_a_first_question_is_all_fresh():
    prompt = build_prompt(branch_of(None), system_prompt=SYSTEM, key=KEY)

    assert (prompt.history, prompt.fresh) == ((), 2)
    assert [message.role for message in prompt.messages] == ["system", "user"]


def test_a_second_question_is_all_that_is_fresh():
    branch = branch_of(TokenSpan(KEY, (1, 2), starts_anew=True), TokenSpan(KEY, (3,)), None)

    prompt = build_prompt(branch, system_prompt=SYSTEM, key=KEY)

    assert (prompt.history, prompt.fresh) == ((1, 2, 3), 1)


def test_a_question_that_is_asked_again_needs_no_fresh_message():
    branch = branch_of(TokenSpan(KEY, (1, 2), starts_anew=True))

    assert build_prompt(branch, system_prompt="", key=KEY).fresh == 0


def test_after_a_reply_of_another_model_the_rest_is_fresh():
    branch = branch_of(TokenSpan(KEY, (1,), starts_anew=True), TokenSpan(OTHER, (2,)), None)

    prompt = build_prompt(branch, system_prompt="", key=KEY)

    assert (prompt.history, prompt.fresh) == ((1,), 2)


def test_a_span_that_starts_anew_replaces_what_was_before():
    branch = branch_of(
        TokenSpan(KEY, (1, 2), starts_anew=True),
        TokenSpan(KEY, (3,)),
        TokenSpan(KEY, (7, 8, 9), starts_anew=True),
        TokenSpan(KEY, (4,)),
    )

    assert history_tokens(branch) == (7, 8, 9, 4)


def test_reasoning_is_shown_to_the_template_apart_from_the_words():
    (message,) = branch_of(None)
    thinking = Message(
        **{
            **{name: getattr(message, name) for name in message.__slots__},
            "role": "assistant",
            "parts": (ReasoningPart("hm"), TextPart("yes")),
        }
    )

    (shown,) = build_prompt((thinking,), system_prompt="", key=KEY).messages

    assert (shown.role, shown.content, shown.reasoning) == ("assistant", "yes", "hm")


@given(st.text(), st.text(), st.sampled_from("abcdef"), st.sampled_from("abcdef"))
def test_a_key_belongs_to_one_model_and_one_system_prompt(
    prompt: str, other: str, model: str, another: str
):
    prompt, other = (text.encode("utf-8", "replace").decode() for text in (prompt, other))
    same = (prompt, model) == (other, another)

    assert (prompt_key(model, prompt) == prompt_key(another, other)) == same
