#!/usr/bin/env bash
# Does the method find differences that were planted, and none where there are none? Slow; not part of the tests.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/selfcheck.sh [--no-install] [--no-coverage] [--output DIR] [further arguments of `harness selfcheck`]

Builds in release, measures copies of a trial against each other and against trials
that were slowed down by 2, 5, 10 and 20 %, and judges them by the suite's own rules;
then simulates how often the interval of a ratio holds the truth. 400 blocks take about
20 minutes, the simulation 2. Nothing else should run meanwhile.

  --no-install    installs nothing; if something is missing, says what and ends
  --no-coverage   leaves the simulation out
  --output DIR    where to write; Results/selfcheck if not given
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
coverage=yes
output=$root/Results/selfcheck
arguments=()
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    --no-install) install=no ;;
    --no-coverage) coverage=no ;;
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
"$programs/harness" selfcheck --output "$output" ${arguments[@]+"${arguments[@]}"}

if [[ $coverage == yes ]]; then
  echo "Simulating the interval's coverage." >&2
  # Optimized, or it would take an hour; testable imports are not in a release build by default.
  COVERAGE_REPETITIONS=20000 swift test --package-path "$root" --scratch-path "$root/.build-coverage" -c release \
    -Xswiftc -enable-testing --disable-xctest --filter CoverageTests >"$output/coverage.log" 2>&1 ||
    fail "the simulation failed, see $output/coverage.log"
  {
    printf 'noise,blocks,coverage\n'
    sed -n 's/^coverage \([a-z0-9]*\) \([0-9]*\) blocks: \([0-9.]*\)$/\1,\2,\3/p' "$output/coverage.log" | sort -t, -k1,1 -k2,2n
  } >"$output/coverage.csv"
  rm "$output/coverage.log"
  {
    printf '\n## Coverage of the interval\n\n20,000 simulated experiments each: how often the 95 %% interval held the true ratio.\n\n'
    awk -F, 'NR == 1 { print "| noise | blocks | coverage |"; print "| --- | ---: | ---: |"; next } { printf "| %s | %s | %.3f |\n", $1, $2, $3 }' "$output/coverage.csv"
  } >>"$output/summary.md"
fi
