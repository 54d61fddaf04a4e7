#!/usr/bin/env bash
# chart.sh DIR: draws a benchmark's chart as SVG and PNG from benchmark.csv and summary.md in that folder.
set -euo pipefail

fail() {
  echo "chart.sh: $1" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lib=$here/../charts/lib
folder=$(cd "${1?the folder of a benchmark}" && pwd)
[[ -r $folder/benchmark.csv ]] || fail "no benchmark.csv in $folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

machine=
[[ ! -r $folder/summary.md ]] || machine=$(head -n 1 "$folder/summary.md")
LC_ALL=C CSV=$folder/benchmark.csv MACHINE=${machine%%;*} awk \
  -f "$here/../lib/csv.awk" -f "$here/figures.awk" -f "$here/labels.awk" -f "$here/cases.awk" -f "$here/chart.awk"
for format in svg png; do
  LC_ALL=C.UTF-8 gnuplot -d -e "format = '$format'" layout.gp "$lib/style.gp" "$here/chart.gp"
  [[ -s chart.$format ]] || fail "gnuplot wrote no chart.$format"
  mv "chart.$format" "$folder/benchmark.$format"
done
