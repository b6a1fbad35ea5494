from collections.abc import Sequence
from pathlib import Path

from hash_embedder import HashEmbedder
from hypothesis import given
from hypothesis import strategies as st
from open_memories import Memories, a_round, ask, texts_recalled

from assistant_memory.long_term import LongTermMemory
from assistant_memory.ranking import Ranked
from assistant_memory.recall.order import successors_first
from assistant_memory.values import EVERYWHERE, NewMemory, Scope, Signals

HERE = Scope("project", "/here")


def test_memories_of_other_scopes_and_those_put_away_are_not_recalled(memory: LongTermMemory):
    memory.remember(NewMemory("The build needs Rust"))
    memory.remember(NewMemory("The build needs Go", scope=HERE))
    memory.remember(NewMemory("The build needs Zig", scope=Scope("project", "/there")))
    gone = memory.remember(NewMemory("The build needs Ada")).memory
    memory.put_away(gone.id)

    found = texts_recalled(
        memory, "What does the build need?", scopes=frozenset({EVERYWHERE, HERE})
    )

    assert sorted(found) == ["The build needs Go", "The build needs Rust"]


def test_past_rounds_are_recalled_but_not_those_of_the_conversation_itself(memory: LongTermMemory):
    memory.keep_rounds(
        [
            a_round(1, "Which colour for the fence?", "Green.", "past"),
            a_round(2, "The fence again?", "Yes.", "now"),
        ]
    )

    assert texts_recalled(memory, "the fence", not_conversation_id="now") == [
        "Which colour for the fence?"
    ]


def test_a_round_is_kept_once_and_dropped_with_its_conversation(memory: LongTermMemory):
    memory.keep_rounds([a_round(1, "The fence?", "Green.")])
    memory.keep_rounds([a_round(1, "The fence?", "Blue.")])
    (found,) = memory.recall(ask("fence")).found
    assert found.item.answer == "Blue."

    memory.drop_rounds("talk")
    assert memory.recall(ask("fence")).found == ()


def test_a_question_that_was_asked_again_is_recalled_once(memory: LongTermMemory):
    for number in range(3):
        memory.keep_rounds([a_round(number, "Which  colour for the fence?", f"Green {number}.")])

    assert len(texts_recalled(memory, "Which colour for the fence?")) == 1


def test_an_unrelated_question_recalls_nothing_relevant(memory: LongTermMemory):
    memory.remember(NewMemory("The fence is green"))

    assert memory.recall(ask("Explain quantum entanglement")).relevant == ()


def test_a_superseded_memory_stands_below_what_took_its_place(memory: LongTermMemory):
    memory.remember(NewMemory("I live in Busan"))
    memory.remember(NewMemory("I live in Seoul"))

    found = texts_recalled(memory, "Do I live in Busan?")

    assert found == ["I live in Seoul", "I live in Busan"]


def test_no_question_is_too_odd(memory: LongTermMemory):
    memory.remember(NewMemory("The fence is green"))

    for question in ("", " ", "\ud800", "\0", "?" * 5000, '" OR 1=1 --'):
        memory.recall(ask(question))


def test_what_one_program_writes_the_other_recalls_at_once(memories: Memories):
    first, second = memories.open(), memories.open()
    assert (first.is_owner, second.is_owner) == (True, False)

    kept = second.remember(NewMemory("The fence is green")).memory
    assert texts_recalled(first, "fence") == ["The fence is green"]
    first.edit(kept.id, "The fence is blue")
    assert texts_recalled(second, "fence") == ["The fence is blue"]
    second.undo()
    assert texts_recalled(first, "fence") == ["The fence is green"]

    memories.close(first)
    second.settle()
    assert second.is_owner


@given(
    st.lists(st.integers(0, 9), unique=True),
    st.dictionaries(st.integers(0, 9), st.integers(10, 14)),
)
def test_nothing_stands_above_its_successor_and_nothing_is_lost(
    found: list[int], successors: dict[int, int]
):
    ranked = [
        Ranked(str(each), 1 - place / 10, place < 3, Signals()) for place, each in enumerate(found)
    ]
    after = {str(old): str(new) for old, new in successors.items()}

    ordered = [each.id for each in successors_first(ranked, after.get)]

    assert [each for each in ordered if each not in after.values()] == [str(each) for each in found]
    assert len(ordered) == len(set(ordered))
    for each in found:
        if str(each) in after:
            assert ordered.index(after[str(each)]) < ordered.index(str(each))


class Reader:
    """A reranker that believes in one word."""

    def __init__(self, word: str) -> None:
        self.word = word

    def scores(self, question: str, passages: Sequence[str], *, seconds: float) -> Sequence[float]:
        return [0.99 if self.word in each else 0.01 for each in passages]


def test_what_a_reranker_prefers_comes_first(tmp_path: Path):
    memory = LongTermMemory.open(tmp_path / "memory", HashEmbedder(), reranker=Reader("blue"))
    memory.remember(NewMemory("The fence of the garden is green"))
    memory.remember(NewMemory("The roof is blue"))

    first, *_ = memory.recall(ask("Which colour has the fence of the garden?")).found
    memory.close()

    assert first.item.text == "The roof is blue"
    assert first.signals.rerank == 0.99
