"""The program as a process of its own: pipes, signals, terminals and speed."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "assistant"]
SLOW_REPLY = {"text": "word " * 400, "tokens_per_second": 40}


def run(environment: dict[str, str], *arguments: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*PROGRAM, *arguments],
        env=environment,
        capture_output=True,
        timeout=30,
        check=False,
        **options,
    )


@contextmanager
def on_a_terminal(environment: dict[str, str], *arguments: str) -> Iterator[tuple]:
    """Start the program with a terminal as its input, output and error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def read_until(terminal: int, wanted: bytes) -> bytes:
    seen = b""
    while wanted not in seen:
        try:
            seen += os.read(terminal, 65536)
        except OSError:  # the program has ended
            break
    return seen


def test_python_m_assistant_is_the_program(environment):
    asked = run(environment, "ask", "q", stdin=subprocess.DEVNULL)

    assert (asked.returncode, asked.stdout, asked.stderr) == (0, b"An answer.\n", b"")


def test_an_answer_that_nobody_reads_on_ends_quietly(environment, glassbox):
    glassbox.says("line\n" * 50_000)
    with subprocess.Popen(
        [*PROGRAM, "ask", "--stream", "q"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"line\n"
        process.stdout.close()
        errors = process.stderr.read()
        process.wait(timeout=30)

    assert (process.returncode, errors) == (1, b"")


def test_an_answer_that_cannot_be_written_is_told(environment):
    with Path("/dev/full").open("w") as full:
        asked = subprocess.run(
            [*PROGRAM, "ask", "q"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )

    assert asked.returncode == 1
    assert asked.stderr.startswith(b"glassbox: The output cannot be written (No space left")
    assert asked.stderr.count(b"\n") == 1


def test_ctrl_c_stops_the_answer_and_keeps_what_was_said(environment, glassbox):
    glassbox.says(SLOW_REPLY)
    with subprocess.Popen(
        [*PROGRAM, "ask", "--stream", "q"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        said = process.stdout.read(10)
        process.send_signal(signal.SIGINT)
        said += process.stdout.read()
        errors = process.stderr.read()
        process.wait(timeout=30)

    assert (process.returncode, errors) == (130, b"")
    assert said.endswith(b"\n")
    (conversation,) = json.loads(run(environment, "sessions", "list", "--json").stdout)
    shown = run(environment, "sessions", "show", conversation["id"], "--json")
    reply = json.loads(shown.stdout)["messages"][1]
    assert reply["state"] == "stopped"
    assert reply["text"].strip() == said.decode().strip()


def test_ctrl_c_again_ends_what_does_not_stop(environment, glassbox):
    glassbox.says({"text": "never", "read_tokens_per_second": 1})
    with subprocess.Popen(
        [*PROGRAM, "ask", "q"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while b" q\n" not in run(environment, "sessions").stdout:
            pass
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.5)
        output, errors = process.communicate()

    assert (process.returncode, output, errors) == (130, b"", b"")


@pytest.mark.terminal
def test_on_a_terminal_the_answer_streams_and_reading_is_counted(environment, glassbox):
    glassbox.says({"text": "first second", "read_tokens_per_second": 500, "tokens_per_second": 5})
    with on_a_terminal(environment, "ask", "word " * 300) as (process, terminal):
        seen = read_until(terminal, b"first")
        assert process.poll() is None
        seen += read_until(terminal, b"second\r\n")
        process.wait(timeout=30)

    assert b"reading 64 of 3" in seen
    assert b"s left" in seen
    assert process.returncode == 0


@pytest.mark.terminal
def test_a_pipe_that_does_not_end_is_told_to_who_sits_there(environment):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "ask", "Summarise:"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        told = read_until(ours, b"waiting for standard input to end")
        output, _ = process.communicate(b"text", timeout=30)
    os.close(ours)

    assert b"waiting for standard input to end" in told
    assert (process.returncode, output) == (0, b"An answer.\n")


def test_output_and_errors_hold_no_colour_when_they_are_piped(environment):
    for arguments in (("ask", "q"), ("ask",), ("doctor",), ("--help",), ("nonsense",)):
        done = run(environment, *arguments, stdin=subprocess.DEVNULL)
        assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.terminal
def test_no_colour_means_no_colour_on_a_terminal_too(environment):
    with on_a_terminal({**environment, "NO_COLOR": "1"}, "doctor") as (_, terminal):
        assert b"\x1b" not in read_until(terminal, b"no colour, because NO_COLOR is set")


def test_a_terminal_without_utf_8_gets_question_marks_instead_of_a_crash(environment, glassbox):
    glassbox.says("안녕")
    latin = {**environment, "PYTHONIOENCODING": "latin-1"}

    asked = run(latin, "ask", "q", stdin=subprocess.DEVNULL)

    assert (asked.returncode, asked.stdout) == (0, b"??\n")


def test_completion_for_the_shell_is_offered(environment):
    completed = run({**environment, "_GLASSBOX_COMPLETE": "bash_source"})

    assert b"complete -o nosort -F" in completed.stdout
