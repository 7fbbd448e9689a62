#!/bin/sh
# One scheduled run: read what is new, build the tables, render the pages whose inputs changed.
#
#     deploy/run.sh batch.toml [option of fazhi batch ...]
#
# FAZHI_PROJECT names the folder of another study (see `fazhi new`); batch.toml lies there then.
#
# Exit status as fazhi's: 0 all done; 1 something failed, the rest is done; 2 nothing could start.
set -u
cd "$(dirname "$0")/.." || exit 2
PATH=$PWD/.venv/bin:$PATH
cd "${FAZHI_PROJECT:-.}" || exit 2

worst=0
step() {
  status=0
  "$@" || status=$?
  if [ "$status" -gt 1 ]; then exit "$status"; fi # what follows would work on old tables
  if [ "$status" -gt "$worst" ]; then worst=$status; fi
}

step fazhi ingest --quiet
step fazhi build --quiet
step fazhi batch "$@" --quiet
exit "$worst"
