from open_memories import Memories, a_round, settle


def test_the_room_of_what_was_deleted_is_given_back_in_idle_time(memories: Memories):
    memory = memories.open()
    rounds = [a_round(i, f"Question {i}?", "x" * 4000, f"talk{i % 10}") for i in range(1400)]
    memory.keep_rounds(rounds)
    memory = memories.reopen(memory)
    peak = (memories.folder / "memory.db").stat().st_size
    for number in range(9):
        memory.drop_rounds(f"talk{number}")

    settle(memory)
    memories.close(memory)

    assert (memories.folder / "memory.db").stat().st_size < peak / 5
