#!/usr/bin/env bash
# Names what the job keeps in the cache by what it depends on, so that a job that adds nothing has nothing to save.
#
# A cache under a key that is there already is not written again. Both keys have the week in them, for requirements
# without exact versions get newer ones in time. A key that is too coarse costs time and no truth: whatever a run does
# not find in the cache it does again.
#
# HARNESS_EXTRAS         extras of the package
# HARNESS_REQUIREMENTS   a requirements file of the workspace, or requirements
# HARNESS_SPEC           golden folders, or data sets as name:path, separated by white space
# HARNESS_EXTRACTORS     the extractors that are scored
# HARNESS_ARGUMENTS      more arguments of the command
# HARNESS_FOLDER         the workspace
#
# Outputs: packages (of what pip has downloaded), extractions (of what extractors have answered).
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "${HARNESS_FOLDER:-.}"

# Prints the digest of its input, and of the names and the content of what the arguments name.
digest() {
    python -c '
import hashlib, pathlib, sys
whole = hashlib.sha256(sys.stdin.buffer.read())
passed_over = {".git", ".venv", "node_modules", "__pycache__"}
for path in map(pathlib.Path, sys.argv[1:]):
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_file() and not passed_over.intersection(file.parts):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            whole.update(f"{file.relative_to(path)}\0{content}\n".encode(errors="surrogatepass"))
print(whole.hexdigest()[:20])
' "$@"
}

requirements="${HARNESS_REQUIREMENTS:-}"
needed=("$here/pyproject.toml" "$here/constraints.txt")
[ ! -f "$requirements" ] || needed+=("$requirements")
packages="$(printf '%s\n' "$(date -u +%G-%V)" "${HARNESS_EXTRAS:-}" "$requirements" | digest "${needed[@]}")"

read -r -d '' -a specs <<<"${HARNESS_SPEC:-golden}" || true
asked=("$here/harness/__init__.py" extractors pyproject.toml)
for spec in "${specs[@]}"; do
    # A data set as name:path is known by its name alone.
    [ ! -d "$spec" ] || asked+=("$spec")
done
extractions="$(printf '%s\n' "$packages" "${HARNESS_SPEC:-golden}" "${HARNESS_EXTRACTORS:-}" "${HARNESS_ARGUMENTS:-}" |
    digest "${asked[@]}")"

{
    echo "packages=$packages"
    echo "extractions=$extractions"
} >>"$GITHUB_OUTPUT"
