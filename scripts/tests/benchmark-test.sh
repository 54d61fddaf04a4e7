#!/usr/bin/env bash
# Tests the benchmark's arguments, its summary and its chart, and that no process is left. Builds and measures nothing.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

benchmark=$root/scripts/benchmark.sh

for arguments in --pages=0 --pages=many "--rounds -1" --connections=1,x --connections=64,,1 --connections=70000 \
  --wrong --output; do
  read -r -a words <<<"$arguments"
  run bash "$benchmark" "${words[@]}"
  expect "$arguments is a usage error" equal "$status" 64
  expect "the message names $arguments" contains "$stderr" "$(tr -d = <<<"${words[0]%%=*}")"
done

cd "$scratch"
run bash "$benchmark" --help
expect "--help succeeds" equal "$status" 0
expect "and explains the options" contains "$stdout" "--connections LIST"

# Without the tools: a PATH that has none of them.
mkdir bare
for tool in bash readlink dirname cat; do ln -s "$(command -v "$tool")" bare/; done
run env PATH="$scratch/bare" BENCHMARK_PROGRAMS="$scratch" bash "$benchmark" --no-install
expect "without the tools it refuses" equal "$status" 1
expect "and says how to install them" contains "$stderr" "apt-get install"
expect "including wrk" contains "$stderr" "missing: wrk"

