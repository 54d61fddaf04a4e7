#!/usr/bin/env bash
# The benchmark's arguments, what it makes of its figures, and that it leaves nothing behind. Builds and measures nothing.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

benchmark=$root/scripts/benchmark.sh

for arguments in --pages=0 --pages=many "--rounds -1" --connections=1,x --connections=64,,1 --connections=70000 --wrong "--output"; do
  read -r -a words <<<"$arguments"
  run bash "$benchmark" "${words[@]}"
  expect "$arguments is a wrong usage" equal "$status" 64
  expect "$arguments is named" contains "$stderr" "$(tr -d = <<<"${words[0]%%=*}")"
done

cd "$scratch"
run bash "$benchmark" --help
expect "--help succeeds" equal "$status" 0
expect "and explains itself" contains "$stdout" "--connections LIST"

# Without the tools, from a PATH that has none of them.
mkdir bare
for tool in bash dirname cat; do ln -s "$(command -v "$tool")" bare/; done
run env PATH="$scratch/bare" BENCHMARK_PROGRAMS="$scratch" bash "$benchmark" --no-install
expect "without the tools it refuses" equal "$status" 1
expect "and says how to get them" contains "$stderr" "apt-get install"
expect "wrk too" contains "$stderr" "missing: wrk"

# A page-server that comes up but never answers.
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
expect "a page-server that doesn't answer ends it" equal "$status" 1
# Where the tools are missing it has ended before.
if [[ $stderr != *missing:* ]]; then
  expect "with the reason" contains "$stderr" "page-server does not answer"
  expect "and is ended itself" contains "$(kill -0 "$(<mute/pid)" 2>&1)" "No such process"
fi

# Figures whose ratios anyone can work out: from nginx wrk takes 10, 20 and 30 µs in three rounds.
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

summary() {
  LC_ALL=C CSV=$1 run awk -f "$root/scripts/charts/lib/csv.awk" -f "$root/scripts/charts/lib/figures.awk" \
    -f "$root/scripts/benchmark/cases.awk" -f "$root/scripts/benchmark/summary.awk"
  squeezed=$(tr -s ' ' <<<"$stdout")
}

summary figures/benchmark.csv
expect "the summary is made" equal "$status $stderr" "0 "
expect "figures are medians of the rounds, the ratio to wrk is the median of 4, 2.5 and 1" \
  contains "$squeezed" "| 64 | event-loop | 40.0 (30.0–50.0) | 11,000 | 2.50 |"
expect "wrk is once itself" contains "$squeezed" "| 64 | wrk | 20.0 (10.0–30.0) | 40,000 | 1.00 |"
expect "a failure is told beside the figures of other rounds" \
  contains "$squeezed" '| 64 | task-group | 44.0 (44.0–44.0) | 9,000 | 4.40 | broke, "badly" |'
expect "what a client cannot do has no figures but a reason" \
  contains "$squeezed" "| 4,096 | curl -Z | – | – | – | curl 7.88.1 has at most 300 parallel transfers |"
expect "task-group to event-loop rests on the one round that has both: 44 to 40" \
  contains "$squeezed" "| CPU, task-group ÷ event-loop | nginx | 64 | 1.10 | ≤ 1.3 | yes |"
expect "event-loop to wrk holds at its bound" \
  contains "$squeezed" "| CPU, event-loop ÷ wrk | nginx | 64 | 2.50 | ≤ 2.5 | yes |"
expect "event-loop to callbacks has no bound" \
  contains "$squeezed" "| CPU, event-loop ÷ callbacks | page-server | 64 | 1.20 | – | – |"
expect "8,192 connections to 64: 100 to 50 in the round that has both" \
  contains "$squeezed" "| CPU, event-loop, 8,192 ÷ 64 connections | nginx | 8,192 | 2.00 | ≤ 2.2 | yes |"
expect "page-server to nginx: 30,000 to 40,000" \
  contains "$squeezed" "| requests a second, page-server ÷ nginx, by wrk | both | 64 | 0.75 | ≥ 0.65 | yes |"
expect "page-server to its fastest strategy, callbacks: 30,000 to 15,000" \
  contains "$squeezed" "| page-server by wrk ÷ its fastest strategy | page-server | 64 | 2.00 | ≥ 1.5 | yes |"
expect "what was not measured has no row" lacks "$squeezed" "| 512 |"

if command -v gnuplot >/dev/null; then
  echo "A Machine, 2 cores; load before: 0." >figures/summary.md
  run bash "$root/scripts/benchmark/chart.sh" figures
  expect "the chart is drawn without a word" equal "$status $stdout$stderr" "0 "
  drawing=$(<figures/benchmark.svg)
  for text in "from nginx" "from page-server" event-loop "dispatch (3–5 in use)" "8,192" "A Machine, 2 cores"; do
    expect "the chart says $text" contains "$drawing" "$text"
  done
  expect "not the client that has no figures" lacks "$drawing" "curl -Z"
  expect "there is a PNG too" equal "$(head -c 8 figures/benchmark.png | tail -c 7 | head -c 3)" PNG

  head -n 1 figures/benchmark.csv >header.csv
  mkdir empty
  mv header.csv empty/benchmark.csv
  run bash "$root/scripts/benchmark/chart.sh" empty
  expect "without figures there is no chart" equal "$((status != 0))" 1
  expect "and it says so" contains "$stderr" "has figures"
fi

finish
