"""What is done with a model file before llama.cpp sees it: read its header, know it again."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from figure import Figure
from raw_gguf import TEXT, array_key, gguf_file, text

from assistant.models import fingerprint, locate_model, read_header

ROUNDS = 9
TEXTS = 262_144
"""As many tokens as the largest vocabularies have."""


async def measure() -> list[Figure]:
    """Take medians, beside reading or hashing the same bytes."""
    model = locate_model("default", Path())
    header = read_header(model)
    head = header.data_offset
    with TemporaryDirectory() as folder:
        large = Path(folder) / "large.gguf"
        vocabulary = b"".join(text(f"token{number}") for number in range(TEXTS))
        large.write_bytes(gguf_file([array_key("tokens", TEXT, TEXTS, vocabulary)]))
        return [
            _figure(
                "header of the built-in model",
                50,
                lambda: read_header(model),
                lambda: _read(model, head),
            ),
            _figure(
                f"header with {TEXTS:,} tokens",
                100,
                lambda: read_header(large),
                lambda: _read(large, large.stat().st_size),
            ),
            _figure(
                "fingerprint of the built-in model",
                100,
                lambda: fingerprint(model, header),
                lambda: _hash(model),
            ),
        ]


def _figure(
    what: str, limit: int, work: Callable[[], object], bare: Callable[[], object]
) -> Figure:
    pairs = [(_milliseconds(work), _milliseconds(bare)) for _ in range(ROUNDS)]
    taken, compared = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    return Figure(
        what=what,
        measured=f"{taken:.0f} ms",
        target=f"≤ {limit} ms",
        met=taken <= limit,
        compared_with=f"its bytes read or hashed whole {compared:.0f} ms",
    )


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _read(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
