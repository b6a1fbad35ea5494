"""What belongs together stays together, and a summary stands in for what it covers."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from transcripts import said, summary

from assistant.context import rounds_of, visible
from assistant.context.compaction import bare, planned, summary_tokens
from assistant.context.extract import extract, is_usable
from assistant.conversation import Message, TextPart
from assistant.engine import PromptMeasured, SegmentSpan

NOW = datetime(2026, 3, 5, tzinfo=UTC)


def branch_of(roles: list[str]) -> tuple[Message, ...]:
    return tuple(
        Message(
            f"m{at}", "c", f"m{at - 1}" if at else None, role, (TextPart(f"text number {at}"),), NOW
        )
        for at, role in enumerate(roles)
    )


branches = st.lists(st.sampled_from(["user", "assistant", "tool"]), min_size=1, max_size=12).map(
    branch_of
)


def measured(branch: tuple[Message, ...], tokens: list[int], fixed: int) -> PromptMeasured:
    spans, place = [SegmentSpan(name="system", start=0, end=fixed)], fixed
    for message, count in zip(branch, tokens, strict=False):
        spans.append(SegmentSpan(name="history", id=message.id, start=place, end=place + count))
        place += count
    return PromptMeasured(tokens=place, spans=tuple(spans), history_kept=True)


@given(branches)
def test_rounds_are_the_branch_and_begin_with_the_user(branch):
    rounds = rounds_of(branch)

    assert [each for some in rounds for each in some] == list(branch)
    assert all(some[0].role == "user" for some in rounds[1:])
    assert all(each.role != "user" for some in rounds for each in some[1:])


@given(branches, st.data())
def test_a_plan_never_parts_a_question_from_its_answer_nor_takes_the_last_round(branch, data):
    sizes = st.lists(st.integers(1, 200), min_size=len(branch), max_size=len(branch))
    tokens = data.draw(sizes)
    plan = planned(branch, None, measured(branch, tokens, 20), 1000)
    rounds = rounds_of(branch)

    if len(rounds) == 1:
        assert plan is None
        return
    assert plan is not None
    count = len(plan.covered)
    assert plan.covered == branch[:count]
    ends = [len([each for some in rounds[: at + 1] for each in some]) for at in range(len(rounds))]
    assert count in ends[:-1]
    kept = sum(tokens[count:]) + 20 + summary_tokens(1000)
    is_all_there_is = count == ends[-2]
    assert kept <= 450 or is_all_there_is


@given(branches, st.data())
def test_behind_a_summary_only_what_it_does_not_cover_is_shown(branch, data):
    at = data.draw(st.integers(0, len(branch) - 1))
    node = replace(summary("Words.", f"m{at}"), id="s", parent_id=branch[-1].id)
    later = Message("later", "c", "s", "user", (TextPart("next"),), NOW)

    seen = visible((*branch, node, later))

    assert seen.messages == (*branch[at + 1 :], later)
    assert seen.summary is node


@given(branches)
def test_a_summary_of_what_is_not_in_the_branch_counts_for_nothing(branch):
    node = replace(summary("Words.", "elsewhere"), id="s", parent_id=branch[-1].id)

    assert visible((*branch, node)).messages == branch


def test_there_is_nothing_to_repeat_with_less_where_nothing_was_given():
    assert bare(said("One", "Two", "Three", "Four")) is None


def test_a_result_of_a_tool_in_an_earlier_round_can_be_repeated_with_less():
    branch = branch_of(["user", "assistant", "tool", "assistant", "user", "assistant"])

    found = bare(branch)

    assert found is not None
    assert (found.text, found.bare_to) == ("", "m3")


@given(branches, st.integers(1, 400), st.text(max_size=300))
def test_an_extract_is_never_much_longer_than_it_may_be_and_always_the_same(branch, most, before):
    text = extract(branch, before, most)

    assert text == extract(branch, before, most)
    assert "Lookup hints: " in text
    assert len(text) <= 3 * most + 200


def test_noise_and_repetition_are_no_summary():
    covered = said("Tell me about lanterns", "They are made of paper.")

    assert is_usable("The user asked about lanterns, which are made of paper.", covered)
    assert not is_usable("", covered)
    assert not is_usable("!!! ??? ...", covered)
    assert not is_usable("paper " * 60, covered)
    assert not is_usable("Completely unrelated sentence regarding something else.", covered)
