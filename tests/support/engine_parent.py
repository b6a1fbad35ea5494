"""A program of its own that talks to an engine without end: for tests that kill it.

Usage: `python engine_parent.py MODEL LOG idle|reading|generating`; prints the worker's process id.
"""

import asyncio
import sys
from pathlib import Path

from engine_talk import hear, request

from assistant.engine import EngineEvent, ModelSource, PromptBuilt, ReplyGrew
from assistant.engine.client import WorkerEngine


def tell(engine: WorkerEngine) -> None:
    sys.stdout.write(f"{engine.process_id}\n")
    sys.stdout.flush()


async def main(model: Path, log: Path, moment: str) -> None:
    engine = WorkerEngine(log)
    await engine.load(ModelSource(path=model, threads=1))
    kind = {"reading": PromptBuilt, "generating": ReplyGrew}.get(moment)

    def on_event(event: EngineEvent) -> None:
        if kind is not None and isinstance(event, kind):
            tell(engine)

    if moment == "idle":
        tell(engine)
        await asyncio.sleep(60)
    while True:
        await hear(engine, request("a" * 1500, limit=None), on_event)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
