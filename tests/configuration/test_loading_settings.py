"""Settings come from flags, environment, file and defaults, and every mistake is told at once."""

from pathlib import Path

import pytest

from assistant.configuration import Flag, load_settings, parse_setting
from assistant.errors import SettingsError
from assistant.settings import Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def told(file: Path, environ: dict[str, str] | None = None, flags: tuple[Flag, ...] = ()) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(file, environ or {}, flags)
    return str(caught.value).replace(f"{file}", "settings.toml")


def test_without_a_file_the_defaults_are_in_force(file: Path):
    assert load_settings(file, {}) == Settings()


def test_the_file_changes_what_it_names_and_nothing_else(file: Path):
    file.write_text("[model]\ncontext_tokens = 4096\n")

    settings = load_settings(file, {})

    assert settings.model.context_tokens == 4096
    assert settings.sampling == Settings().sampling


def test_flags_win_over_the_environment_that_over_the_file_and_that_over_defaults(file: Path):
    file.write_text("[sampling]\ntop_k = 1\ntop_p = 0.1\nmin_p = 0.1\n")
    environ = {"GLASSBOX_SAMPLING_TOP_K": "2", "GLASSBOX_SAMPLING_TOP_P": "0.2"}

    sampling = load_settings(file, environ, [Flag("--top-k", "sampling.top_k", "3")]).sampling

    assert (sampling.top_k, sampling.top_p, sampling.min_p) == (3, 0.2, 0.1)
    assert sampling.temperature == Settings().sampling.temperature


@pytest.mark.parametrize(
    ("variable", "text", "read"),
    [
        ("GLASSBOX_MODEL_CONTEXT_TOKENS", "4096", lambda s: s.model.context_tokens == 4096),
        ("GLASSBOX_MODEL_CONTEXT_TOKENS", "none", lambda s: s.model.context_tokens is None),
        ("GLASSBOX_MODEL_NAME", "7", lambda s: s.model.name == "7"),
        ("GLASSBOX_MODEL_SYSTEM_PROMPT", "안녕, {}", lambda s: s.model.system_prompt == "안녕, {}"),
        ("GLASSBOX_SAMPLING_TEMPERATURE", "0", lambda s: s.sampling.temperature == 0.0),
        (
            "GLASSBOX_SAMPLING_STOP",
            '["\\n\\n", "END"]',
            lambda s: s.sampling.stop == ("\n\n", "END"),
        ),
        (
            "GLASSBOX_SAMPLING_LOGIT_BIAS",
            '{"12": -1.5}',
            lambda s: s.sampling.logit_bias == {12: -1.5},
        ),
        ("GLASSBOX_SAMPLING_MIROSTAT", "2", lambda s: s.sampling.mirostat == 2),
        ("GLASSBOX_INTERFACE_SHOW_REASONING", "yes", lambda s: s.interface.show_reasoning is True),
        ("GLASSBOX_KEYS", '{"quit": "f10"}', lambda s: s.keys == {"quit": "f10"}),
        ("GLASSBOX_MODEL_THREADS", "", lambda s: s.model.threads is None),
        ("GLASSBOX_DATA_DIR", "/anywhere", lambda s: s == Settings()),
    ],
)
def test_a_variable_sets_any_kind_of_value(file: Path, variable: str, text: str, read):
    assert read(load_settings(file, {variable: text, "PATH": "/bin"}))


