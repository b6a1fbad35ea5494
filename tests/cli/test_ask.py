"""`glassbox ask`: only the answer goes to standard output, and everything is kept."""

import pytest


def test_a_question_is_answered_on_standard_output_with_a_final_newline(glassbox):
    glassbox.says("서울은 한국의 수도입니다.")

    asked = glassbox("ask", "수도는", "어디?")

    assert (asked.code, asked.out, asked.err) == (0, "서울은 한국의 수도입니다.\n", "")


def test_an_answer_that_ends_its_line_gets_no_second_newline(glassbox):
    glassbox.says("a\n")

    assert glassbox("ask", "q").out == "a\n"


@pytest.mark.parametrize("stream", ["--stream", "--no-stream"])
def test_escape_sequences_never_reach_the_terminal(glassbox, stream: str):
    glassbox.says("a\x1b[31mred\x1b[0m\r\nb\rc\x07\x9b2J")

    asked = glassbox("ask", stream, "q")

    assert asked.out == "a␛[31mred␛[0m\nb␍c␇\ufffd2J\n"


def test_piped_text_follows_the_question_after_a_blank_line(glassbox):
    glassbox("ask", "Summarise", "this:", piped="첫 줄\n둘째 줄\n".encode())

    shown = glassbox("sessions", "list", "--json").document
    conversation = glassbox("sessions", "show", shown[0]["id"], "--json").document

    assert conversation["messages"][0]["text"] == "Summarise this:\n\n첫 줄\n둘째 줄"


def test_piped_text_alone_is_the_question(glassbox):
    assert glassbox("ask", piped=b"What?\n").code == 0
    assert glassbox("sessions").out.endswith("  What?\n")


def test_a_closed_empty_pipe_beside_a_question_changes_nothing(glassbox):
    assert glassbox("ask", "q", piped=b"").out == "An answer.\n"


@pytest.mark.parametrize(
    ("piped", "sentence"),
    [
        (b"\x7fELF\x00\x01", "Standard input is not text: byte 5 is zero."),
        ("é".encode("latin-1"), "Standard input is not UTF-8 text: byte 1 is 0xe9."),
        ("한국어".encode("utf-16"), "Standard input is not UTF-8 text"),
        ("한국어".encode("euc-kr"), "iconv -t UTF-8"),
        (b"", "There is no question."),
        (b" \n\n", "There is no question."),
    ],
)
def test_input_that_is_no_text_is_told_in_one_line(glassbox, piped: bytes, sentence: str):
    asked = glassbox("ask", piped=piped)

    assert (asked.code, asked.out) == (2, "")
    assert sentence in asked.err
    assert asked.err.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("",), (" ", "\n")])
def test_an_empty_question_is_wrong_usage(glassbox, words: tuple[str, ...]):
    asked = glassbox("ask", *words)

    assert asked.code == 2
    assert "There is no question." in asked.err


def test_a_question_in_another_encoding_is_told(glassbox):
    asked = glassbox("ask", b"caf\xe9".decode("utf-8", "surrogateescape"))

    assert asked.code == 2
    assert "not UTF-8" in asked.err


def test_json_is_one_document_with_text_figures_and_ids(glassbox):
    glassbox.says({"text": "four\x9b", "reasoning": "2 + 2"})

    asked = glassbox("ask", "--json", "--seed", "7", "2 + 2?")

    assert (asked.code, asked.err) == (0, "")
    assert "\x9b" not in asked.out
    document = asked.document
    assert document["text"] == "four\x9b"
    assert document["reasoning"] == "2 + 2"
    assert document["finish_reason"] == "end"
    assert document["seed"] == 7
    assert document["prompt_tokens"] > 0
    assert document["cached_tokens"] == 0
    assert document["reply_tokens"] > 0
    assert document["prompt_seconds"] >= 0
    assert document["reply_seconds"] >= 0
    assert document["tokens_per_second"] >= 0
    assert glassbox("sessions", "show", document["conversation_id"]).code == 0


def test_reasoning_is_not_part_of_the_answer(glassbox):
    glassbox.says({"text": "four", "reasoning": "They want a number."})

    assert glassbox("ask", "2 + 2?").out == "four\n"


def test_c_continues_the_last_conversation(glassbox):
    glassbox("ask", "first")
    glassbox("ask", "-c", "second")

    (conversation,) = glassbox("sessions", "list", "--json").document
    messages = glassbox("sessions", "show", conversation["id"], "--json").document["messages"]
    assert [message["text"] for message in messages] == [
        "first",
        "An answer.",
        "second",
        "An answer.",
    ]


def test_c_without_any_conversation_begins_one(glassbox):
    assert glassbox("ask", "-c", "first").code == 0
    assert len(glassbox("sessions", "list", "--json").document) == 1


