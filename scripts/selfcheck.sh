#!/usr/bin/env bash
# Does the method find differences that were planted, and none where there are none? Slow; not part of the tests.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/selfcheck.sh [--no-install] [--output DIR] [further arguments of `harness selfcheck`]

Builds in release, measures copies of a trial against each other and against trials
that were slowed down by 2, 5, 10 and 20 %, and judges them by the suite's own rules;
then simulates how often the interval of a ratio holds the truth. 400 blocks take about
20 minutes, the simulation less than one. Nothing else should run meanwhile.

  --no-install     installs nothing; if something is missing, says what and ends
  --output DIR     where to write; Results/selfcheck if not given
  --blocks N       how often everything is measured, 400 if not given; 60 take 3 minutes
  --time-limit D   starts no block after this, such as 90s or 15m
  --simulations N  experiments to simulate of each kind, 20000 if not given; 0 for none

Ctrl-C ends the measuring and judges the blocks that are complete, if there are 8.
TEXT
}

fail() {
  echo "selfcheck.sh: $1" >&2
  exit "${2:-1}"
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"

install=yes
output=$root/Results/selfcheck
arguments=()
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    --no-install) install=no ;;
    --output)
      [[ -n ${2-} ]] || fail "--output needs a value, a folder" 64
      output=$2
      shift
      ;;
    --output=*) output=${1#*=} ;;
    *) arguments+=("$1") ;;
  esac
  shift
done

need_for_build
prepare "$install" || fail "cannot build yet, see above"
for product in harness harness-worker page-server; do
  swift build --package-path "$root" -c release --product "$product" >&2 || fail "$product did not build, see above"
done
programs=$(swift build --package-path "$root" -c release --show-bin-path)
# In this script's place, so that Ctrl-C is the harness's alone.
exec "$programs/harness" selfcheck --output "$output" ${arguments[@]+"${arguments[@]}"}
