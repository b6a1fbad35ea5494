"""The cards and questions that commands open."""

from collections.abc import Sequence

from assistant.terminal_text import printable
from assistant.tui.parameters import parameter_rows
from assistant.tui.screens.card import CardScreen
from assistant.tui.screens.pick import PickScreen
from assistant.tui.widgets.rows_view import Row, Section
from assistant.turn import ChatSession


def model_picker(session: ChatSession, models: Sequence[str], folder: str) -> PickScreen:
    """Show what is loaded, where it runs and why there, and what else could be."""
    return PickScreen(
        "Model",
        models,
        chosen=session.model.name if session.model else "",
        facts=model_facts(session),
        foot=f"/model PATH loads any GGUF file; those in {printable(folder)} are listed here.",
    )


def theme_picker(names: Sequence[str], chosen: str) -> PickScreen:
    """Show the themes there are."""
    return PickScreen("Colours", names, chosen=chosen)


def model_facts(session: ChatSession) -> list[Section]:
    """Return what is loaded, where it runs and why there."""
    model = session.model
    if model is None:
        return []
    size = f"{model.file_bytes / 1e6:,.0f} MB, {model.parameters / 1e6:,.0f} M parameters"
    context = f"{model.context_tokens:,} tokens; trained for {model.trained_context_tokens:,}"
    where = f"{model.device}, {model.gpu_layers} of {model.layers} layers on a GPU"
    rows = (
        Row("model", f"{model.name} · {model.architecture} · {model.quantisation}"),
        Row("file", f"{model.path} · {size}"),
        Row("context", context),
        Row("runs on", f"{where}, {model.threads} threads"),
        Row("because", model.placement_reason),
    )
    return [Section("", rows)]


def parameters_card(session: ChatSession) -> CardScreen:
    """Show how tokens are chosen in this conversation."""
    rows = parameter_rows(session.sampling, session.conversation.sampling)
    section = Section(
        "",
        tuple(
            Row(name, meaning, value, is_marked=changed) for name, value, meaning, changed in rows
        ),
    )
    foot = "Change them with /params name=value …; `default` returns to the settings."
    return CardScreen("Parameters of this conversation", [section], foot)


def system_card(session: ChatSession) -> CardScreen:
    """Show what the model is told first."""
    text = session.system_prompt or "Nothing but what the model's own template says."
    foot = "Change it with /system TEXT; /system default returns to the settings."
    return CardScreen("System prompt", [Section("", (Row("", text),))], foot)