# A page-server that starts but never answers.
mkdir mute
cat >mute/page-server <<'SH'
#!/usr/bin/env bash
echo $$ >"$(dirname "$0")/pid"
echo '{"address":"127.0.0.1","port":9}'
exec sleep 600
SH
cp mute/page-server mute/harness-worker
chmod +x mute/*
run env BENCHMARK_PROGRAMS="$scratch/mute" bash "$benchmark" --quick --no-install --output "$scratch/never"
expect "a page-server that does not answer ends it" equal "$status" 1
# If the tools are missing, it has ended before.
if [[ $stderr != *missing:* ]]; then
  expect "with the reason" contains "$stderr" "page-server does not answer"
  expect "and the page-server is ended" contains "$(kill -0 "$(<mute/pid)" 2>&1)" "No such process"
fi

# Numbers whose ratios are easy to compute by hand: from nginx, wrk takes 10, 20 and 30 µs in three rounds.
mkdir figures
cat >figures/benchmark.csv <<'CSV'
round,server,client,connections,pages,cpu_us_per_page,pages_per_second,status,reason
1,nginx,wrk,64,20000,10.000,40000,ok,""
1,nginx,event-loop,64,20000,40.000,10000,ok,""
1,nginx,task-group,64,20000,44.000,9000,ok,""
1,page-server,wrk,64,20000,12.000,30000,ok,""
1,page-server,event-loop,64,20000,42.000,10000,ok,""
1,page-server,callbacks,64,20000,35.000,15000,ok,""
1,nginx,dispatch,64,20000,50.000,8000,narrow,"only 3 of 64 connections in use"
1,nginx,curl,4096,,,,unable,"curl 7.88.1 has at most 300 parallel transfers"
2,nginx,event-loop,64,20000,50.000,11000,ok,""
2,nginx,wrk,64,20000,20.000,50000,ok,""
2,nginx,task-group,64,,,,failed,"broke, ""badly"""
2,nginx,event-loop,8192,20000,100.000,9000,ok,""
2,nginx,dispatch,64,20000,50.000,8000,narrow,"only 5 of 64 connections in use"
3,nginx,wrk,64,20000,30.000,30000,ok,""
3,nginx,event-loop,64,20000,30.000,12000,ok,""
CSV

# What a spreadsheet would take for a formula, and what a terminal would obey.
formulas() {
  # shellcheck source=../benchmark/measure.sh
  source "$root/scripts/benchmark/measure.sh"
  equal "$(as_text '=cmd()')" "'=cmd()" && equal "$(as_text "'-1+2")" "''-1+2" && equal "$(as_text 'a=b')" "a=b" &&
    equal "$(as_text $'x\e[2J\ny')" "x [2J y"
}
expect "reasons are one line of text" formulas

summary() {
  LC_ALL=C CSV=$1 run awk -f "$root/scripts/lib/csv.awk" -f "$root/scripts/benchmark/figures.awk" \
    -f "$root/scripts/benchmark/cases.awk" -f "$root/scripts/benchmark/summary.awk"
  squeezed=$(tr -s ' ' <<<"$stdout")
}

summary figures/benchmark.csv
expect "the summary is printed" equal "$status $stderr" "0 "
expect "numbers are medians of the rounds; the ratio to wrk is the median of 4, 2.5 and 1" \
  contains "$squeezed" "| 64 | event-loop | 40.0 (30.0–50.0) | 11,000 | 2.50 |"
expect "the ratio of wrk to itself is 1" contains "$squeezed" "| 64 | wrk | 20.0 (10.0–30.0) | 40,000 | 1.00 |"
expect "a failure is reported beside the numbers of other rounds" \
  contains "$squeezed" '| 64 | task-group | 44.0 (44.0–44.0) | 9,000 | 4.40 | broke, "badly" |'
expect "a client that is unable has no numbers but a reason" \
  contains "$squeezed" "| 4,096 | curl -Z | – | – | – | curl 7.88.1 has at most 300 parallel transfers |"
expect "task-group ÷ event-loop is from the one round that has both: 44 ÷ 40" \
  contains "$squeezed" "| CPU, task-group ÷ event-loop | nginx | 64 | 1.10 | ≤ 1.3 | yes |"
expect "event-loop ÷ wrk holds at its bound" \
  contains "$squeezed" "| CPU, event-loop ÷ wrk | nginx | 64 | 2.50 | ≤ 2.5 | yes |"
expect "event-loop ÷ callbacks has no bound" \
  contains "$squeezed" "| CPU, event-loop ÷ callbacks | page-server | 64 | 1.20 | – | – |"
expect "8,192 ÷ 64 connections: 100 ÷ 50 in the round that has both" \
  contains "$squeezed" "| CPU, event-loop, 8,192 ÷ 64 connections | nginx | 8,192 | 2.00 | ≤ 2.2 | yes |"
expect "page-server ÷ nginx: 30,000 ÷ 40,000" \
  contains "$squeezed" "| requests per second, page-server ÷ nginx, by wrk | both | 64 | 0.75 | ≥ 0.65 | yes |"
expect "page-server ÷ its fastest strategy, callbacks: 30,000 ÷ 15,000" \
  contains "$squeezed" "| page-server by wrk ÷ its fastest strategy | page-server | 64 | 2.00 | ≥ 1.5 | yes |"
expect "a case that was not measured has no row" lacks "$squeezed" "| 512 |"

if command -v gnuplot >/dev/null; then
  echo "A Machine, 2 cores; load before: 0." >figures/summary.md
  run bash "$root/scripts/benchmark/chart.sh" figures
  expect "the chart is drawn without messages" equal "$status $stdout$stderr" "0 "
  drawing=$(<figures/benchmark.svg)
  for text in "from nginx" "from page-server" event-loop "dispatch (3–5 in use)" "8,192" "A Machine, 2 cores"; do
    expect "the chart says $text" contains "$drawing" "$text"
  done
  expect "the chart leaves out a client without numbers" lacks "$drawing" "curl -Z"
  expect "there is a PNG too" equal "$(head -c 8 figures/benchmark.png | tail -c 7 | head -c 3)" PNG

  head -n 1 figures/benchmark.csv >header.csv
  mkdir empty
  mv header.csv empty/benchmark.csv
  run bash "$root/scripts/benchmark/chart.sh" empty
  expect "without numbers there is no chart" equal "$((status != 0))" 1
  expect "and it says so" contains "$stderr" "has numbers"
fi

finish
