"""The settings: where they come from, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.cli.doctor.findings import Finding, Group, fine, problem
from assistant.configuration import Flag, build_settings, read_assignments
from assistant.errors import SettingsError
from assistant.locales import N_, _
from assistant.settings import Settings

_TITLE = N_("Settings")


def examine_settings(
    file: Path, environ: Mapping[str, str], flags: Sequence[Flag]
) -> tuple[Settings, Group]:
    """Return the settings, or the defaults when they are wrong, and what was found."""
    missing = _("{file} does not exist; the defaults are in force").format(file=file)
    where = f"{file}" if file.exists() else missing
    findings = [fine("settings.file", where)]
    try:
        assignments = read_assignments(file, environ, flags)
    except SettingsError as error:
        findings += _problems(error)
        return Settings(), Group(_TITLE, tuple(findings))
    changed = sorted({assignment.key for assignment in assignments})
    if changed:
        text = _("differ from the defaults: {names}").format(names=", ".join(changed))
        findings.append(fine("settings.changed", text))
    return build_settings(assignments), Group(_TITLE, tuple(findings))


def _problems(error: SettingsError) -> list[Finding]:
    remedy = _("`glassbox settings edit` opens the file. Until then nothing but doctor runs.")
    lines = str(error).splitlines()
    return [problem(f"settings.{number}", line, remedy) for number, line in enumerate(lines, 1)]
