"""The cards and questions that commands open."""

from collections.abc import Sequence

from assistant.locales import _, language
from assistant.terminal_text import printable
from assistant.tui.parameters import parameter_rows
from assistant.tui.screens.card import CardScreen
from assistant.tui.screens.pick import PickScreen
from assistant.tui.widgets.rows_view import Row, Section
from assistant.tui.wording import language_names
from assistant.turn import ChatSession


def model_picker(session: ChatSession, models: Sequence[str], folder: str) -> PickScreen:
    """Show what is loaded, where it runs and why there, and what else could be."""
    return PickScreen(
        _("Model"),
        models,
        chosen=session.model.name if session.model else "",
        facts=model_facts(session),
        foot=_("/model PATH loads any GGUF file; those in {folder} are listed here.").format(
            folder=printable(folder)
        ),
    )


def theme_picker(names: Sequence[str], chosen: str) -> PickScreen:
    """Show the themes there are."""
    return PickScreen(_("Colours"), names, chosen=chosen)


def language_picker() -> PickScreen:
    """Show the languages there are."""
    names = language_names()
    return PickScreen(_("Language"), list(names), chosen=language(), labels=names)


def model_facts(session: ChatSession) -> list[Section]:
    """Return what is loaded, where it runs and why there."""
    model = session.model
    if model is None:
        return []
    size = _("{megabytes:,.0f} MB, {millions:,.0f} M parameters").format(
        megabytes=model.file_bytes / 1e6, millions=model.parameters / 1e6
    )
    context = _("{tokens:,} tokens; trained for {trained:,}").format(
        tokens=model.context_tokens, trained=model.trained_context_tokens
    )
    where = _("{device}, {gpu} of {layers} layers on a GPU, {threads} threads").format(
        device=model.device, gpu=model.gpu_layers, layers=model.layers, threads=model.threads
    )
    rows = (
        Row(_("model"), f"{model.name} · {model.architecture} · {model.quantisation}"),
        Row(_("file"), f"{model.path} · {size}"),
        Row(_("context"), context),
        Row(_("runs on"), where),
        Row(_("because"), model.placement_reason),
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
    foot = _("Change them with /params name=value …; `default` returns to the settings.")
    return CardScreen(_("Parameters of this conversation"), [section], foot)


def system_card(session: ChatSession) -> CardScreen:
    """Show what the model is told first."""
    text = session.system_prompt or _("Nothing but what the model's own template says.")
    foot = _("Change it with /system TEXT; /system default returns to the settings.")
    return CardScreen(_("System prompt"), [Section("", (Row("", text),))], foot)
