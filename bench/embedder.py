"""The built-in embedder: how fast it is there, and how fast it is."""

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from figure import Figure

from assistant_memory.embedding.cached import CachedEmbedder
from assistant_memory.embedding.static import StaticEmbedder, built_in_folder

TEXTS = 10_000
WORDS = (  # noqa: SIM905 - easier to read
    "what did we decide about the garden fence when my sister called from the airport yesterday "
    "because her new job starts in March and she still needs a room near the river 회의는 언제 "
    "시작해요 점심은 김치찌개로 할까요 quarterly invoice number 4711 photographs of mountains"
).split()


@dataclass
class KeptVectors:
    """A store in memory, as `CachedEmbedder` wants one."""

    kept: dict[tuple[str, bytes], bytes] = field(default_factory=dict[tuple[str, bytes], bytes])

    def get(self, fingerprint: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Return those that are there."""
        found = {key: self.kept.get((fingerprint, key)) for key in keys}
        return {key: data for key, data in found.items() if data is not None}

    def put(self, fingerprint: str, vectors: Mapping[bytes, bytes]) -> None:
        """Keep them."""
        self.kept |= {(fingerprint, key): data for key, data in vectors.items()}


def invented_texts() -> list[str]:
    dice = random.Random(1)
    return [" ".join(dice.choices(WORDS, k=dice.randint(4, 24))) for _ in range(TEXTS)]


def seconds(task: Callable[[], Any]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


async def measure() -> list[Figure]:
    texts = invented_texts()
    load = statistics.median(seconds(StaticEmbedder.load) for _ in range(7))
    embedder = StaticEmbedder.load()
    everything = seconds(lambda: embedder.embed_passages(texts))
    single = sorted(seconds(lambda text=text: embedder.embed_queries([text])) for text in texts)
    slow = single[int(0.95 * len(single))]
    cached = CachedEmbedder(embedder, KeptVectors())
    cached.embed_passages(texts)
    again = seconds(lambda: cached.embed_passages(texts))
    size = sum(file.stat().st_size for file in built_in_folder().iterdir())
    return [
        Figure("built-in embedder, on disk", f"{size / 1e6:.2f} MB", "≤ 10 MB", size <= 10e6, "-"),
        Figure("it is loaded, median of 7", f"{load * 1e3:.0f} ms", "≤ 50 ms", load <= 0.05, "-"),
        Figure(
            f"{TEXTS:,} short texts embedded",
            f"{everything:.2f} s",
            "≤ 2 s",
            everything <= 2,
            f"one by one: {sum(single):.2f} s",
        ),
        Figure("a question embedded, p95", f"{slow * 1e3:.2f} ms", "≤ 1 ms", slow <= 1e-3, "-"),
        Figure(
            f"{TEXTS:,} texts again, from the cache",
            f"{again:.2f} s",
            "≤ 1 s",
            again <= 1,
            f"embedded anew: {everything:.2f} s",
        ),
    ]
