"""The command line: ``fazhi VERB``; every verb says what it read, wrote and could not do."""

from __future__ import annotations

import click

from analysis.cli.batching import batch
from analysis.cli.building import build, export
from analysis.cli.checking import check_group
from analysis.cli.diagnosing import doctor
from analysis.cli.new_study import new
from analysis.cli.reading import extract, ingest
from analysis.cli.rendering import everything, report
from analysis.cli.simulating import simulate

READ = (ingest, build, extract, export)
RENDER = (report, batch, everything)
VERBS = (new, *READ, *RENDER, check_group, simulate, doctor)


@click.group(commands=VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fazhi-analysis")
def main() -> None:
    """Read counties' annual rule-of-law reports, compare them, and render pages.

    Exit status: 0 all done, 1 something failed (the last lines say what), 2 nothing could start.
    """
