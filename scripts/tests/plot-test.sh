#!/usr/bin/env bash
# plot.sh against a run that was made up, with figures that are easy to check by hand, and against what is no run.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

plot=$root/scripts/plot.sh
fixture=$root/scripts/tests/fixture

# A folder with a copy of the fixture's files, under a name that scripts get wrong.
copy_run() {
  local folder="$scratch/it's a \"run\" \$(of) $1"
  mkdir -p "$folder"
  cp "$fixture"/*.csv "$folder"
  printf '%s' "$folder"
}

# is_picture FILE: a PNG that is large enough to hold a chart, by its own header.
is_picture() {
  local signature width
  signature=$(head -c 8 "$1" | od -An -tx1 | tr -d ' \n')
  width=$((16#$(tail -c +17 "$1" | head -c 4 | od -An -tx1 | tr -d ' \n')))
  [[ $signature == 89504e470d0a1a0a ]] && ((width >= 2000 && $(wc -c <"$1") > 50000))
}

# The texts of an SVG file, one a line.
texts() {
  sed -n '/<text/{s/<[^>]*>//g;s/^[[:space:]]*//;p}' "$1"
}

run_folder=$(copy_run one)
cd /
run "$plot" "$run_folder"
expect "it succeeds from any directory" equal "$status" 0
expect "and quietly" equal "$stderr" ""
for chart in "$root"/scripts/charts/*.gp; do
  name=$(basename "$chart" .gp)
  expect "$name.png is a picture" is_picture "$run_folder/charts/$name.png"
  expect "$name.svg ends" contains "$(tail -n 3 "$run_folder/charts/$name.svg")" "</svg>"
  expect "$name.svg tells the machine" contains "$(texts "$run_folder/charts/$name.svg")" \
    "Made-up CPU, 2 GHz, 2 cores, Linux 6.1.0, Swift 6.3.1, 2026-11-22"
  expect "$name is announced" contains "$stdout" "charts/$name.svg"
done

five_pages=$(texts "$run_folder/charts/five-pages.svg")
# Three blocks: 354, 363 and 355 ms; the void trial of 2,354 ms and the control's do not count.
expect "a runtime is the median of its blocks" contains "$five_pages" "thread-pool  355 ms, 5 threads"
expect "what one thread did is one thread" contains "$five_pages" "event-loop  355 ms, 1 thread"$'\n'
expect "the sum of all" contains "$five_pages" "sequential  1021 ms, 1 thread"
expect "a pool of two" contains "$five_pages" "dispatch  543 ms, 2 threads"
expect "the prediction is there" contains "$five_pages" "predicted 530 ms"
expect "a page a row in each of ten panels" equal "$(grep -cx 'netflix.com' <<<"$five_pages")" 10

# gnuplot writes a name in a box twice, once to measure it.
fan_out=$(texts "$run_folder/charts/fan-out.svg" | uniq)
for strategy in sequential thread-per-page dispatch-unbounded event-loop task-group-blocking; do
  expect "$strategy is named in both panels" equal "$(grep -cx "$strategy" <<<"$fan_out")" 2
done
expect "the family of 100 ms is drawn" contains "$fan_out" "ideal: 100 ms"

strange=$(copy_run two)
# shellcheck disable=SC2016 # not to be expanded, by nobody
sed -i 's/apple\.com/"a,p""p`touch pwn`'"'"'l\\e"/' "$strange/requests.csv"
run "$plot" "$strange"
expect "a page may have any name" equal "$status" 0
# shellcheck disable=SC1112,SC2016 # the typographer's apostrophe stands for the typist's
expect "and is shown by it, but for what gnuplot would take amiss" contains \
  "$(texts "$strange/charts/five-pages.svg")" 'a,p p`touch pwn`’l e'

partial=$(copy_run three)
rm "$partial/requests.csv" "$partial/environment.csv"
run "$plot" "$partial"
expect "a chart whose data are missing is skipped" equal "$status" 0
expect "which is said" contains "$stderr" "five-pages skipped: requests.csv has no request"
expect "and it is not there" test ! -e "$partial/charts/five-pages.svg"
expect "the others are" test -s "$partial/charts/fan-out.svg"

head -n 1 "$fixture/measurements.csv" >"$partial/measurements.csv"
run "$plot" "$partial"
expect "a run without a value is a failure" equal "$status" 1
expect "which is said" contains "$stderr" "nothing to draw in"

broken=$(copy_run four)
sed -i '1s/,value,/,worth,/' "$broken/measurements.csv"
run "$plot" "$broken"
expect "a file with other columns is a failure" equal "$status" 1
expect "which names the column" contains "$stderr" "no column 'value'"

run "$plot" "$scratch/nowhere"
expect "a missing run is a failure" equal "$status" 1
expect "which is named" contains "$stderr" "no such folder: $scratch/nowhere"

mkdir "$scratch/empty"
run "$plot" "$scratch/empty"
expect "a folder that is no run is a failure" equal "$status" 1
expect "which is said" contains "$stderr" "not a run's folder"

run "$plot" one two
expect "one run at a time" equal "$status" 64

mkdir "$scratch/bin"
for tool in bash dirname basename mktemp mkdir rm awk; do ln -s "$(command -v "$tool")" "$scratch/bin/$tool"; done
PATH=$scratch/bin run "$plot" "$fixture"
expect "without gnuplot it fails" equal "$status" 1
expect "and says how to get it" contains "$stderr" "apt-get install gnuplot-nox"
expect "the fixture stays as it is" test ! -e "$fixture/charts"

finish
