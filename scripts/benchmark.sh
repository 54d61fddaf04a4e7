#!/usr/bin/env bash
# CPU per page and throughput of the strategies beside other HTTP clients, in one run on one machine.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/lib/environment.sh"

usage() {
  cat <<'TEXT'
Usage: scripts/benchmark.sh [--quick] [--connections LIST] [--pages N] [--rounds N] [--output DIR] [--no-install]

Fetches a page of 1 KiB over kept-alive connections, as fast as possible, from nginx
and from page-server. The clients are five strategies, wrk, h2load, curl --parallel and
a minimal libcurl client in C (scripts/benchmark/floor.c). Writes CPU time per page and
throughput as CSV, a summary and a chart. Takes at most 15 minutes.

  --quick             one round, few pages, up to 512 connections; at most 1 minute
  --connections LIST  numbers of connections (default: 1,64,512,4096,8192)
  --pages N           pages behind each number (default: 20000)
  --rounds N          how often everything is measured (default: 3)
  --output DIR        folder for the results (default: Results/benchmark, or
                      Results/benchmark-quick with --quick)
  --no-install        install nothing; report missing packages and stop

Each number is the difference between a long and a short run of a whole process, so that
start-up and connecting cancel out. The cases of a round are in random order.

BENCHMARK_PROGRAMS is a folder with harness-worker and page-server; if it is set, nothing
is built.
TEXT
}

fail() {
  echo "benchmark.sh: $1" >&2
  exit "${2:-1}"
}

# Standard output belongs to the summary.
say() { printf '%s\n' "$*" >&2; }

# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"
# shellcheck source=lib/lock.sh
source "$root/scripts/lib/lock.sh"
# shellcheck source=lib/children.sh
source "$root/scripts/lib/children.sh"
# shellcheck source=lib/build.sh
source "$root/scripts/lib/build.sh"
# shellcheck source=lib/loopback.sh
source "$root/scripts/lib/loopback.sh"
# shellcheck source=benchmark/measure.sh
source "$root/scripts/benchmark/measure.sh"
# shellcheck source=benchmark/servers.sh
source "$root/scripts/benchmark/servers.sh"
# shellcheck source=benchmark/clients.sh
source "$root/scripts/benchmark/clients.sh"
# shellcheck source=benchmark/machine.sh
source "$root/scripts/benchmark/machine.sh"

# whole NAME VALUE MOST: fails unless the value is a whole number from 1 to MOST.
whole() {
  [[ $2 =~ ^[1-9][0-9]{0,8}$ && $2 -le $3 ]] || fail "$1 must be a whole number from 1 to $3, not '$2'" 64
}

parse() {
  local part
  while (($# > 0)); do
    case $1 in
      --*=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      --connections | --pages | --rounds | --output) [[ -n ${2-} ]] || fail "$1 needs a value" 64 ;;&
      -h | --help)
        usage
        exit
        ;;
      --quick) quick=yes ;;
      --no-install) install=no ;;
      --connections)
        IFS=, read -r -a connections <<<"$2"
        for part in "${connections[@]}"; do whole "each of --connections" "$part" 60000; done
        shift
        ;;
      --pages)
        whole --pages "$2" 100000000
        pages=$2
        shift
        ;;
      --rounds)
        whole --rounds "$2" 1000
        rounds=$2
        shift
        ;;
      --output)
        output=$2
        shift
        ;;
      *)
        usage >&2
        fail "unknown argument: $1" 64
        ;;
    esac
    shift
  done
}

