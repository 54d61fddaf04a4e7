#!/usr/bin/env bash
# Lists every package and public declaration that has no documentation comment, as FILE:LINE: DECLARATION.
# The compiler says which there are, so `swift build` comes first. Usage: docs.sh [ROOT]
#
# What need not be documented where it stands:
# - what the compiler makes, and deinit: no source to write it at;
# - what fulfils a protocol's requirement: documented there, and checked there if the protocol is ours;
# - operators and CodingKeys: they mean what they mean everywhere;
# - an initialiser that can't fail and whose parameters are all properties of its type: documented at the properties.
# Of #if only the branch that was built is seen.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/../lib/environment.sh"
here=$root/scripts/checks
cd -- "${1:-$root}"
root=$(pwd -P)

fail() {
  echo "docs: $1" >&2
  exit 2
}

# SwiftPM's record of how each module is compiled.
build=.build/debug/description.json
[[ -f $build ]] || fail "build first: swift build"

graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT

# Extracting from a built module would be simpler, but drops what mentions another module's package declarations.
jq -r --arg root "$root" --arg graphs "$graphs" -f "$here/docs-modules.jq" "$build" |
  xargs -L 1 -P "$(nproc)" swiftc -frontend -emit-module -experimental-skip-all-function-bodies \
    -emit-symbol-graph -emit-symbol-graph-dir "$graphs" -symbol-graph-minimum-access-level package ||
  fail "the compiler could not say; build first: swift build"

compgen -G "$graphs/*.symbols.json" >/dev/null || fail "no module found"
found=$(jq -r --arg root "$root" -f "$here/docs.jq" "$graphs"/*.symbols.json | sort -t: -k1,1 -k2,2n | uniq)
[[ -n $found ]] || exit 0
printf '%s\n' "$found"
echo "docs: $(wc -l <<<"$found") declarations without documentation" >&2
exit 1
