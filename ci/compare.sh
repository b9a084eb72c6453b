#!/usr/bin/env bash
# Compares the report with that of the base branch, and writes the step summary and the text of a comment. Says what
# was found and leaves the verdict to ci/verdict.sh.
#
# HARNESS_COMPARE       true or false
# HARNESS_BASE_REPORT   run.json or its folder; if empty:
# HARNESS_KEPT_REPORT   the folder in which an earlier run has kept its report, if there was one
# HARNESS_REPORT        folder of the new report
# HARNESS_FOLDER        the workspace
#
# Outputs: exit-code (empty when nothing was compared), comment.
set -euo pipefail
cd "${HARNESS_FOLDER:-.}"

# The service takes summaries of up to a mebibyte, and shows nothing at all of a longer one.
most_bytes=900000
folder="${RUNNER_TEMP:-${TMPDIR:-/tmp}}/scraper-harness"
mkdir -p "$folder"
comment="$folder/comment.md"
said="$folder/said.txt"
code=""

base="${HARNESS_BASE_REPORT:-}"
if [ -z "$base" ] && [ -f "${HARNESS_KEPT_REPORT:-}/run.json" ]; then
    base="$HARNESS_KEPT_REPORT"
fi

if [ ! -f "${HARNESS_REPORT:-}/run.json" ]; then
    echo "There is no report: scoring ended before it was written. The log of the job says why." >"$comment"
elif [ "${HARNESS_COMPARE:-true}" != "true" ]; then
    : >"$comment"
elif [ -z "$base" ]; then
    echo "No report of the base branch is there yet, so there is nothing to compare with." >"$comment"
else
    code=0
    rm -f "$comment"
    # New golden cases are no reason to compare nothing: the cases that both runs have are held side by side.
    harness compare "$base" "$HARNESS_REPORT" --intersect --format markdown --output "$comment" 2>"$said" || code=$?
    cat "$said" >&2
    if [ ! -s "$comment" ]; then
        {
            echo "The reports could not be compared (exit code $code)."
            echo
            # An indented block, in which nothing is markup.
            tail -n 5 "$said" | cut -c 1-1000 | sed 's/^/    /'
        } >"$comment"
    fi
fi

{
    echo "# scraper-harness"
    echo
    cat "$comment"
    echo
    whole="${HARNESS_REPORT:-}/report.md"
    if [ -f "$whole" ]; then
        if [ "$(($(wc -c <"$whole") + $(wc -c <"$comment")))" -lt "$most_bytes" ]; then
            printf '<details><summary>The whole report</summary>\n\n'
            cat "$whole"
            printf '\n</details>\n'
        else
            echo "The whole report is too long for a summary; it is among the artefacts."
        fi
    fi
} >>"$GITHUB_STEP_SUMMARY"

{
    echo "exit-code=$code"
    echo "comment=$comment"
} >>"$GITHUB_OUTPUT"
