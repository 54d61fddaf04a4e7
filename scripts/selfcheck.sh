#!/usr/bin/env bash
# Does the method find planted differences, and none where there are none? Slow; not part of the tests.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/lib/environment.sh"

usage() {
  cat <<'TEXT'
Usage: scripts/selfcheck.sh [--no-install] [--output DIR] [further arguments of `harness selfcheck`]

Builds in release mode. Measures copies of a trial against each other and against
trials that were slowed down by 2, 5 and 10 %, and judges them by the suite's own
rules. Then simulates how often the interval of a ratio contains the true value. 180
blocks take about 36 minutes, the simulation less than one. Run nothing else meanwhile.

  --no-install     install nothing; report missing packages and stop
  --output DIR     folder for the results (default: Results/selfcheck)
  --blocks N       number of blocks (default: 180; 60 take about 12 minutes)
  --time-limit D   start no block after this time, for example 90s or 15m
  --simulations N  simulated experiments of each kind (default: 20000; 0 for none)

Ctrl-C stops the measurement; the complete blocks are judged if there are at least 8.
TEXT
}

fail() {
  echo "selfcheck.sh: $1" >&2
  exit "${2:-1}"
}

# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"
# shellcheck source=lib/children.sh
source "$root/scripts/lib/children.sh"
# shellcheck source=lib/build.sh
source "$root/scripts/lib/build.sh"

install=yes
output=(--output "$root/Results/selfcheck")
arguments=()
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    --no-install)
      install=no
      shift
      continue
      ;;
    --output | --output=*) output=() ;;
  esac
  arguments+=("$1")
  shift
done

need_for_build
prepare "$install" || fail "cannot build yet, see above"
build harness harness-worker page-server
# exec: signals reach the harness itself.
exec "$programs/harness" selfcheck ${output[@]+"${output[@]}"} ${arguments[@]+"${arguments[@]}"}
