#!/usr/bin/env bash
# Ends a run's processes at random moments, and checks what is left: files, processes, temporary files.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/../lib/environment.sh"

usage() {
  cat <<'TEXT'
Usage: scripts/campaigns/kill.sh [--count N] [--seed N] [--programs DIR]

Starts a small run, sends SIGKILL, SIGINT, SIGTERM or SIGHUP to the harness, the worker
or the page server at a random moment, and then checks that

  - the files can be read (harness summarise),
  - the run can be resumed to its end, and complete blocks are not run again,
  - no process and no temporary file is left.

Prints a table of signals, victims and results. 200 cases take about 15 minutes.

  --count N        number of cases (default: 200)
  --seed N         seed of the choices and moments (default: 1)
  --programs DIR   folder with harness, harness-worker and page-server
                   (default: .build/release; nothing is built)
TEXT
}

fail() {
  echo "kill.sh: $1" >&2
  exit "${2:-1}"
}

count=200 seed=1 programs=$root/.build/release
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    --count | --seed | --programs)
      [[ -n ${2-} ]] || fail "$1 needs a value" 64
      declare "${1#--}=$2"
      shift
      ;;
    *)
      usage >&2
      fail "unknown argument: $1" 64
      ;;
  esac
  shift
done
[[ $count =~ ^[1-9][0-9]{0,5}$ && $seed =~ ^[0-9]{1,6}$ ]] || fail "--count and --seed are whole numbers" 64
programs=$(cd -- "$programs" 2>/dev/null && pwd -P) || fail "there is no folder of programs"
for product in harness harness-worker page-server; do
  [[ -x $programs/$product ]] || fail "no $product in $programs"
done

scratch=$(mktemp -d)
harness=
trap '[[ -z $harness ]] || kill -KILL "$harness" 2>/dev/null || true; rm -rf -- "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
RANDOM=$seed
victims=(harness worker server)
signals=(KILL INT TERM HUP)
declare -A cases=() good=()
problems=0

# children NAME: the children of the harness with this program name.
children() { pgrep -P "$harness" -x -- "$1" || true; }

# survivors: processes of the programs that have the case's own folder for temporary files.
survivors() {
  local process
  for process in $(pgrep -x harness || true) $(pgrep -x harness-worker || true) $(pgrep -x page-server || true); do
    # It may have ended meanwhile.
    if { tr '\0' '\n' <"/proc/$process/environ"; } 2>/dev/null | grep -qxF "TMPDIR=$TMPDIR"; then echo "$process"; fi
  done
}

# within SECONDS COMMAND…: waits until the command succeeds.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.02
  done
}

has_ended() { ! kill -0 "$1" 2>/dev/null; }

no_survivors() { [[ -z $(survivors) ]]; }

complete_blocks() { grep -c ',complete,' "$1/blocks.csv" 2>/dev/null || true; }

# must_work ARGUMENT…: runs the harness, and prints its last message if it fails.
must_work() {
  "$programs/harness" "$@" >/dev/null 2>"$scratch/errors" || echo "$1: $(tail -n 1 "$scratch/errors")"
}

# one_case SIGNAL VICTIM: prints what went wrong; nothing if all is well.
one_case() {
  local signal=$1 victim=$2 folder=$scratch/run moment process before status=0 left
  rm -rf -- "$scratch/run" "$scratch/tmp"
  mkdir "$scratch/tmp"
  export TMPDIR=$scratch/tmp
  "$programs/harness" run five-pages --strategy callbacks --blocks 4 --output "$folder" >/dev/null 2>"$scratch/errors" &
  harness=$!
  # The run takes about 4 s with its calibration.
  moment=$((RANDOM % 4000))
  sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
  process=
  case $victim in
    harness) process=$harness ;;
    worker) process=$(children harness-worker | head -n 1) ;;
    server) process=$(children page-server | head -n 1) ;;
  esac
  # Between two trials there is neither worker nor server.
  if [[ -n $process ]]; then kill "-$signal" "$process" 2>/dev/null || true; fi
  if [[ $victim == harness ]]; then
    within 20 has_ended "$harness" || echo "the harness does not end"
  fi
  wait "$harness" || status=$?
  harness=
  within 20 no_survivors || echo "survivors: $(survivors | tr '\n' ' ')"
  if [[ -f $folder/blocks.csv ]] && (($(wc -l <"$folder/blocks.csv") > 1)); then
    before=$(complete_blocks "$folder")
    must_work summarise "$folder"
    must_work run --resume "$folder"
    [[ $(complete_blocks "$folder") == 4 ]] || echo "$(complete_blocks "$folder") of 4 blocks, $before before"
  elif [[ $victim == harness ]]; then
    # Before the plan is written, there is nothing to resume; a folder may be left by SIGKILL alone.
    [[ $signal == KILL || ! -e $folder ]] || echo "an unfinished folder is left"
  elif [[ $status != 1 || -e $folder ]]; then
    # Without worker or server the calibration fails.
    echo "no run, status $status: $(tail -n 1 "$scratch/errors")"
  fi
  left=$(find "$scratch/tmp" -mindepth 1)
  [[ -z $left ]] || echo "left: $left"
  left=$(compgen -G "$folder/*.new" || true)
  [[ -z $left ]] || echo "left: $left"
}

for ((number = 1; number <= count; number++)); do
  signal=${signals[(number - 1) % 4]} victim=${victims[(number - 1) / 4 % 3]}
  key="$signal $victim"
  # Not in a subshell: the random numbers must continue.
  one_case "$signal" "$victim" >"$scratch/problems"
  cases[$key]=$((${cases[$key]-0} + 1))
  if [[ -s $scratch/problems ]]; then
    problems=$((problems + 1))
    sed "s/^/case $number, $key: /" "$scratch/problems" >&2
  else
    good[$key]=$((${good[$key]-0} + 1))
  fi
done

printf '%-8s %-8s %6s %6s\n' signal victim cases good
for victim in "${victims[@]}"; do
  for signal in "${signals[@]}"; do
    key="$signal $victim"
    printf '%-8s %-8s %6d %6d\n' "$signal" "$victim" "${cases[$key]-0}" "${good[$key]-0}"
  done
done
echo "$((count - problems)) of $count without a problem, in $SECONDS s"
((problems == 0))
