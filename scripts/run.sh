#!/usr/bin/env bash
# From a clone to charts: installs what is missing, builds, measures, plots.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/run.sh [--no-install] [--profile quick|standard|full] [--output DIR]
                      [SECTION|EXPERIMENT…] [further arguments of `harness run`]

Installs what is missing (Debian, Ubuntu), builds in release, runs the experiments
and draws their charts. Without names of sections or experiments: all of them.

  --no-install   installs nothing; if something is missing, says what and ends
  --profile P    how much to measure; quick, a few minutes, if not given
  --output DIR   the run's folder; Results/<UTC time>-<profile> if not given

Ctrl-C while it measures keeps and plots what is complete.
TEXT
}

fail() {
  echo "run.sh: $1" >&2
  exit "${2:-1}"
}

# Standard output is the harness's, so that its results stay parseable.
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
      [[ -n ${2-} ]] || fail "--output needs a value, the run's folder" 64
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

say "Building in release. The first time takes minutes, most of them for SwiftNIO and its TLS."
started=$SECONDS
for product in harness harness-worker page-server; do
  say "== $product"
  swift build --package-path "$root" -c release --product "$product" >&2 || fail "$product did not build, see above"
done
programs=$(swift build --package-path "$root" -c release --show-bin-path)
say "Built in $((SECONDS - started)) s."

say "Measuring, profile $profile, into $output. Ctrl-C keeps what is complete."
status=0
# The harness gets the terminal's Ctrl-C too and ends by itself; this script has to outlive it, to plot.
trap : INT
"$programs/harness" run --profile "$profile" --output "$output" ${arguments[@]+"${arguments[@]}"} || status=$?
trap - INT

if [[ ! -e $output/measurements.csv ]]; then
  ((status == 0)) || fail "the harness ended with $status and left no measurements" "$status"
  exit 0
fi

say "Drawing the charts."
"$root/scripts/plot.sh" "$output" >&2 || status=$((status == 0 ? 1 : status))

((status == 0)) || say "Not all went as it should, see above; what is complete is here all the same."
cat >&2 <<TEXT

Where to look
  charts   $output/charts/
  numbers  $output/*.csv, explained column by column in Results/README.md
What next
  change how a chart looks   edit scripts/charts/NAME.gp, then scripts/plot.sh "$output"
  more blocks, less noise    scripts/run.sh --profile standard
  one section, your number   scripts/run.sh async --blocks 10
  your own pages             $programs/harness pages --strategy all https://example.org https://www.swift.org
TEXT
exit "$status"
