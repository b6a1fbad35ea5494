"""The settings: where they come from, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.cli.doctor.findings import Finding, Group, fine, problem
from assistant.configuration import Flag, build_settings, read_assignments
from assistant.errors import SettingsError
from assistant.settings import Settings


def examine_settings(
    file: Path, environ: Mapping[str, str], flags: Sequence[Flag]
) -> tuple[Settings, Group]:
    """Return the settings, or the defaults when they are wrong, and what was found."""
    where = f"{file}" if file.exists() else f"{file} does not exist; the defaults are in force"
    findings = [fine("settings.file", where)]
    try:
        assignments = read_assignments(file, environ, flags)
    except SettingsError as error:
        findings += _problems(error)
        return Settings(), Group("Settings", tuple(findings))
    changed = sorted({assignment.key for assignment in assignments})
    if changed:
        findings.append(fine("settings.changed", f"differ from the defaults: {', '.join(changed)}"))
    return build_settings(assignments), Group("Settings", tuple(findings))


def _problems(error: SettingsError) -> list[Finding]:
    remedy = "`glassbox settings edit` opens the file. Until then nothing but doctor runs."
    lines = str(error).splitlines()
    return [problem(f"settings.{number}", line, remedy) for number, line in enumerate(lines, 1)]
