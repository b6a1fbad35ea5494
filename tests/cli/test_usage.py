"""The frame of the command line: help, version, exit codes and mistakes."""

import pytest

import assistant
from assistant.cli.group import COMMANDS
from assistant.cli.group import glassbox as group


def test_help_names_every_command_and_the_exit_codes(glassbox):
    helped = glassbox("--help")

    assert helped.code == 0
    assert all(f"  {name} " in helped.out for name in COMMANDS)
    assert "130 interrupted" in " ".join(helped.out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_begins_as_its_line_in_the_list(glassbox, name: str):
    helped = glassbox(name, "--help")
    summary = COMMANDS[name].split(";")[0].rstrip(".")

    assert helped.code == 0
    assert summary in " ".join(helped.out.split())


def test_every_option_of_every_command_has_help():
    commands = [group, *(group.get_command(None, name) for name in COMMANDS)]
    commands += [sub for command in commands for sub in getattr(command, "commands", {}).values()]

    silent = [
        f"{command.name} {parameter.opts}"
        for command in commands
        for parameter in command.params
        if parameter.param_type_name == "option" and not parameter.help
    ]

    assert silent == []


def test_the_version_is_the_package_s(glassbox):
    assert glassbox("--version").out == f"glassbox {assistant.__version__}\n"


def test_an_unknown_command_is_wrong_usage_with_a_suggestion(glassbox):
    run = glassbox("doctr")

    assert (run.code, run.out) == (2, "")
    assert run.err == (
        "glassbox: There is no command 'doctr'. Did you mean doctor? "
        "`glassbox --help` shows what can be given.\n"
    )


def test_a_question_without_ask_is_told_about_ask(glassbox):
    assert "`glassbox ask` takes a question." in glassbox("what is this").err


@pytest.mark.parametrize("arguments", [(), ("chat",), ("chat", "--demo"), ("--model", "x")])
def test_the_chat_politely_refuses_without_a_terminal(glassbox, arguments):
    run = glassbox(*arguments, piped=b"")

    assert (run.code, run.out) == (2, "")
    assert "glassbox ask" in run.err
    assert run.err.count("\n") == 1


def test_every_mistake_in_the_settings_is_told_on_a_line_of_its_own(glassbox):
    glassbox.data_folder.mkdir()
    file = glassbox.data_folder / "settings.toml"
    file.write_text("[model]\nthreads = 0\n\n[sampling]\ntop_k = -1\n")

    run = glassbox("ask", "q")

    assert (run.code, run.out) == (2, "")
    first, second = run.err.splitlines()
    assert first.startswith(f"glassbox: {file}:2: model.threads must be at least 1")
    assert second.startswith(f"glassbox: {file}:5: sampling.top_k must be at least 0")
