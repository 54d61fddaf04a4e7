#!/usr/bin/env bash
# Whether the package is cut as it says; that no target imports what it doesn't declare, the build proves.
# - Every dependency that a target declares is imported by one of its files. (Products are named like their modules.)
# - No target, tests apart, is over 3,300 lines of Swift. Sources has at most 300 Swift files, 8 of them up to 20 lines.
# - No circle between the folders of a target. What stands beside them is a folder too: `.`
# Usage: layers.sh [ROOT]
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/../lib/environment.sh"
here=$root/scripts/checks
cd -- "${1:-$root}"

most_lines=3300 most_files=300 most_short_files=8 short_file=20

problems=0
problem() {
  echo "$1"
  problems=$((problems + 1))
}

fail() {
  echo "layers: $1" >&2
  exit 2
}

# imports FOLDER MODULE: whether a file imports it, or a declaration out of it.
imports() {
  local modifier='@[A-Za-z]+(\([^)]*\))?|package|public|internal|private|fileprivate'
  local kind='struct|class|enum|protocol|typealias|func|let|var'
  grep -rqE --include='*.swift' "^ *(($modifier) +)*import +(($kind) +)?$2\b" "$1"
}

# sizes FOLDER: LINES FILE for each of its Swift files.
sizes() {
  find "$1" -name '*.swift' | sort | while IFS= read -r file; do echo "$(wc -l <"$file") $file"; done
}

package=$(swift package dump-package) || fail "Package.swift can't be read"
targets=$(jq -r '.targets[] | select(.type | IN("regular", "executable", "test"))
  | [.type, .name, .path // (if .type == "test" then "Tests/" else "Sources/" end) + .name,
     ([.dependencies[] | (.byName // .target // .product)[0]] | join(" "))] | @tsv' <<<"$package")

names=$(grep -rhoE --include='*.swift' '\b(func|var|let|case) +\.?[A-Za-z_]+' Sources | sed 's/.*[ .]//')

while IFS=$'\t' read -r type name path dependencies; do
  for dependency in $dependencies; do
    imports "$path" "${dependency//-/_}" || problem "Package.swift: $name declares $dependency, but imports it nowhere"
  done
  [[ $type != test ]] || continue
  mapfile -t files < <(find "$path" -name '*.swift' | sort)
  ((${#files[@]} > 0)) || fail "$path: no Swift files there"
  lines=$(cat "${files[@]}" | wc -l)
  ((lines <= most_lines)) || problem "$path: $lines lines of Swift in one target; at most $most_lines"
  circles=$(awk -v target="$path" -f "$here/code.awk" -f "$here/folders.awk" - "${files[@]}" <<<"$names") ||
    fail "awk can't say"
  while IFS= read -r circle; do [[ -z $circle ]] || problem "$circle"; done <<<"$circles"
done <<<"$targets"

mapfile -t files < <(sizes Sources)
((${#files[@]} <= most_files)) || problem "Sources: ${#files[@]} Swift files; at most $most_files"
mapfile -t short < <(printf '%s\n' "${files[@]}" | awk -v most="$short_file" '$1 <= most { print $2 }')
((${#short[@]} <= most_short_files)) || {
  problem "Sources: ${#short[@]} files of at most $short_file lines, of which $most_short_files are allowed:"
  printf '  %s\n' "${short[@]}"
}

((problems > 0)) || exit 0
echo "layers: $problems problems" >&2
exit 1
