#!/usr/bin/env bash
# Copies the report to where the next run, of this branch or of a pull request against it, looks for one.
#
# HARNESS_REPORT        folder of the report
# HARNESS_KEPT_REPORT   where to copy it
#
# Output: kept, true or false.
set -euo pipefail

if [ ! -f "${HARNESS_REPORT:-}/run.json" ]; then
    echo "kept=false" >>"$GITHUB_OUTPUT"
    exit 0
fi
rm -rf "${HARNESS_KEPT_REPORT:?}"
mkdir -p "$HARNESS_KEPT_REPORT"
cp "$HARNESS_REPORT/run.json" "$HARNESS_KEPT_REPORT/"
# With the outputs beside it a comparison can name the words that were gained and lost.
[ ! -f "$HARNESS_REPORT/journal.jsonl" ] || cp "$HARNESS_REPORT/journal.jsonl" "$HARNESS_KEPT_REPORT/"
echo "kept=true" >>"$GITHUB_OUTPUT"
