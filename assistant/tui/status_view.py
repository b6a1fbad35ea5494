"""Keeps the header true: what is open, what runs, and how a load goes."""

import asyncio
from contextlib import aclosing
from dataclasses import replace

from assistant.errors import AssistantError
from assistant.tui.widgets.header import HeaderLine
from assistant.tui.wording import loading_text
from assistant.turn import ChatSession


class StatusView:
    """Tells the header what the session knows, and loads models in front of the user's eyes."""

    def __init__(self, session: ChatSession, header: HeaderLine) -> None:
        self._session = session
        self._header = header
        self._loads = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    def tell(self) -> None:
        """Tell what is open, what runs, and how full the context is."""
        session, header = self._session, self._header
        told = (message.stats for message in reversed(session.messages) if message.stats)
        stats = next(told, None)
        header.tell(
            replace(
                header.latest,
                model=session.model,
                context_used=session.context_used,
                tokens_per_second=stats.tokens_per_second if stats else 0.0,
            )
        )

    async def model_ready(self) -> None:
        """Wait for a load in progress, however it ends."""
        await self._is_idle.wait()

    async def load_model(self, name: str | None) -> str:
        """Load the configured model, or another by name or path; returns what went wrong."""
        header, trouble = self._header, ""
        self._loads += 1
        self._is_idle.clear()
        header.tell(replace(header.latest, activity=loading_text(0)))
        try:
            async with aclosing(self._session.load_model(name)) as shares:
                async for share in shares:
                    header.tell(replace(header.latest, activity=loading_text(share)))
        except AssistantError as error:
            trouble = str(error)
        finally:
            self._loads -= 1
            if self._loads == 0:
                self._is_idle.set()
            told = replace(header.latest, activity="", model=self._session.model)
            header.tell(replace(told, is_trouble=bool(trouble)))
        return trouble
