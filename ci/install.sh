#!/usr/bin/env bash
# Installs the package of this action's own revision, and in the same breath what the workspace needs beside it, so that
# pip finds versions that fit both.
#
# HARNESS_EXTRAS         extras of the package, separated by commas or white space
# HARNESS_REQUIREMENTS   a requirements file of the workspace, or requirements separated by white space
# HARNESS_FOLDER         the workspace
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "${HARNESS_FOLDER:-.}"

package="$here"
listed="${HARNESS_EXTRAS:-}"
read -r -d '' -a extras <<<"${listed//,/ }" || true
if [ "${#extras[@]}" -gt 0 ]; then
    listed="$(printf '%s,' "${extras[@]}")"
    package="$here[${listed%,}]"
fi
wanted=("$package")
if [ -n "${HARNESS_REQUIREMENTS:-}" ] && [ -f "$HARNESS_REQUIREMENTS" ]; then
    wanted+=(--requirement "$HARNESS_REQUIREMENTS")
else
    # One word a requirement; a line feed separates words too.
    read -r -d '' -a words <<<"${HARNESS_REQUIREMENTS:-}" || true
    wanted+=(${words[@]+"${words[@]}"})
fi
python -m pip install --disable-pip-version-check "${wanted[@]}"
