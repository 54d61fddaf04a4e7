#!/usr/bin/env bash
# chart.sh DIR: draws a benchmark's chart as SVG and PNG from benchmark.csv and summary.md in that folder.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/../lib/environment.sh"
# shellcheck source=lib/children.sh
source "$root/scripts/lib/children.sh"
# shellcheck source=lib/gnuplot.sh
source "$root/scripts/lib/gnuplot.sh"

fail() {
  echo "chart.sh: $1" >&2
  exit 1
}

here=$root/scripts/benchmark
lib=$root/scripts/charts/lib
folder=${1?the folder of a benchmark}
[[ $folder == /* ]] || folder=$PWD/$folder
[[ -r $folder/benchmark.csv ]] || fail "no benchmark.csv in $folder"
work=$(mktemp -d)
new=
trap 'rm -rf -- "$work" ${new:+"$new"}' EXIT
cd "$work"

machine=
[[ ! -r $folder/summary.md ]] || machine=$(head -n 1 "$folder/summary.md")
LC_ALL=C CSV=$folder/benchmark.csv MACHINE=${machine%%;*} awk \
  -f "$here/../lib/csv.awk" -f "$here/figures.awk" -f "$here/labels.awk" -f "$here/cases.awk" -f "$here/chart.awk"
for format in svg png; do
  gnuplot_format "$format" layout.gp "$lib/style.gp" "$here/chart.gp"
  [[ -s chart.$format ]] || fail "gnuplot wrote no chart.$format"
  new=$folder/benchmark.$format.new
  cp -- "chart.$format" "$new"
  mv -f -- "$new" "$folder/benchmark.$format"
done
