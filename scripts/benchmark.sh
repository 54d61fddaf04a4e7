#!/usr/bin/env bash
# What a page costs our strategies, beside tools that nobody here wrote, in one run on one machine.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/benchmark.sh [--quick] [--connections LIST] [--pages N] [--rounds N] [--output DIR] [--no-install]

Fetches a page of 1 KiB over kept-alive connections, as fast as it goes, with five
strategies, with wrk, h2load and curl --parallel, and with the least that a client of
libcurl can do, in C (scripts/benchmark/floor.c), from nginx and from page-server.
Writes CPU time and throughput a page as CSV, a summary and a chart. 15 minutes at most.

  --quick             one round, few pages, up to 512 connections; 1 minute at most
  --connections LIST  how many connections, such as 1,64,512; 1,64,512,4096,8192 if not given
  --pages N           how many pages a figure rests on; 20000 if not given
  --rounds N          how often everything is measured; 3 if not given
  --output DIR        where to write; Results/benchmark (quick: Results/benchmark-quick) if not given
  --no-install        installs nothing; if something is missing, says what and ends

Every figure is the difference of a long run and a short one, each the CPU time of a
whole process, so that starting up and connecting cancel out. The cases of a round come
in random order.

BENCHMARK_PROGRAMS names a folder with harness-worker and page-server, to build nothing.
TEXT
}

fail() {
  echo "benchmark.sh: $1" >&2
  exit "${2:-1}"
}

# Standard output is the summary's.
say() { printf '%s\n' "$*" >&2; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"
# shellcheck source=benchmark/measure.sh
source "$root/scripts/benchmark/measure.sh"
# shellcheck source=benchmark/servers.sh
source "$root/scripts/benchmark/servers.sh"
# shellcheck source=benchmark/clients.sh
source "$root/scripts/benchmark/clients.sh"
# shellcheck source=benchmark/machine.sh
source "$root/scripts/benchmark/machine.sh"

# whole NAME VALUE MOST: the value, if it is a whole number from 1 to MOST.
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

# In seconds: no case starts after time_limit, and a case is two runs of run_limit at most.
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

# Debian keeps servers where only root's PATH looks.
PATH=$PATH:/usr/sbin
export LC_ALL=C.UTF-8
need_for_charts
need nginx "a server that nobody here wrote" has_command nginx
need wrk "a client that nobody here wrote" has_command wrk
need curl "libcurl without us" has_command curl
need libcurl4-openssl-dev "libcurl for the client in C" \
  has_file '/usr/include/*/curl/curl.h' /usr/include/curl/curl.h /usr/local/include/curl/curl.h
need g++ "builds the client in C" has_command cc
need pkg-config "finds libcurl" has_command pkg-config
need nghttp2-client "h2load, a client that nobody here wrote" has_command h2load
if [[ -n ${BENCHMARK_PROGRAMS-} ]]; then
  programs=$BENCHMARK_PROGRAMS
  if [[ $install == yes ]]; then install_missing; else refuse_missing; fi || fail "cannot measure yet, see above"
else
  need_for_build
  prepare "$install" || fail "cannot build yet, see above"
  programs=$(swift build --package-path "$root" -c release --show-bin-path)
  for product in harness-worker page-server; do
    say "Building $product in release."
    swift build --package-path "$root" -c release --product "$product" >&2 || fail "$product did not build, see above"
  done
fi
for product in harness-worker page-server; do
  [[ -x $programs/$product ]] || fail "no $product in $programs"
done
mkdir -p "$output" 2>/dev/null || fail "cannot make the folder $output"
[[ -w $output ]] || fail "cannot write to $output"
output=$(cd "$output" && pwd)

# Every program gets a process group of its own, so that all of it can be ended by number.
set -m
work=$(mktemp -d)
trap 'stop_measuring; stop_servers; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

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
      say "Another round would not fit into $time_limit s: that was $((round - 1)) of $rounds."
      break
    fi
    round_begun=$SECONDS
    say "Round $round of $rounds"
    while read -r server client count; do
      if ((SECONDS - begun > time_limit)); then
        record "$round" "$server" "$client" "$count" skipped "no time left of $time_limit s"
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

# Leaves in $others which part of the cores, in percent, other programs had meanwhile.
measure_all_and_others() {
  local own busy begun
  read_own_time
  own=$own_time busy=$(busy_time) begun=$(date +%s%3N)
  measure_all
  # Only what has ended counts as our own.
  stop_servers
  read_own_time
  others=$(others_share $(($(busy_time) - busy)) $((own_time - own)) $(($(date +%s%3N) - begun)))
  ((others < 10)) || say "Other programs had $others % of the cores meanwhile: do not trust the figures. Try again when they have ended."
}

measure_all_and_others
mv "$work/benchmark.csv" "$output/benchmark.csv"
{
  describe_machine "$others"
  LC_ALL=C CSV=$output/benchmark.csv awk -f "$root/scripts/charts/lib/csv.awk" -f "$root/scripts/charts/lib/figures.awk" \
    -f "$root/scripts/benchmark/cases.awk" -f "$root/scripts/benchmark/summary.awk"
} >"$work/summary.md"
mv "$work/summary.md" "$output/summary.md"
"$root/scripts/benchmark/chart.sh" "$output" >&2
cat "$output/summary.md"
