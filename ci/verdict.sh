#!/usr/bin/env bash
# Fails the job when scoring failed or the comparison's gate did. Reports that cannot be compared are a warning: the
# metric or the golden cases have changed, and that is no fault of an extractor.
#
# HARNESS_COMMAND              pytest or run
# HARNESS_SCORE_CODE           exit code of the scoring
# HARNESS_COMPARE_CODE         exit code of the comparison; empty when nothing was compared
# HARNESS_FAIL_ON_REGRESSION   true or false
#
# Output: verdict, passed or failed.
set -euo pipefail

verdict=passed
fail() {
    verdict=failed
    echo "::error title=scraper-harness::$1"
}
warn() {
    echo "::warning title=scraper-harness::$1"
}

case "${HARNESS_SCORE_CODE:-}" in
    0) ;;
    1) fail "pages or figures fell below what was asked for; the summary has the report" ;;
    "") fail "scoring did not start; the log says why" ;;
    *) fail "${HARNESS_COMMAND:-pytest} ended with exit code $HARNESS_SCORE_CODE; the log says why" ;;
esac

case "${HARNESS_COMPARE_CODE:-}" in
    "" | 0) ;;
    1)
        if [ "${HARNESS_FAIL_ON_REGRESSION:-true}" = "true" ]; then
            fail "an extractor got worse than the base branch; the summary names the pages"
        else
            warn "an extractor got worse than the base branch; the summary names the pages"
        fi
        ;;
    2) warn "the base branch's report cannot be compared with this one; the summary says why" ;;
    *) fail "harness compare ended with exit code $HARNESS_COMPARE_CODE; the log says why" ;;
esac

echo "verdict=$verdict" >>"$GITHUB_OUTPUT"
[ "$verdict" = passed ]