def test_minus_infinity_forbids_a_token_in_the_file(file: Path):
    file.write_text("[sampling.logit_bias]\n12 = -inf\n")

    assert load_settings(file, {}).sampling.logit_bias == {12: float("-inf")}


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        (
            "[sampling]\n# hot\ntemperature = 99\n",
            (
                "settings.toml:3: sampling.temperature must be at most 10, not 99. "
                f"Change the line, or delete it for the default, {Settings().sampling.temperature}."
            ),
        ),
        (
            "[model]\nthreads = 0\n",
            (
                "settings.toml:2: model.threads must be at least 1, not 0. "
                "Change the line, or delete it."
            ),
        ),
        (
            "[model]\nthreads = 2.5\n",
            "settings.toml:2: model.threads must be a whole number, not 2.5.",
        ),
        ("[model]\nthreads = true\n", "must be a whole number, not true."),
        ("[model]\nname = 3\n", "settings.toml:2: model.name must be text, not 3."),
        ("[sampling]\ntop_p = '0.5'\n", 'sampling.top_p must be a number, not "0.5".'),
        (
            "[sampling]\ntop_p = nan\n",
            "settings.toml:2: sampling.top_p must be at most 1, not NaN.",
        ),
        ("[sampling]\nmirostat = 3\n", "sampling.mirostat must be 0, 1 or 2, not 3."),
        ("[sampling]\nstop = 'x'\n", 'sampling.stop must be a list, such as ["a", "b"], not "x".'),
        ("[sampling]\nstop = ['a',\n '']\n", "settings.toml:2: sampling.stop.1 must not be empty"),
        (
            "[sampling.logit_bias]\n7 = 1\nseven = 1\n",
            'settings.toml:3: sampling.logit_bias.seven must be a whole number, not "seven".',
        ),
        ("[keys]\nquit = 'q'\nnew = 5\n", "settings.toml:3: keys.new must be text, not 5."),
        (
            "[engine]\nkind = 'workr'\n",
            "settings.toml:2: engine.kind must be 'worker' or 'scripted', not \"workr\".",
        ),
        (
            "[sampling]\ntemprature = 1\n",
            (
                "settings.toml:2: sampling.temprature is not a setting. "
                "Did you mean sampling.temperature?"
            ),
        ),
        ("[modle]\nname = 'x'\n", "settings.toml:1: modle is not a setting. Did you mean model?"),
        ("theme = 'x'\n", "settings.toml:1: theme is not a setting. Did you mean interface.theme?"),
        ("zzz = 1\n", "zzz is not a setting. `glassbox settings list` shows all of them."),
        (
            "model = 'x'\n",
            (
                "settings.toml:1: model is a section, not a value. "
                "Write [model], and its settings below it."
            ),
        ),
        ("a = 1\nb == 2\n", "settings.toml:2:4: this is not TOML: invalid value."),
        ("[model\n", "settings.toml:1:7: this is not TOML: expected ']'"),
        ('name = "', "settings.toml: this is not TOML: unterminated string."),
    ],
)
def test_a_mistake_in_the_file_is_told_with_key_line_and_remedy(
    file: Path, toml: str, sentence: str
):
    file.write_text(toml)

    message = told(file)

    assert sentence in message
    assert "\n" not in message


def test_every_mistake_is_told_at_once_in_the_order_of_the_file(file: Path):
    file.write_text("[model]\nthreads = 0\nnane = 'x'\n[sampling]\ntop_k = -1\n")
    environ = {"GLASSBOX_MODEL_THREADS": "many"}

    lines = told(file, environ, (Flag("--top-p", "sampling.top_p", "2"),)).splitlines()

    assert [line.split(" ")[0] for line in lines] == [
        "settings.toml:2:",
        "settings.toml:3:",
        "settings.toml:5:",
        "GLASSBOX_MODEL_THREADS:",
        "--top-p:",
    ]


def test_a_value_that_a_flag_overrides_must_be_right_all_the_same(file: Path):
    file.write_text("[sampling]\ntop_k = -1\n")

    assert "settings.toml:2" in told(file, {}, (Flag("--top-k", "sampling.top_k", "3"),))


def test_a_variable_that_means_nothing_is_told_with_a_suggestion(file: Path):
    message = told(file, {"GLASSBOX_MODEL_NAEM": "x"})

    assert message == (
        "GLASSBOX_MODEL_NAEM: there is no such setting. Did you mean GLASSBOX_MODEL_NAME?"
    )


def test_a_wrong_flag_is_called_as_it_was_typed(file: Path):
    message = told(file, {}, (Flag("--param foo", "sampling.foo", "1"),))

    assert message.startswith("--param foo: sampling.foo is not a setting.")


def test_a_settings_file_that_is_a_folder_is_told(tmp_path: Path):
    assert "cannot be read" in told(tmp_path)


def test_a_settings_file_in_another_encoding_is_told(file: Path):
    file.write_bytes('[model]\nname = "é"\n'.encode("latin-1"))

    assert "is not UTF-8 text (byte 17). Save it as UTF-8." in told(file)


def test_a_file_with_windows_line_ends_is_read_with_the_same_lines(file: Path):
    file.write_bytes(b"[model]\r\nthreads = 0\r\n")

    assert "settings.toml:2: model.threads" in told(file)


def test_a_hostile_value_is_shown_without_its_escape_sequences(file: Path):
    file.write_text('[engine]\nkind = "\\u001b[2J\\u009b31m"\n')

    message = told(file)

    assert "\x1b" not in message
    assert "\x9b" not in message


def test_what_somebody_types_for_one_setting_is_checked_alike():
    assert parse_setting("sampling.top_k", "7") == 7
    with pytest.raises(SettingsError, match=r"sampling.top_k must be at least 0, not -7\. Keep"):
        parse_setting("sampling.top_k", "-7")
    with pytest.raises(SettingsError, match=r"Did you mean sampling.top_k\?"):
        parse_setting("sampling.topk", "7")
