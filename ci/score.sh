#!/usr/bin/env bash
# Scores the workspace. A failed gate does not end the job here: the report is to be compared and kept first, and
# ci/verdict.sh fails the job in the end.
#
# HARNESS_COMMAND      pytest or run
# HARNESS_SPEC         golden folders, or data sets as name:path, separated by white space
# HARNESS_EXTRACTORS   extractors, separated by white space; all if empty
# HARNESS_ARGUMENTS    more arguments, separated by white space
# HARNESS_BASELINE     baseline of the gate (pytest); none if empty
# HARNESS_COMPARE      true or false: whether the report is to be compared
# HARNESS_BASE_REPORT  run.json or its folder, to compare with; may be empty
# HARNESS_REPORT       folder of the report
# HARNESS_FOLDER       the workspace
#
# Outputs: exit-code, report.
set -euo pipefail
cd "${HARNESS_FOLDER:-.}"

fail() {
    echo "::error title=scraper-harness::$1"
    exit 2
}

# A report that somebody names is there: a name that is wrong would compare nothing, for ever and without a word.
base="${HARNESS_BASE_REPORT:-}"
if [ "${HARNESS_COMPARE:-true}" = "true" ] && [ -n "$base" ] && [ ! -f "$base" ] && [ ! -f "$base/run.json" ]; then
    fail "base-report is $base, and there is neither such a file nor a run.json in it; correct it, or leave it empty"
fi

report="${HARNESS_REPORT:-reports/latest}"
mkdir -p "$report"
report="$(cd "$report" && pwd)"
# A run of another time, from the cache or from the repository, must not be taken for this one.
rm -f "$report/run.json"

# Words, and nothing expanded: an input is no place to run a command from.
read -r -d '' -a specs <<<"${HARNESS_SPEC:-golden}" || true
read -r -d '' -a extractors <<<"${HARNESS_EXTRACTORS:-}" || true
read -r -d '' -a more <<<"${HARNESS_ARGUMENTS:-}" || true
chosen=()
for name in ${extractors[@]+"${extractors[@]}"}; do
    chosen+=(-E "$name")
done

case "${HARNESS_COMMAND:-pytest}" in
    pytest)
        command=(pytest "${specs[@]}" --harness-report "$report")
        [ -z "${HARNESS_BASELINE:-}" ] || command+=(--harness-baseline "$HARNESS_BASELINE")
        ;;
    run)
        [ -z "${HARNESS_BASELINE:-}" ] || fail "a baseline is held against by pytest; leave it out, or use command: pytest"
        command=(harness run "${specs[@]}" --report "$report")
        ;;
    *) fail "command is ${HARNESS_COMMAND}; it must be pytest or run" ;;
esac
command+=(${chosen[@]+"${chosen[@]}"} ${more[@]+"${more[@]}"})

printf '$'
printf ' %q' "${command[@]}"
printf '\n'
code=0
"${command[@]}" || code=$?

{
    echo "exit-code=$code"
    echo "report=$report"
} >>"$GITHUB_OUTPUT"
