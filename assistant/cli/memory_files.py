"""`glassbox memory export` and `import`: what is remembered, moved out and in."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.cli.export_files import refuse_existing, write_file
from assistant.cli.help import Command
from assistant.cli.options import json_option, shared_options
from assistant.cli.output import print_json, tell
from assistant.cli.remembered import opened_memory
from assistant.errors import InputError, NotFoundError
from assistant.locales import N_, _, ngettext

LONGEST_LINE = 10_000_000
"""Characters: more than a memory can have."""


@click.command("export", cls=Command)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=N_("Write to this file instead of standard output."),
)
@click.option("--yes", is_flag=True, help=N_("Write over files that exist."))
@shared_options
@click.pass_context
def export_memory(context: click.Context, output: Path | None, *, yes: bool) -> None:
    """Write everything that is remembered: a JSON object in each line, complete."""
    with opened_memory(context) as memory:
        lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in memory.export())
        if output is None:
            for line in lines:
                click.echo(line, nl=False)
            return
        if not yes:
            refuse_existing([output])
        write_file(output, lines, overwrites=yes)
    tell(_("Wrote {path}.").format(path=output))


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@shared_options
@click.pass_context
def import_memory(context: click.Context, file: Path, *, as_json: bool) -> int:
    """Take in what `memory export` wrote; what is there already is not taken in twice."""
    with opened_memory(context) as memory:
        report = memory.import_(_lines(file))
    if as_json:
        print_json(
            {
                "memories": report.memories,
                "rounds": report.rounds,
                "already_there": report.already_there,
                "refused": report.refused,
                "reasons": list(report.reasons),
            }
        )
    else:
        told = ngettext(
            "Took in {count:,} memory; {there:,} were there already.",
            "Took in {count:,} memories; {there:,} were there already.",
            report.memories,
        )
        tell(told.format(count=report.memories, there=report.already_there))
        if report.refused:
            told = ngettext(
                "{count:,} line says nothing that can be remembered:",
                "{count:,} lines say nothing that can be remembered:",
                report.refused,
            )
            tell(told.format(count=report.refused))
        for reason in report.reasons:
            tell(reason)
    return 1 if report.refused and not report.memories and not report.already_there else 0


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            while line := lines.readline(LONGEST_LINE):
                yield line
    except FileNotFoundError as error:
        raise NotFoundError(_("There is no file {path}.").format(path=file)) from error
    except OSError as error:
        raise InputError(
            _("{path} cannot be read: {reason}.").format(path=file, reason=error.strerror)
        ) from error
