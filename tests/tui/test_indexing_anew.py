"""After a change of the embedder what is known is indexed anew, before the user's eyes."""

from pathlib import Path

from chatting import Chat, says
from plain_search import HashEmbedder, PlainSearcher
from small_memory import SmallMemory

from assistant.tui.widgets.work_line import WorkLine
from assistant_memory.documents.library import DocumentLibrary


class Changing(SmallMemory):
    """So many records are of another embedder; each idle moment brings some in step."""

    left = 1000
    step = 10
    may_go_on = True

    def unsettled_count(self) -> int:
        return self.left

    def settle(self) -> bool:
        if self.may_go_on:
            self.left = max(0, self.left - self.step)
        return self.left > 0


def works(terminal) -> list[str]:
    found = terminal.app.screen_stack[0].query(WorkLine)
    return [line.work.name for line in found if line.work is not None]


async def test_how_far_the_memory_is_is_shown_and_its_end_is_told(tmp_path: Path):
    memory = Changing()
    memory.may_go_on = False
    memory.left = 600
    chat = Chat(tmp_path, [says("Noted.")], memory=memory)
    async with chat.run() as terminal:
        await terminal.sees("Indexing the memory anew")
        memory.left = 300
        await terminal.sees("50 %")
        await terminal.sees("300 of 600")
        await terminal.ask("Are you still there?")
        await terminal.sees("Noted.")
        memory.may_go_on, memory.step = True, 100
        await terminal.is_told("The memory is indexed anew.")
        await terminal.until(lambda: works(terminal) == [])


async def test_what_cannot_go_on_just_now_is_shown_no_longer_and_is_tried_after_a_reply(
    tmp_path: Path,
):
    class Stuck(Changing):
        def settle(self) -> bool:
            return False

    chat = Chat(tmp_path, [says("Noted.")], memory=Stuck())
    async with chat.run() as terminal:
        await terminal.ask("Hello?")
        assert works(terminal) == []
        assert all("anew" not in each.message for each in terminal.app._notifications)


class Library(Chat):
    """Documents are compared by an embedder of the test's choice."""

    embedder = HashEmbedder("old", 16)

    def session(self):
        session = super().session()
        session.memory.documents._open_library = self.open_library
        return session

    def open_library(self) -> DocumentLibrary:
        return DocumentLibrary.open(self.folder / "documents.db", PlainSearcher(), self.embedder)


async def test_documents_of_another_embedder_are_indexed_anew_by_themselves(tmp_path: Path):
    (tmp_path / "paper.txt").write_text("The garden opens at nine.\n")
    chat = Library(tmp_path / "data", [says("Noted.")])
    async with chat.run() as terminal:
        await terminal.send(f"/docs add {tmp_path / 'paper.txt'}")
        await terminal.is_told("1 document read.")
    chat = Library(tmp_path / "data", [says("Noted.")])
    chat.embedder = HashEmbedder("new", 24)
    async with chat.run() as terminal:
        await terminal.is_told("The documents are indexed anew.")
        assert chat.embedder.texts == 1
        await terminal.until(lambda: works(terminal) == [])
        await terminal.ask("Hello?")
        assert chat.embedder.texts == 1 + 1  # the question
