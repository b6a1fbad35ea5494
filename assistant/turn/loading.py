"""Loading a model as a stream of the share done."""

import asyncio
from collections.abc import AsyncGenerator

from assistant.engine import ChatEngine, ModelSource


async def loading(engine: ChatEngine, source: ModelSource) -> AsyncGenerator[float, None]:
    """Load a model, yielding the share done from 0 to 1; closing early abandons the load."""
    shares: asyncio.Queue[float | None] = asyncio.Queue()
    load = asyncio.ensure_future(engine.load(source, shares.put_nowait))
    load.add_done_callback(lambda _: shares.put_nowait(None))
    try:
        while (share := await shares.get()) is not None:
            yield share
        await load
    finally:
        if not load.done():
            load.cancel()