def test_an_older_conversation_is_continued_by_the_beginning_of_its_id(glassbox):
    first = glassbox("ask", "--json", "first").document["conversation_id"]
    glassbox("ask", "second")

    glassbox("ask", "--conversation", first[:10], "third")

    assert len(glassbox("sessions", "show", first, "--json").document["messages"]) == 4


def test_a_conversation_that_does_not_exist_is_not_found(glassbox):
    asked = glassbox("ask", "--conversation", "nope", "q")

    assert (asked.code, asked.out) == (3, "")
    assert "There is no conversation 'nope'." in asked.err


def test_an_answer_cut_at_its_limit_is_told_beside_it(glassbox):
    glassbox.says("one two three four")

    asked = glassbox("ask", "--max-tokens", "2", "q")

    assert (asked.code, asked.out) == (0, "one two\n")
    assert "limit" in asked.err
    assert glassbox("ask", "--max-tokens", "2", "--json", "q").document["finish_reason"] == "length"


def test_an_engine_that_fails_leaves_its_partial_answer_and_one_line(glassbox):
    glassbox.says({"text": "half an", "error": "The engine stopped (out of memory)."})

    asked = glassbox("ask", "q")

    assert (asked.code, asked.out) == (1, "half an\n")
    assert asked.err == "glassbox: The engine stopped (out of memory).\n"


def test_an_engine_that_fails_at_once_says_so_and_nothing_else(glassbox):
    glassbox.says({"text": "", "error": "Out of memory."})

    for arguments in (("q",), ("--json", "q")):
        asked = glassbox("ask", *arguments)
        assert (asked.code, asked.out, asked.err) == (1, "", "glassbox: Out of memory.\n")


def test_the_question_stays_when_the_engine_fails(glassbox):
    glassbox.says({"text": "", "error": "Out of memory."})
    glassbox("ask", "precious words")

    assert "precious words" in glassbox("sessions").out


def test_a_missing_script_is_told_with_its_name(glassbox):
    asked = glassbox("ask", "q", GLASSBOX_ENGINE_SCRIPT="/nowhere.json")

    assert asked.code == 2
    assert "/nowhere.json" in asked.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--temperature", "hot"), "--temperature: sampling.temperature must be a number"),
        (("--top-k", "-1"), "--top-k: sampling.top_k must be at least 0, not -1."),
        (("--context", "1"), "--context: model.context_tokens must be at least 256, not 1."),
        (("--threads", "0"), "--threads: model.threads must be at least 1"),
        (("--gpu-layers", "x"), "--gpu-layers: model.gpu_layers must be a whole number"),
        (("--param", "drybase=2"), "Did you mean sampling.dry_base?"),
        (("--param", "dry_base"), "--param takes NAME=VALUE, not 'dry_base'."),
        (("--stop", ""), "--stop: sampling.stop.0 must not be empty"),
        (("--no-such-flag",), "No such option '--no-such-flag'"),
        (("--seed",), "Option '--seed' requires an argument."),
    ],
)
def test_a_wrong_flag_is_told_by_its_name_in_one_line(glassbox, arguments, sentence: str):
    asked = glassbox("ask", *arguments, "q") if len(arguments) > 1 else glassbox("ask", *arguments)

    assert (asked.code, asked.out) == (2, "")
    assert sentence in asked.err
    assert asked.err.startswith("glassbox: ")
    assert asked.err.count("\n") == 1


def test_flags_that_are_right_reach_the_engine(glassbox):
    flags = "--temperature 0 --top-k 1 --min-p 0.1 --param dry-multiplier=0.8 --stop END --stop Z"

    assert glassbox("ask", *flags.split(), "--seed", "9", "--json", "q").document["seed"] == 9


def test_a_flag_before_the_command_counts_too(glassbox, tmp_path):
    glassbox("--data-dir", str(tmp_path / "other"), "ask", "hello")

    assert (tmp_path / "other" / "glassbox.db").exists()
    assert glassbox("sessions").out == ""
    assert "hello" in glassbox("sessions", "list", "--data-dir", str(tmp_path / "other")).out


def test_a_data_folder_that_cannot_be_used_is_told_in_one_line(glassbox, tmp_path):
    (tmp_path / "file").write_text("")

    asked = glassbox("ask", "--data-dir", str(tmp_path / "file" / "x"), "q")

    assert (asked.code, asked.out) == (1, "")
    assert "cannot be written" in asked.err
    assert asked.err.count("\n") == 1


def test_a_missing_model_is_not_found_and_nothing_is_stored(glassbox):
    asked = glassbox("ask", "-m", "no-such-model", "q", GLASSBOX_ENGINE_KIND="worker")

    assert (asked.code, asked.out) == (3, "")
    assert "no-such-model" in asked.err
    assert glassbox("sessions").out == ""
