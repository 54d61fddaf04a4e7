#!/usr/bin/env bash
# From a clone to charts: installs missing packages, builds, measures, plots.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/lib/environment.sh"

usage() {
  cat <<'TEXT'
Usage: scripts/run.sh [--no-install] [arguments of `harness run`]
       scripts/run.sh [--no-install] list|compare|… [arguments of that command]

Installs missing packages (Debian, Ubuntu), builds in release mode, runs the
experiments and draws their charts. Runs all experiments if none is named. All
arguments but --no-install go to the harness; `scripts/run.sh help run` explains
them. Among them are:

  SECTION|EXPERIMENT…  what to run, as `scripts/run.sh list` shows
  --profile P          how much to measure: quick (a few minutes), standard, full
  --output DIR         folder of the run (default: Results/<UTC time>-<profile>)
  --resume RUN         continue the run in this folder
  --dry-run            show the trials and the estimated time; run nothing
  --no-install         install nothing; report missing packages and stop

Ctrl-C during the measurement keeps all complete blocks and draws their charts.
SIGTERM and SIGHUP keep them, too, and end without charts.
TEXT
}

fail() {
  echo "run.sh: $1" >&2
  exit "${2:-1}"
}

# Standard output belongs to the harness, so that its results stay parseable.
say() { printf '%s\n' "$*" >&2; }

# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"
# shellcheck source=lib/children.sh
source "$root/scripts/lib/children.sh"
# shellcheck source=lib/build.sh
source "$root/scripts/lib/build.sh"

# The arguments of the harness are only looked at: for the folder of the run, and whether there will be one.
install=yes
profile=quick
output=
resume=
measures=yes
verb=(run)
arguments=()
# Names of further arguments of `harness`, beside run.
commands=" pages compare summarise list environment selfcheck help "
while (($# > 0)); do
  case $1 in
    --no-install)
      install=no
      shift
      continue
      ;;
    -h | --help)
      if ((${#verb[@]} > 0)); then
        usage
        exit
      fi
      ;;
    --profile=*) profile=${1#*=} ;;
    --output=*) output=${1#*=} ;;
    --resume=*) resume=${1#*=} ;;
    --profile | --output | --resume)
      [[ -n ${2-} ]] || fail "$1 needs a value" 64
      declare "${1#--}=$2"
      arguments+=("$1")
      shift
      ;;
    --dry-run) measures=no ;;
    run) ((${#arguments[@]} > 0)) || { shift && continue; } ;;
    *) ((${#arguments[@]} > 0)) || [[ $commands != *" $1 "* ]] || measures=no verb=() ;;
  esac
  arguments+=("$1")
  shift
done
if [[ $measures == yes && -z $output$resume ]]; then
  output=$root/Results/$(date -u +%Y%m%dT%H%M%SZ)-$profile
  verb+=(--output "$output")
fi
folder=${resume:-$output}

need_for_build
[[ $measures == no ]] || need_for_charts
prepare "$install" || fail "cannot build yet, see above"

say "Building in release mode. The first build takes minutes, mostly for SwiftNIO and its TLS."
started=$SECONDS
build harness harness-worker page-server
say "Built in $((SECONDS - started)) s."

[[ $measures == no ]] || say "Measuring into $folder. Ctrl-C keeps all complete blocks."
supervise process "$programs/harness" ${verb[@]+"${verb[@]}"} ${arguments[@]+"${arguments[@]}"}

# After Ctrl-C, charts of the complete blocks are drawn. Other signals ask to end now.
[[ $signalled == INT ]] || end_if_signalled
[[ $measures == yes ]] || exit "$status"
if [[ ! -e $folder/measurements.csv ]]; then
  end_if_signalled
  ((status == 0)) || fail "the harness ended with exit code $status and left no measurements" "$status"
  exit 0
fi
# Wrong arguments: nothing was measured.
((status != 64)) || exit "$status"

say "Drawing the charts."
"$root/scripts/plot.sh" -- "$folder" >&2 || status=$((status == 0 ? 1 : status))

end_if_signalled
((status == 0)) || say "Something went wrong, see above. All complete blocks are kept."
cat >&2 <<TEXT

Results
  charts   $folder/charts/
  numbers  $folder/*.csv, explained column by column in Results/README.md
Next steps
  restyle a chart         edit scripts/charts/NAME.gp, then run scripts/plot.sh "$folder"
  small differences       scripts/run.sh --profile standard
  one section only        scripts/run.sh async --blocks 10
  pages of your own       $programs/harness pages --strategy all https://example.org https://www.swift.org
TEXT
exit "$status"