# In seconds: no case starts after time_limit. A case is two runs, each of at most run_limit.
quick=no
install=yes
connections=()
pages=
rounds=
output=
parse "$@"
if [[ $quick == yes ]]; then
  time_limit=40 run_limit=10
  ((${#connections[@]} > 0)) || connections=(1 64 512)
  pages=${pages:-6000} rounds=${rounds:-1} output=${output:-$root/Results/benchmark-quick}
else
  time_limit=900 run_limit=20
  ((${#connections[@]} > 0)) || connections=(1 64 512 4096 8192)
  pages=${pages:-20000} rounds=${rounds:-3} output=${output:-$root/Results/benchmark}
fi

need_for_charts
need nginx "an independent server" has_command nginx
need wrk "an independent client" has_command wrk
need curl "an independent client on libcurl" has_command curl
need libcurl4-openssl-dev "libcurl for the client in C" \
  has_file '/usr/include/*/curl/curl.h' /usr/include/curl/curl.h /usr/local/include/curl/curl.h
need g++ "builds the client in C" has_command cc
need pkg-config "finds libcurl" has_command pkg-config
need nghttp2-client "h2load, an independent client" has_command h2load
if [[ -n ${BENCHMARK_PROGRAMS-} ]]; then
  programs=$BENCHMARK_PROGRAMS
  if [[ $install == yes ]]; then install_missing; else refuse_missing; fi || fail "cannot measure yet, see above"
else
  need_for_build
  prepare "$install" || fail "cannot build yet, see above"
  build harness-worker page-server
fi
for product in harness-worker page-server; do
  [[ -x $programs/$product ]] || fail "no $product in $programs"
done
[[ $output == /* ]] || output=$PWD/$output
mkdir -p "$output" 2>/dev/null || fail "cannot create the folder $output"
lock "$output" || fail "cannot write to $output"
[[ -w $output ]] || fail "cannot write to $output"

# Every program gets its own process group, so that the whole group can be ended.
set -m
work=$(mktemp -d)
trap 'stop_measuring; stop_servers; rm -rf "$work"; end_if_signalled' EXIT
trap 'signalled=INT; exit 130' INT
trap 'signalled=TERM; exit 143' TERM
trap 'signalled=HUP; exit 129' HUP

umask 022
know_curl
build_floor
raise_limits
start_page_server
start_nginx
warn_of_limits

measure_all() {
  local round server client count begun=$SECONDS round_begun=$SECONDS
  echo "round,server,client,connections,pages,cpu_us_per_page,pages_per_second,status,reason" >"$work/benchmark.csv"
  for ((round = 1; round <= rounds; round++)); do
    if ((round > 1 && 2 * SECONDS - round_begun - begun > time_limit)); then
      say "Stopping after $((round - 1)) of $rounds rounds: another one would exceed $time_limit s."
      break
    fi
    round_begun=$SECONDS
    say "Round $round of $rounds"
    while read -r server client count; do
      if ((SECONDS - begun > time_limit)); then
        record "$round" "$server" "$client" "$count" skipped "no time left: the limit is $time_limit s"
      else
        measure_case "$round" "$server" "$client" "$count"
      fi
    done < <(all_cases | shuf)
  done
}

all_cases() {
  local server client count
  for server in nginx page-server; do
    for client in "${clients[@]}"; do
      for count in "${connections[@]}"; do echo "$server $client $count"; done
    done
  done
}

# Sets $others to the share of the cores, in percent, that other programs used meanwhile.
measure_all_and_others() {
  local own busy begun
  read_own_time
  own=$own_time busy=$(busy_time) begun=$(date +%s%3N)
  measure_all
  # Only processes that have ended count as this script's own.
  stop_servers
  read_own_time
  others=$(others_share $(($(busy_time) - busy)) $((own_time - own)) $(($(date +%s%3N) - begun)))
  ((others < 10)) || say "Other programs used $others % of the cores: the numbers are not reliable. Try again later."
}

measure_all_and_others
mv "$work/benchmark.csv" "$output/benchmark.csv"
{
  describe_machine "$others"
  LC_ALL=C CSV=$output/benchmark.csv awk \
    -f "$root/scripts/lib/csv.awk" -f "$root/scripts/benchmark/figures.awk" \
    -f "$root/scripts/benchmark/cases.awk" -f "$root/scripts/benchmark/summary.awk"
} >"$work/summary.md"
mv "$work/summary.md" "$output/summary.md"
"$root/scripts/benchmark/chart.sh" "$output" >&2
cat "$output/summary.md"
