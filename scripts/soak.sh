#!/usr/bin/env bash
# Do descriptors, threads or memory grow while pages fail in every way, and does every page still end exactly once?
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/lib/environment.sh"

usage() {
  cat <<'TEXT'
Usage: scripts/soak.sh [--no-install] [--output DIR] [--strategies LIST] [--concurrency N] MINUTES

Fetches good pages and every fault page of page-server, mixed, with each strategy and
with reused and with fresh connections; with fresh ones also over TLS. Each of the 20
parts takes an equal share of the MINUTES. Once per second it reads the descriptors,
threads and resident memory of the worker, and after each part those of the page servers,
which run all the time. Afterwards it checks that none of them grew and that every page ended exactly as
often as it was fetched, and as it ended the first time.

  --no-install       install nothing; report missing packages and stop
  --output DIR       folder for samples.csv, parts.csv and summary.md (default: Results/soak)
  --strategies LIST  names separated by commas (default: all that fetch)
  --concurrency N    the limit on fetches in flight (default: 8, which a
                     growing pool of Dispatch reaches within a part)

SOAK_PROGRAMS is a folder with harness, harness-worker and page-server; if it is set,
nothing is built. Exit code: 0 if all is flat and balanced, 1 if not.
TEXT
}

fail() {
  echo "soak.sh: $1" >&2
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

install=yes output=$root/Results/soak strategies='' concurrency=8 minutes=''
while (($# > 0)); do
  case $1 in
    --*=*)
      set -- "${1%%=*}" "${1#*=}" "${@:2}"
      continue
      ;;
    -h | --help)
      usage
      exit
      ;;
    --no-install) install=no ;;
    --output | --strategies | --concurrency)
      [[ -n ${2-} ]] || fail "$1 needs a value" 64
      case $1 in
        --output) output=$2 ;;
        --strategies) strategies=${2//,/ } ;;
        *) concurrency=$2 ;;
      esac
      shift
      ;;
    *)
      [[ -z $minutes ]] || fail "one number of minutes, not also '$1'" 64
      minutes=$1
      ;;
  esac
  shift
done
[[ $minutes =~ ^[1-9][0-9]{0,3}$ ]] || fail "MINUTES must be a whole number from 1 to 9999, not '$minutes'" 64
[[ $concurrency =~ ^[1-9][0-9]{0,3}$ ]] || fail "--concurrency must be from 1 to 9999, not '$concurrency'" 64

need_for_build
need jq "reads the programs' results" has_command jq
need curl "asks the page servers for their counts" has_command curl
prepare "$install" || fail "cannot start yet, see above"
programs=${SOAK_PROGRAMS-}
[[ -n $programs ]] || build harness harness-worker page-server

work=$(mktemp -d)
jobs=()
clean_up() {
  trap - EXIT
  ((${#jobs[@]} == 0)) || kill "${jobs[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap clean_up EXIT
for name in "${supervised[@]}"; do
  # shellcheck disable=SC2064 # the name is the one of now
  trap "clean_up; end_by $name" "$name"
done
# shellcheck source=soak/pages.sh
source "$root/scripts/soak/pages.sh"
# shellcheck source=soak/part.sh
source "$root/scripts/soak/part.sh"

[[ $output == /* ]] || output=$PWD/$output
{ mkdir -p "$output" && lock "$output"; } || fail "cannot write to $output"
start_servers
echo "strategy,connections,process,seconds,descriptors,threads,rss_kib" >"$output/samples.csv"
echo "strategy,connections,pages,failures,wrong" >"$output/parts.csv"

[[ -n $strategies ]] || strategies=$("$programs/harness" pages --strategy all --format json \
  "http://127.0.0.1:${server_port[http]}/" | jq -r '[.runs[].summary.strategy] | join(" ")')
read -r -a names <<<"$strategies"
policies=(reuse fresh)
part_seconds=$((minutes * 60 / (${#names[@]} * ${#policies[@]})))
((part_seconds >= 10)) || fail "$minutes minutes leave $part_seconds s for each part; at least 10 are needed" 64

load=$(cut -d ' ' -f 1 /proc/loadavg)
say "Load before: $load. ${#names[@]} strategies, ${part_seconds} s for each of their two parts."
started=$(date +%s) soak_started=$EPOCHREALTIME
for strategy in "${names[@]}"; do
  for policy in "${policies[@]}"; do soak_part "$strategy" "$policy" "$part_seconds"; done
done

awk -f "$root/scripts/soak/summary.awk" "$output/parts.csv" "$output/samples.csv" >"$work/summary.md" || failed=yes
{
  echo "# Soak"
  echo
  echo "$minutes minutes from $(date -u -d "@$started" +%FT%RZ)."
  echo "$concurrency fetches in flight, time limit $time_limit s."
  echo "Load before: $load."
  echo "${#good[@]} good pages, ${#faulty[@]} faulty ones and ${#handshakes[@]} failing handshakes, mixed."
  echo
  cat "$work/summary.md"
} >"$output/summary.md"
cat "$output/summary.md"
((${#problems[@]} == 0)) || printf 'soak.sh: %s\n' "${problems[@]}" >&2
[[ -z ${failed-} ]] && ((${#problems[@]} == 0))
