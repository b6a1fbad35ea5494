import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from open_memories import Memories, a_round, texts_recalled

from assistant_memory.exchange import RefusedError, read_line
from assistant_memory.long_term import LongTermMemory
from assistant_memory.outcomes import MemoryFilter
from assistant_memory.values import NewMemory, Scope, Source

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3)
    ),
    max_leaves=8,
)
NAMES = (
    *("type", "id", "text", "kind", "scope", "said_at", "source", "confidence", "state", "pinned"),
    *("conversation_id", "question", "superseded_by"),
)


def exported(memory: LongTermMemory) -> list[str]:
    return [json.dumps(each) for each in memory.export()]


def test_an_export_brings_everything_to_another_folder_once(memories: Memories, tmp_path):
    memory = memories.open()
    memory.remember(NewMemory("I live in Busan", source=Source("c", "m", "Busan")))
    memory.remember(NewMemory("I live in Seoul"))
    memory.remember(NewMemory("Use tabs", scope=Scope("project", "/x"), pinned=True))
    memory.put_away(memory.list()[0].id)
    memory.keep_rounds([a_round(1, "The fence?", "Green.")])
    lines = exported(memory)

    other = Memories(tmp_path / "other").open()
    report = other.import_(lines)
    again = other.import_(lines)

    assert (report.memories, report.rounds, report.refused) == (3, 1, 0)
    assert (again.memories, again.already_there) == (0, 4)
    assert exported(other) == lines
    assert texts_recalled(other, "fence", limit=1) == ["The fence?"]
    other.close()


def test_an_import_is_undone_in_one_step_and_can_be_done_again(memory: LongTermMemory):
    lines = [
        json.dumps({"type": "memory", "id": f"m{i}", "text": f"Fact {i}", "said_at": "2026-01-01"})
        for i in range(1200)
    ]
    everything = MemoryFilter(limit=5000)
    assert memory.import_(lines).memories == 1200

    memory.undo()
    assert memory.list(everything) == []
    memory.redo()
    assert len(memory.list(everything)) == 1200
    assert texts_recalled(memory, "Fact 1199", limit=1) == ["Fact 1199"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "no JSON object"),
        ('{"type":"memory"}', "said_at is missing"),
        ('{"type":"memory","said_at":"2026-01-01","id":"a"}', "text is missing"),
        ('{"type":"memory","said_at":"2026-01-01","id":"a","text":7}', "text is no text"),
        ('{"type":"memory","said_at":"soon","id":"a","text":"b"}', "said_at is no time"),
        ('{"type":"memory","said_at":"0001-01-01T00:00+14:00","id":"a","text":"b"}', "no time"),
        ('{"type":"memory","said_at":"2026-01-01","id":"a","text":"b","kind":"rumour"}', "kind"),
        ('{"type":"memory","said_at":"2026-01-01","id":"a","text":"b","kind":[]}', "kind"),
        ('{"type":"memory","said_at":"2026-01-01","id":"a","text":"b","confidence":NaN}', "confid"),
        ('{"type":"memory","said_at":"2026-01-01","id":"a","text":"b","scope":[]}', "no object"),
        (b"\xff\xfe\x00", "not JSON"),
        ("9" * 5000, "JSON"),
    ],
)
def test_a_line_that_says_no_memory_is_refused_with_its_reason(line: str | bytes, reason: str):
    with pytest.raises(RefusedError, match=reason):
        read_line(line)


def test_bad_lines_do_not_keep_the_good_ones_out(memory: LongTermMemory):
    good = '{"type":"memory","id":"a","text":"Good","said_at":"2026-01-01"}'

    report = memory.import_(["nonsense", good, good, b"\xff", ""])

    assert (report.memories, report.already_there, report.refused) == (1, 1, 2)
    assert report.reasons == ("line 1: the line is not JSON", "line 4: the line is not JSON")


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from(NAMES), JSON).map(lambda fields: {"type": "memory"} | fields)
)
def test_no_line_does_anything_but_be_read_or_refused(fields: dict[str, object]):
    with suppress(RefusedError):
        assert read_line(json.dumps(fields)) is not None
