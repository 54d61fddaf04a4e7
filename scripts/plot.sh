#!/usr/bin/env bash
# Draws every chart that a run has the data for, with gnuplot, from the run's CSV files alone.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/lib/environment.sh"

usage() {
  cat <<'TEXT'
Usage: scripts/plot.sh [RUN]

Draws the charts of a run, SVG and PNG, into RUN/charts. RUN is a run's folder;
the newest one under Results if none is given. Needs gnuplot 5.2 or later.

Each chart is one file to change as you like, scripts/charts/NAME.gp. It draws
rows of RUN/series.csv; colours and fonts are in scripts/charts/lib/style.gp.
TEXT
}

fail() {
  echo "plot.sh: $1" >&2
  exit "${2:-1}"
}

# shellcheck source=lib/lock.sh
source "$root/scripts/lib/lock.sh"
# shellcheck source=lib/children.sh
source "$root/scripts/lib/children.sh"
# shellcheck source=lib/gnuplot.sh
source "$root/scripts/lib/gnuplot.sh"
charts=$root/scripts/charts

# Sets $run to the newest folder under Results that has series; to nothing if there is none.
find_newest_run() {
  local folder
  run=
  for folder in "$root"/Results/*/; do
    [[ -f $folder/series.csv ]] || continue
    [[ -z $run || $folder/series.csv -nt $run/series.csv ]] && run=${folder%/}
  done
}

# awk with the CSV reader and the given programs, in the C locale: a decimal point is a point, and a byte a byte.
csv_awk() {
  local programs=() program
  for program; do programs+=(-f "$program"); done
  LC_ALL=C awk -f "$root/scripts/lib/csv.awk" "${programs[@]}"
}

# Files under fixed names, so that no path is ever part of a gnuplot program, and none of the user's own settings.
prepare() {
  local file
  cp "$charts"/lib/*.gp "$charts"/*.gp .
  for file in measurements requests environment; do
    [[ ! -r $run/$file.csv ]] || ln -s "$run/$file.csv" .
  done
  CSV=$run/series.csv NEEDS="experiment group strategy x metric stat median low high blocks predicted bound note" \
    csv_awk "$charts/lib/plain.awk" >all.csv || return
  echo "experiment,strategy,load,estimate,value,low,high,end" >estimates.csv
  [[ ! -r $run/estimates.csv ]] || CSV=$run/estimates.csv NEEDS="experiment strategy load estimate value low high" \
    csv_awk "$charts/lib/plain.awk" >estimates.csv || return
  # For gnuplot a file without a row is an error.
  echo ",,,,,,,,,,end" >>estimates.csv
  csv_awk "$charts/lib/facts.awk" >facts.tsv
}

# The rows of one experiment, under the names of the columns; series has no quotes any more.
rows_of() {
  awk -F, -v experiment="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "experiment") place = i }
    NR == 1 || $place == experiment' all.csv
}

# Draws one chart here; 3 if the run has no data for it, which it says.
draw() {
  local name=$1 experiment format
  experiment=$(sed -n "s/^experiment = '\([a-z-]*\)'$/\1/p" "$name.gp")
  rows_of "$experiment" >series.csv
  if (($(wc -l <series.csv) < 2)); then
    echo "series.csv has no row of $experiment"
    return 3
  fi
  # If the only row of a file has no label, drawing labels ends gnuplot 5.4. A point may be drawn twice.
  (($(wc -l <series.csv) > 2)) || sed -i '$p' series.csv
  [[ ! -f $charts/$name.awk ]] || csv_awk "$charts/$name.awk" >bars.csv || return
  for format in svg png; do
    rm -f "chart.$format"
    gnuplot_format "$format" "$name.gp" || return 1
    [[ -s chart.$format ]] || return 1
  done
}

# place FILE TARGET: replaces the target as a whole; TMPDIR may be on another disk.
place() {
  new=$2.new
  cp -- "$1" "$2.new" && mv -f -- "$2.new" "$2" && return
  fail "cannot write $2"
}

case ${1-} in
  -h | --help)
    usage
    exit
    ;;
  --) shift ;;
  -*)
    usage >&2
    exit 64
    ;;
esac
(($# <= 1)) || fail "one run at a time; got $#" 64

if (($# == 1)); then run=$1; else find_newest_run; fi
[[ -n $run ]] || fail "no run under $root/Results has a series.csv: scripts/run.sh makes one"
[[ -d $run ]] || fail "no such folder: $run"
[[ $run == /* ]] || run=$PWD/$run
[[ -r $run/measurements.csv || -r $run/series.csv ]] || fail "not a run's folder, it has no measurements.csv: $run"
[[ -r $run/series.csv ]] || fail "no series.csv in $run: 'harness summarise RUN' makes it"
command -v gnuplot >/dev/null || fail "gnuplot is missing: sudo apt-get install gnuplot-nox"

work=$(mktemp -d)
new=
trap 'rm -rf -- "$work" ${new:+"$new"}' EXIT
{ mkdir -p "$run/charts" && lock "$run/charts"; } || fail "cannot write to $run"
cd "$work"
prepare || fail "cannot read the run"

drawn=0
failed=0
for chart in "$charts"/*.gp; do
  name=$(basename "$chart" .gp)
  status=0
  draw "$name" >why 2>&1 || status=$?
  case $status in
    0)
      place chart.svg "$run/charts/$name.svg"
      place chart.png "$run/charts/$name.png"
      echo "$run/charts/$name.svg and .png"
      drawn=$((drawn + 1))
      ;;
    3) echo "plot.sh: $name skipped: $(<why)" >&2 ;;
    *)
      echo "plot.sh: $name failed:" >&2
      sed 's/^/  /' why >&2
      failed=$((failed + 1))
      ;;
  esac
done

((failed == 0)) || fail "$failed of the charts could not be drawn"
((drawn > 0)) || fail "nothing to draw in $run"
