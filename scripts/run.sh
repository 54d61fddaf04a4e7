#!/usr/bin/env bash
# From a clone to charts: installs missing packages, builds, measures, plots.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/run.sh [--no-install] [--profile quick|standard|full] [--output DIR]
                      [SECTION|EXPERIMENT…] [further arguments of `harness run`]

Installs missing packages (Debian, Ubuntu), builds in release mode, runs the
experiments and draws their charts. Runs all experiments if none is named.

  --no-install   install nothing; report missing packages and stop
  --profile P    how much to measure (default: quick, a few minutes)
  --output DIR   folder of the run (default: Results/<UTC time>-<profile>)

Ctrl-C during the measurement keeps all complete blocks and draws their charts.
TEXT
}

fail() {
  echo "run.sh: $1" >&2
  exit "${2:-1}"
}

# Standard output belongs to the harness, so that its results stay parseable.
say() { printf '%s\n' "$*" >&2; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"

install=yes
profile=quick
output=
arguments=()
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    --no-install) install=no ;;
    --profile)
      [[ -n ${2-} ]] || fail "--profile needs a value: quick, standard or full" 64
      profile=$2
      shift
      ;;
    --output)
      [[ -n ${2-} ]] || fail "--output needs a value: the folder of the run" 64
      output=$2
      shift
      ;;
    --profile=*) profile=${1#*=} ;;
    --output=*) output=${1#*=} ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
output=${output:-$root/Results/$(date -u +%Y%m%dT%H%M%SZ)-$profile}

need_for_build
need_for_charts
prepare "$install" || fail "cannot build yet, see above"

say "Building in release mode. The first build takes minutes, mostly for SwiftNIO and its TLS."
started=$SECONDS
for product in harness harness-worker page-server; do
  say "== $product"
  swift build --package-path "$root" -c release --product "$product" >&2 || fail "$product did not build, see above"
done
programs=$(swift build --package-path "$root" -c release --show-bin-path)
say "Built in $((SECONDS - started)) s."

say "Measuring with the profile $profile into $output. Ctrl-C keeps all complete blocks."
status=0
# Ctrl-C also reaches the harness, which then ends by itself. This script has to outlive it to draw the charts.
trap : INT
"$programs/harness" run --profile "$profile" --output "$output" ${arguments[@]+"${arguments[@]}"} || status=$?
trap - INT

if [[ ! -e $output/measurements.csv ]]; then
  ((status == 0)) || fail "the harness ended with exit code $status and left no measurements" "$status"
  exit 0
fi

say "Drawing the charts."
"$root/scripts/plot.sh" "$output" >&2 || status=$((status == 0 ? 1 : status))

((status == 0)) || say "Something went wrong, see above. All complete blocks are kept."
cat >&2 <<TEXT

Results
  charts   $output/charts/
  numbers  $output/*.csv, explained column by column in Results/README.md
Next steps
  restyle a chart         edit scripts/charts/NAME.gp, then run scripts/plot.sh "$output"
  more blocks, verdicts   scripts/run.sh --profile standard
  one section only        scripts/run.sh async --blocks 10
  pages of your own       $programs/harness pages --strategy all https://example.org https://www.swift.org
TEXT
exit "$status"
