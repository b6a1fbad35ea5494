"""Whichever rows are left of a database, they make whole conversations again."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.regrowth import LOST_NOTE, REFOUND_TITLE, regrow
from assistant.conversation.remains import Remains

KEYS = st.integers(0, 2)


def message(seq: int, conversation: int, parent: int | None) -> dict:
    return {
        "seq": seq, "id": f"m{seq}", "conversation_id": f"c{conversation}",
        "parent_id": None if parent is None else f"m{parent}", "role": "user", "state": "complete",
        "run_id": None, "created_at": seq, "model": "", "note": "", "parts": "[]", "stats": None,
        "token_key": "key", "token_ids": b"", "token_start": 0,
    }  # fmt: skip


def conversation(number: int, head: int) -> dict:
    return {
        "seq": number + 1, "id": f"c{number}", "title": f"t{number}", "created_at": 0,
        "updated_at": number, "head_id": f"m{head}", "system_prompt": None, "sampling": "{}",
    }  # fmt: skip


@st.composite
def damaged(draw):
    """Trees of three conversations, the rows that are left, and what the indexes still say."""
    rows: list[dict] = []
    for seq in range(1, draw(st.integers(3, 14)) + 1):
        number = draw(KEYS) if seq > 3 else seq - 1
        before = [each["seq"] for each in rows if each["conversation_id"] == f"c{number}"]
        rows.append(message(seq, number, draw(st.sampled_from(before)) if before else None))
    heads = {each["conversation_id"]: each["seq"] for each in rows}
    parents = [conversation(number, heads[f"c{number}"]) for number in range(3)]
    left = [each for each in rows if draw(st.booleans())]
    remains = Remains()
    remains.rows["messages"].update({each["id"]: dict(each) for each in left})
    remains.rows["conversations"].update(
        {each["id"]: each for each in parents if draw(st.booleans())}
    )
    indexed = [each for each in rows if draw(st.booleans())]
    for each in indexed:
        remains.ids.add((each["id"], each["seq"]))
        pairs = {
            (each["conversation_id"], each["id"]),
            (each["conversation_id"], each["parent_id"]),
        }
        remains.pairs[each["seq"]] = pairs
    return rows, left, indexed, remains


@given(damaged())
def test_every_row_is_kept_and_every_reference_leads_somewhere(case):
    rows, left, indexed, remains = case
    regrown = regrow(remains)

    messages = {each["id"]: each for each in regrown["messages"]}
    conversations = {each["id"]: each for each in regrown["conversations"]}
    assert messages.keys() >= {each["id"] for each in (*left, *indexed)}
    assert messages.keys() <= {each["id"] for each in rows}
    for table in (messages, conversations):
        numbers = [each["seq"] for each in table.values()]
        assert len(set(numbers)) == len(numbers)
        assert None not in numbers
    for each in messages.values():
        parent = messages.get(each["parent_id"])
        assert each["conversation_id"] in conversations
        assert (parent is None) == (each["parent_id"] is None)
        assert parent is None or parent["conversation_id"] == each["conversation_id"]
        assert parent is None or parent["seq"] < each["seq"]
    for each in conversations.values():
        head = messages.get(each["head_id"])
        assert head is None or head["conversation_id"] == each["id"]
        assert (head is None) == all(m["conversation_id"] != each["id"] for m in messages.values())


@given(damaged())
def test_what_is_left_stays_as_it_was_and_what_is_not_says_so(case):
    rows, left, indexed, remains = case
    known = {each["id"]: each for each in left}
    before = {each["id"]: each for each in rows}

    for each in regrow(remains)["messages"]:
        if each["id"] in known:
            assert each["note"] == ""
            assert each["seq"] == known[each["id"]]["seq"]
            assert each["parent_id"] == known[each["id"]]["parent_id"]
        else:
            assert each["note"] == LOST_NOTE
            if each["id"] in {lost["id"] for lost in indexed}:
                assert each["parent_id"] == before[each["id"]]["parent_id"]


def test_a_conversation_of_which_only_messages_are_left_gets_no_number_of_another():
    remains = Remains()
    for seq, number in ((1, 0), (2, 1), (3, 2)):
        remains.rows["messages"][f"m{seq}"] = message(seq, number, None)
    remains.rows["conversations"]["c2"] = conversation(2, 3)

    regrown = {each["id"]: each for each in regrow(remains)["conversations"]}

    assert regrown["c2"]["seq"] == 3
    assert {regrown["c0"]["title"], regrown["c1"]["title"]} == {REFOUND_TITLE}
    assert len({each["seq"] for each in regrown.values()}) == 3
