"""The verb ``doctor``: is this machine ready?"""

from __future__ import annotations

from pathlib import Path

import click

from analysis.cli.options import PROJECT, exit_status


@click.command()
@PROJECT
@exit_status
def doctor(project: Path | None) -> int:
    """Check this machine: Python, fonts, browser, project folder, configuration."""
    from analysis.doctor import diagnose

    checks = list(diagnose(project))
    for name, state, message in checks:
        click.echo(f"{state:7} {name}: {message}")
    return int(any(state == "failed" for _, state, _ in checks))
