#!/usr/bin/env bash
# plot.sh against a run that was made up, with numbers that are easy to check by hand, and against what is no run.
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
expect "without a word on standard error" equal "$stderr" ""
for chart in "$root"/scripts/charts/*.gp; do
  name=$(basename "$chart" .gp)
  expect "$name.png is a picture" is_picture "$run_folder/charts/$name.png"
  expect "$name.svg ends" contains "$(tail -n 3 "$run_folder/charts/$name.svg")" "</svg>"
  expect "$name.svg names the machine" contains "$(texts "$run_folder/charts/$name.svg")" \
    "Made-up CPU, 2 GHz, 2 cores, Linux 6.1.0, Swift 6.3.1, 2026-11-22; "
  expect "$name is announced" contains "$stdout" "charts/$name.svg"
done

five_pages=$(texts "$run_folder/charts/five-pages.svg")
# Three blocks: 354, 363 and 355 ms; the invalid trial of 2,354 ms and the control's do not count.
expect "a strategy's runtime, its prediction and its threads are named" \
  contains "$five_pages" "thread-pool  355 ms (predicted 350), 5 threads"
expect "one thread is one thread" contains "$five_pages" "event-loop  355 ms (predicted 350), 1 thread"$'\n'
expect "a pool of two has two" contains "$five_pages" "dispatch  543 ms (predicted 530), 2 threads"
expect "each of ten strategies has a row for each page" equal "$(grep -cx 'netflix.com' <<<"$five_pages")" 10

fan_out=$(texts "$run_folder/charts/fan-out.svg")
expect "the limit that ends a curve is named" contains "$fan_out" "thread-pool (ends: open files)"
expect "a prediction is called one" contains "$fan_out" "broad: predicted before the run"
expect "few blocks are not hidden" contains "$fan_out" "hollow: fewer than 8 blocks"
expect "how many blocks there are is said" contains "$fan_out" "; 3 to 12 blocks"
expect "a lower bound has an arrow" contains "$(texts "$run_folder/charts/contention-workers.svg")" "↑"
expect "a small machine is said to be one" contains "$(texts "$run_folder/charts/speedup.svg")" "Only 2 usable cores"
expect "an estimate of one block has no interval" lacks "$(texts "$run_folder/charts/mixed.svg")" "nan"

# only STRATEGY FILE: the rows of a fixture's file that are of the strategy or of none.
only() {
  awk -F, -v only="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "strategy") place = i }
    NR == 1 || !place || $place == "" || $place == only' "$2" >"$2.only" && mv "$2.only" "$2"
}

for strategy in sequential event-loop; do
  alone=$(copy_run "alone-$strategy")
  for file in "$alone"/*.csv; do only "$strategy" "$file"; done
  run "$plot" "$alone"
  expect "a run of $strategy alone is drawn" equal "$status" 0
done

strange=$(copy_run two)
cd "$strange"
for file in requests environment series; do
  # shellcheck disable=SC2016 # what a shell or gnuplot would expand must stay as it is
  sed -i -e 's/apple\.com/"a,p""p`touch pwned`'"'"'\\"/' \
    -e 's/6\.1\.0/"6`touch pwned`'"'"'; system(""touch pwned"") #"/' \
    -e 's/open files/"o`touch pwned`'"'"', ""; system(\x27touch pwned\x27)"/' "$file.csv"
done
echo 'system("touch pwned")' >"$scratch/.gnuplot"
cp "$scratch/.gnuplot" .gnuplot
HOME=$scratch GNUTERM='dumb' GNUPLOT_LIB=$strange run "$plot" "$strange"
expect "a run may hold any text" equal "$status $stderr" "0 "
# shellcheck disable=SC2016
expect "a page's name is shown but for what gnuplot would take amiss" contains \
  "$(texts "$strange/charts/five-pages.svg")" 'a p p`touch pwned`'"'"
# shellcheck disable=SC2016
expect "so is the machine" contains "$(texts "$strange/charts/fan-out.svg")" 'Linux 6`touch pwned`'"'"'; system('
# shellcheck disable=SC2016
expect "and the limit" contains "$(texts "$strange/charts/fan-out.svg")" 'ends: o`touch pwned`'"'"

# Values where a chart has a number or a name.
hostile=$(copy_run hostile)
cd "$hostile"
code='5; system(""touch pwned""); z = 5'
sed -i -e "s/,cores_usable,2/,cores_usable,\"$code\"/" environment.csv
printf '%s\n' "r,,cores_delivered,\"$code\"" "r,,handshake_client_s,\"1/0\"" "r,,machine,\"$code\"" \
  "r,,cpu_model,\"a_b^{c} %d %s </text><script>x</script> &amp; @no_ranges #\"" >>environment.csv
grep -E "^run_id,|,(fan-out|handshakes|speedup)," "$fixture/series.csv" | sed "/,fan-out,.*,event-loop,/d" >series.csv
# Columns: run_id,experiment,group,load,strategy,x,metric,stat,median,low,high,blocks,predicted,bound,note,unit
{
  printf '%s\n' "r,fan-out,100ms,n10,\"x %d' @small \`touch pwned\` y\",10,runtime,value,1,1,1,3,1,,,s"
  printf '%s\n' "r,fan-out,100ms,n10,callbacks,\"$code\",runtime,value,\"$code\",1,1,\"$code\",\"$code\",,,s"
  printf '%s\n' "#r,fan-out,100ms,n10,task-group,10,runtime,value,1,1,1,3,1,,\"%d %s @small #\",s"
} >>series.csv
run "$plot" "$hostile"
expect "text in place of numbers is left out" equal "$status $(lacks "$stderr" failed)" "0 "
expect "a number of cores that is none is not shown" lacks "$(texts charts/fan-out.svg)" "z = 5"
expect "markup is shown as it is" contains "$(<charts/fan-out.svg)" \
  "a_b^{c} %d %s &lt;/text>&lt;script>x&lt;/script> &amp;amp; @n"
expect "a name is one word" contains "$(texts charts/fan-out.svg)" "x__d___small__touch_pwned__y"

expect "no text and no setting of the user is run" equal "$(find "$scratch" -name pwned)" ""
cd /

partial=$(copy_run three)
rm "$partial/requests.csv" "$partial/environment.csv" "$partial/estimates.csv"
sed -i '/,hogs,/d' "$partial/series.csv"
run "$plot" "$partial"
expect "a chart whose data are missing is skipped" equal "$status" 0
expect "rows that are missing are named" contains "$stderr" \
  "five-pages skipped: requests.csv has no request of five-pages"
expect "and so is an experiment" contains "$stderr" "hogs skipped: series.csv has no row of hogs"
expect "they are not there" test ! -e "$partial/charts/five-pages.svg" -a ! -e "$partial/charts/hogs.svg"
expect "the others are, without a word about the machine" contains "$(texts "$partial/charts/fan-out.svg")" \
  "machine not recorded"

head -n 1 "$fixture/series.csv" >"$partial/series.csv"
run "$plot" "$partial"
expect "a run without a row is a failure" equal "$status" 1
expect "which is said" contains "$stderr" "nothing to draw in"

broken=$(copy_run four)
sed -i '1s/,median,/,middle,/' "$broken/series.csv"
run "$plot" "$broken"
expect "a file with other columns is a failure" equal "$status" 1
expect "which names the column" contains "$stderr" "no column 'median'"

rm "$broken/series.csv"
run "$plot" "$broken"
expect "a run without series is a failure" equal "$status" 1
expect "which says what makes them" contains "$stderr" "'harness summarise RUN' makes it"

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
for tool in bash readlink dirname basename mktemp mkdir rm awk; do
  ln -s "$(command -v "$tool")" "$scratch/bin/$tool"
done
PATH=$scratch/bin run "$plot" "$fixture"
expect "without gnuplot it fails" equal "$status" 1
expect "and says how to get it" contains "$stderr" "apt-get install gnuplot-nox"
expect "the fixture stays as it is" test ! -e "$fixture/charts"

finish
