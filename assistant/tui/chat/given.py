"""What can be done to what was given with a question, from the screen that tells of it."""

from assistant.conversation import Given
from assistant.errors import AssistantError, NotFoundError
from assistant.locales import _
from assistant.tui.chat.documents import DocumentActions
from assistant.tui.chat.memory_desk import ChatMemoryDesk
from assistant.tui.chat.stage import Stage
from assistant.tui.why import GivenActions
from assistant.tui.wording import one_line
from assistant_memory.values import Memory

_SHOWN_CHARACTERS = 60


class GivenDesk:
    """Opens files, and changes memories by way of the desk of the memory screen."""

    def __init__(self, stage: Stage, documents: DocumentActions) -> None:
        self._stage = stage
        self._documents = documents
        self._desk = ChatMemoryDesk(stage)

    @property
    def actions(self) -> GivenActions:
        """What the screen is given."""
        return GivenActions(
            open=self.open, pin=self.pin, put_away=self.put_away, forget=self.forget
        )

    async def open(self, given: Given) -> None:
        """Open the file of a passage, or go to the turn of a memory or a round."""
        if given.kind in ("passage", "document"):
            await self._documents.open_file(given.id)
            return
        message_id, conversation_id = given.id, ""
        if given.kind == "memory":
            memory = await self._memory(given)
            if memory is None:
                return
            if memory.source is None:
                self._stage.tell(_("You wrote it down; no message says it."))
                return
            message_id, conversation_id = memory.source.message_id, memory.source.conversation_id
        await self._go_to(message_id, conversation_id)

    async def pin(self, given: Given) -> None:
        """Prefer a memory to others, or no longer, and say so."""
        memory = await self._memory(given)
        if memory is None:
            return
        await self._desk.pin(memory)
        told = (
            _("“{text}” is not pinned any more.")
            if memory.pinned
            else _("Pinned “{text}”: it is preferred to others.")
        )
        self._stage.tell(told.format(text=one_line(memory.text)[:_SHOWN_CHARACTERS]))

    async def put_away(self, given: Given) -> None:
        """Recall a memory no more; this can be undone."""
        memory = await self._memory(given)
        if memory is not None:
            await self._desk.put_away(memory)

    async def forget(self, given: Given) -> None:
        """Forget a memory for good, if that is really wanted, and show the proof."""
        memory = await self._memory(given)
        if memory is not None:
            await self._desk.forget(memory)

    async def _memory(self, given: Given) -> Memory | None:
        memories = self._stage.session.memory.memories
        try:
            return await memories.do(lambda keeper: keeper.get(given.id))
        except AssistantError as error:
            self._stage.complain(error)
            return None

    async def _go_to(self, message_id: str, conversation_id: str) -> None:
        stage, session = self._stage, self._stage.session
        if stage.is_busy():
            return
        try:
            conversation_id = conversation_id or await session.chats.conversation_of(message_id)
            if conversation_id != session.conversation.id:
                await session.opened.open(conversation_id)
            if all(each.id != message_id for each in session.opened.messages):
                await session.opened.show(message_id)
        except NotFoundError:
            stage.tell(_("The conversation that it is from is not there any more."))
        except AssistantError as error:
            stage.complain(error)
        else:
            await stage.show_conversation(message_id, is_marked=True)
