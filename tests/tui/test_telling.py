"""Words and figures: the header, times, counts and endings."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine import ModelInfo
from assistant.locales import ngettext
from assistant.tui.history import PromptHistory
from assistant.tui.pace import Pace
from assistant.tui.status import Status, header_text
from assistant.tui.wording import (
    clock_time,
    duration,
    place,
    reading_text,
    short_count,
)

SEOUL = timezone(timedelta(hours=9))
NOW = datetime(2026, 3, 5, 9, 41, tzinfo=SEOUL)

MODEL = ModelInfo(
    name="SmolLM2-135M-Instruct",
    path=Path("model.gguf"),
    architecture="llama",
    quantisation="Q4_1",
    file_bytes=98_000_000,
    parameters=134_515_008,
    layers=30,
    context_tokens=8192,
    trained_context_tokens=8192,
    gpu_layers=0,
    device="CPU",
    placement_reason="CPU: no GPU was found.",
    threads=2,
    fingerprint="f",
)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (120, " Q4_1 · CPU 2 threads · 1.2k/8.2k 15 % ▂ · 143 tok/s"),
        (78, "SmolLM2-135M-Instruct Q4_1 · CPU 2 threads · 1.2k/8.2k 15 % ▂ · 143 tok/s"),
        (50, "CPU 2 threads · 1.2k/8.2k 15 % ▂ · 143 tok/s"),
        (12, "143 tok/s"),
    ],
)
def test_the_status_gives_up_its_first_parts_where_there_is_no_room(
    width: int, expected: str
) -> None:
    status = Status(MODEL, context_used=1240, tokens_per_second=143.2)

    assert header_text("a title", status, width).plain.endswith(expected)


@given(
    st.text(max_size=80), st.integers(1, 200), st.integers(0, 9000), st.sampled_from([None, MODEL])
)
def test_the_header_is_never_wider_than_the_screen(
    title: str, width: int, used: int, model: ModelInfo | None
) -> None:
    status = Status(model, "reading 1 of 2 tokens", context_used=used)

    assert header_text(title, status, width).cell_length <= width


def test_what_is_being_done_stands_where_the_context_was() -> None:
    status = Status(MODEL, reading_text(1240, 3980, 6.2), context_used=900)

    assert header_text("", status, 120).plain.endswith(
        "CPU 2 threads · reading 1,240 of 3,980 tokens · 6 s left"
    )


def test_a_missing_model_is_said() -> None:
    assert "no model" in header_text("", Status(is_trouble=True), 80).plain


def test_where_a_model_runs() -> None:
    on_gpu = MODEL.model_copy(update={"device": "RTX 3060", "gpu_layers": 28})

    assert place(MODEL) == "CPU 2 threads"
    assert place(on_gpu) == "RTX 3060 28/30 layers"


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0"), (950, "950"), (1240, "1.2k"), (8192, "8.2k"), (9_960, "10k"), (131_072, "131k"),
     (999_999, "1000k"), (1_000_000, "1M")],
)  # fmt: skip
def test_counts_are_short(number: int, expected: str) -> None:
    assert short_count(number) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.04, "0.0 s"), (0.3, "0.3 s"), (6.2, "6 s"), (90, "1 min 30 s")]
)
def test_durations(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


def test_one_is_not_many() -> None:
    words = [
        ngettext("{count:,} word", "{count:,} words", count).format(count=count)
        for count in (1, 1240)
    ]

    assert words == ["1 word", "1,240 words"]


def test_the_date_is_told_when_it_was_another_day() -> None:
    assert clock_time(NOW - timedelta(minutes=1), NOW) == "09:40"
    assert clock_time(NOW - timedelta(days=2), NOW) == "3 Mar 2026 09:41"


def test_the_history_keeps_the_draft_behind_the_newest() -> None:
    history = PromptHistory(["one", "two"])

    assert [history.earlier("draft"), history.earlier("two"), history.earlier("one")] == [
        "two",
        "one",
        None,
    ]
    assert [history.later(), history.later(), history.later()] == ["two", "draft", None]


def test_an_input_that_is_sent_twice_is_remembered_once() -> None:
    history = PromptHistory(["one"])
    history.add("one")

    assert history.earlier("") == "one"
    assert history.earlier("one") is None


class Clock:
    """Time that passes only when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0
        self.due: list[tuple[float, object]] = []

    def after(self, seconds: float, run: object) -> None:
        self.due.append((self.now + seconds, run))

    def pass_to(self, moment: float) -> None:
        self.now = moment
        while due := [each for each in self.due if each[0] <= moment]:
            self.due.remove(due[0])
            due[0][1]()


def test_many_requests_are_answered_seldom_and_the_last_one_always() -> None:
    clock, answered = Clock(), []
    pace = Pace(0.05, lambda: answered.append(clock.now), clock.after, clock=lambda: clock.now)
    for step in range(100):
        clock.pass_to(100.0 + step / 1000)
        pace.ask()
    clock.pass_to(101.0)

    assert answered[0] == 100.0
    assert len(answered) == 3
    assert answered[-1] > 100.099


def test_while_there_are_keys_the_work_is_done_in_the_gaps_after_them() -> None:
    clock, answered = Clock(), []
    pace = Pace(0.05, lambda: answered.append(clock.now), clock.after, clock=lambda: clock.now)
    keys = [100.1, 100.2, 100.3, 100.4]
    for step in range(1000):
        clock.pass_to(100.0 + step / 1000)
        if any(abs(clock.now - key) < 0.0005 for key in keys):
            pace.key_pressed()
        pace.ask()
    while_typing = [round(moment, 2) for moment in answered if 100.11 <= moment < 100.5]

    assert while_typing == [100.15, 100.23, 100.33, 100.43]
    assert answered[-1] > 100.9


def test_slow_work_is_done_more_seldom() -> None:
    clock, answered = Clock(), []

    def work() -> None:
        answered.append(clock.now)
        clock.now += 0.1

    pace = Pace(0.05, work, clock.after, clock=lambda: clock.now)
    pace.ask()
    pace.ask()
    clock.pass_to(100.39)
    assert len(answered) == 1
    clock.pass_to(100.41)
    assert len(answered) == 2
