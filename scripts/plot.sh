#!/usr/bin/env bash
# Draws every chart that a run has the data for, with gnuplot, from the run's CSV files alone.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/plot.sh [RUN]

Draws the charts of a run, SVG and PNG, into RUN/charts. RUN is a run's folder;
the newest one under Results if none is given. Needs gnuplot 5.2 or later.

Each chart is two files to change as you like: scripts/charts/NAME.awk turns the
CSV files into points, scripts/charts/NAME.gp draws them.
TEXT
}

fail() {
  echo "plot.sh: $1" >&2
  exit "${2:-1}"
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
charts=$root/scripts/charts

# The newest folder under Results that has measurements; empty if there is none.
newest_run() {
  local folder newest=
  for folder in "$root"/Results/*/; do
    [[ -f $folder/measurements.csv ]] || continue
    [[ -z $newest || $folder/measurements.csv -nt $newest/measurements.csv ]] && newest=$folder
  done
  printf '%s' "${newest%/}"
}

# Draws one chart in the folder it is given; 3 if the run has no data for it.
draw() {
  local name=$1 folder=$2 format status=0
  cd "$folder" || return
  # What charts load by name, since a path may hold what gnuplot's quotes cannot.
  cp "$charts/lib/panels.gp" . || return
  # The C locale, so that a decimal point is a point and a byte a byte.
  LC_ALL=C RUN=$run awk -f "$charts/lib/csv.awk" -f "$charts/lib/figures.awk" -f "$charts/lib/labels.awk" \
    -f "$charts/lib/panels.awk" -f "$charts/$name.awk" 2>why || status=$?
  ((status == 0)) || return "$status"
  for format in svg png; do
    LC_ALL=C.UTF-8 gnuplot -e "format = '$format'" layout.gp "$charts/lib/style.gp" "$charts/$name.gp" 2>why || return 1
    [[ -s chart.$format ]] || return 1
  done
}

case ${1-} in
  -h | --help)
    usage
    exit
    ;;
  -*)
    usage >&2
    exit 64
    ;;
esac
(($# <= 1)) || fail "one run at a time; got $#" 64

run=${1-$(newest_run)}
[[ -n $run ]] || fail "no run under $root/Results: scripts/run.sh makes one"
[[ -d $run ]] || fail "no such folder: $run"
run=$(cd "$run" && pwd)
[[ -r $run/measurements.csv ]] || fail "not a run's folder, it has no measurements.csv: $run"
command -v gnuplot >/dev/null || fail "gnuplot is missing: sudo apt-get install gnuplot-nox"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$run/charts" || fail "cannot write to $run"

drawn=0
failed=0
for script in "$charts"/*.gp; do
  name=$(basename "$script" .gp)
  mkdir "$work/$name"
  status=0
  (draw "$name" "$work/$name") || status=$?
  case $status in
    0)
      mv "$work/$name/chart.svg" "$run/charts/$name.svg"
      mv "$work/$name/chart.png" "$run/charts/$name.png"
      echo "$run/charts/$name.svg and .png"
      drawn=$((drawn + 1))
      ;;
    3) echo "plot.sh: $name skipped: $(<"$work/$name/why")" >&2 ;;
    *)
      echo "plot.sh: $name failed:" >&2
      sed 's/^/  /' "$work/$name/why" >&2
      failed=$((failed + 1))
      ;;
  esac
done

((failed == 0)) || fail "$failed of the charts could not be drawn"
((drawn > 0)) || fail "nothing to draw in $run"
