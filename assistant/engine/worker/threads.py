"""How many CPU threads are fastest here: measured once for a model, then remembered."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import psutil
from pydantic import Field, TypeAdapter

from assistant.engine.worker.cache import TokenCache
from assistant.engine.worker.library import llama

_BUDGET_SECONDS = 0.4
"""Time for measuring; a slow model takes longer, for every count is tried at least once."""
_READ_TOKENS = 16
_SINGLE_TOKENS = 3
_WORTH = 0.97
"""A smaller count must take less than this share of the time of a larger one to be preferred."""
_QUIET_CORES = 0.3
_Threads = Annotated[int, Field(ge=1, le=1024)]


@dataclass(frozen=True, slots=True)
class ThreadCounts:
    """Threads for single tokens, which wait for memory, and for batches, which compute."""

    generate: _Threads
    read: _Threads
    is_sure: bool = True
    """Measured while little else ran: beside other work, fewer threads look faster than they are.
    What is not sure is measured again next time."""


_REMEMBERED = TypeAdapter(dict[str, ThreadCounts])


def candidates() -> list[int]:
    """Return the counts worth trying, largest first."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    logical = usable or 1
    physical = min(psutil.cpu_count(logical=False) or logical, logical)
    return sorted({logical, physical, max(physical - 1, 1), max(physical // 2, 1)}, reverse=True)


def measured_threads(
    context: llama.llama_context_p, cache: TokenCache, identity: str, remembered_in: Path | None
) -> ThreadCounts:
    """Return the fastest counts, from the file if this model was measured on this machine."""
    counts = candidates()
    key = f"{identity} cpus={counts} llama-cpp-python={version('llama-cpp-python')}"
    remembered = _read(remembered_in)
    if key in remembered and remembered[key].is_sure:
        return remembered[key]
    others = OtherWork()
    chosen = _measure(context, cache, counts)
    chosen = replace(chosen, is_sure=others.cores() < _QUIET_CORES)
    if remembered_in is not None:
        _write(remembered_in, {**remembered, key: chosen})
    return chosen


class OtherWork:
    """How much of the machine other programs used since this was made."""

    def __init__(self) -> None:
        self._began, self._idle, self._own = _clocks()

    def cores(self) -> float:
        """Return their use in whole cores."""
        now, idle, own = _clocks()
        passed = max(now - self._began, 1e-3)
        used = passed * (psutil.cpu_count() or 1) - (idle - self._idle) - (own - self._own)
        return used / passed


def _clocks() -> tuple[float, float, float]:
    """Seconds that passed, those of idle processors, those that this process worked."""
    times = psutil.cpu_times()
    waiting = getattr(times, "iowait", 0.0)
    return time.monotonic(), times.idle + waiting, time.process_time()


def _measure(context: llama.llama_context_p, cache: TokenCache, counts: list[int]) -> ThreadCounts:
    """Try the counts in turn, several times: what else the machine does must not decide."""
    if len(counts) == 1:
        return ThreadCounts(counts[0], counts[0])
    generate: dict[int, list[float]] = {count: [] for count in counts}
    read: dict[int, list[float]] = {count: [] for count in counts}
    began = time.monotonic()
    while not generate[counts[-1]] or time.monotonic() - began < _BUDGET_SECONDS:
        for count in counts:
            llama.llama_set_n_threads(context, count, count)
            cache.clear()
            read[count].append(_seconds(lambda: _read_batch(cache)))
            generate[count] += [_seconds(lambda: cache.append(0)) for _ in range(_SINGLE_TOKENS)]
    cache.clear()
    return ThreadCounts(_fastest_of(generate), _fastest_of(read))


def _fastest_of(samples: dict[int, list[float]]) -> int:
    """Compare the best times: noise only ever adds."""
    return fastest({count: min(seconds) for count, seconds in samples.items()})


def fastest(seconds: dict[int, float]) -> int:
    """Return the count that took least; a smaller one must be clearly faster than a larger."""
    best, *others = sorted(seconds, reverse=True)
    for count in others:
        if seconds[count] < seconds[best] * _WORTH:
            best = count
    return best


def _read_batch(cache: TokenCache) -> None:
    for _ in cache.read([0] * _READ_TOKENS, lambda: False):
        pass


def _seconds(task: Callable[[], None]) -> float:
    began = time.monotonic()
    task()
    return time.monotonic() - began


def _read(file: Path | None) -> dict[str, ThreadCounts]:
    """Return what was remembered; a damaged file is measured anew."""
    try:
        return _REMEMBERED.validate_json(file.read_bytes()) if file is not None else {}
    except (OSError, ValueError):
        return {}


def _write(file: Path, remembered: dict[str, ThreadCounts]) -> None:
    """Remember, if the disk lets us: it saves time, nothing depends on it."""
    partial = file.with_suffix(".partial")
    try:
        partial.write_bytes(_REMEMBERED.dump_json(remembered, indent=1))
        partial.replace(file)
    except OSError:
        return
