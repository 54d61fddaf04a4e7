#!/usr/bin/env bash
# Ends a run's processes by signals at random moments, and checks what is left: files, processes, temporary files.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/lib/environment.sh"

# Standard error as it was given; see below.
exec 3>&2

usage() {
  cat <<'TEXT'
Usage: scripts/kill.sh [--count N] [--seed N] [--programs DIR] [--wait SECONDS]

Starts a run of five-pages, one page after another, sends SIGKILL, SIGINT, SIGTERM or
SIGHUP to the harness, the worker or the page server at a random moment of the
calibration (in 12 cases out of 48) or of the blocks, and checks that

  - the harness ends by the signal, or says what died, or runs the block again;
  - no process is left, and no file in the folder for temporary files or in /tmp;
  - the files can be read, complete blocks are as before, and the run can be resumed;
  - the folder then has the files of an undisturbed run, and every block once.

Builds nothing. Prints a table of signals, victims and outcomes. A case takes about
8 s. Exit code: 0 if all is well, 1 if something is wrong in any case.

  --count N        number of cases (default: 200; 12 are one of each kind)
  --seed N         seed of the moments (default: 1)
  --programs DIR   folder with harness, harness-worker and page-server
                   (default: .build/release)
  --wait SECONDS   how long processes may take to end (default: 20)
TEXT
}

fail() {
  echo "kill.sh: $1" >&3
  exit "${2:-1}"
}

# Standard output belongs to the table.
say() { printf '%s\n' "$*" >&3; }

# shellcheck source=lib/children.sh
source "$root/scripts/lib/children.sh"

count=200 seed=1 wait=20 programs=$root/.build/release
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
    --count | --seed | --programs | --wait)
      [[ -n ${2-} ]] || fail "$1 needs a value" 64
      declare "${1#--}=$2"
      shift
      ;;
    *)
      usage >&3
      fail "unknown argument: $1" 64
      ;;
  esac
  shift
done
[[ $count =~ ^[1-9][0-9]{0,5}$ ]] || fail "--count must be a whole number from 1 to 999999, not '$count'" 64
[[ $seed =~ ^(0|[1-9][0-9]{0,5})$ ]] || fail "--seed must be a whole number from 0 to 999999, not '$seed'" 64
[[ $wait =~ ^[1-9][0-9]{0,3}$ ]] || fail "--wait must be a whole number from 1 to 9999, not '$wait'" 64
[[ $programs == /* ]] || programs=$PWD/$programs
for product in harness harness-worker page-server; do
  [[ -x $programs/$product ]] || fail "no $product in $programs"
done

scratch=$(mktemp -d)
harness=
clean_up() {
  # Worker and server end when the harness does.
  [[ -z $harness ]] || kill -KILL "$harness" 2>/dev/null || true
  rm -rf -- "$scratch"
}
trap 'clean_up; end_if_signalled' EXIT
for name in "${supervised[@]}"; do
  # shellcheck disable=SC2064 # the name is the one of now
  trap "signalled=$name; exit 1" "$name"
done

folder=$scratch/run temporary=$scratch/tmp
signals=(KILL INT TERM HUP) victims=(harness harness-worker page-server)
# none: ended before the first block. repeated: the block ran again. resumed: the harness ended. unhurt: the signal came
# between the trial's last check and the process's end. late: the run had ended.
outcomes=(none repeated resumed unhurt late)

milliseconds() { echo $((${EPOCHREALTIME/./} / 1000)); }

# within SECONDS COMMAND…: waits until the command succeeds.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.01
  done
}

# What a run's processes have in their environment, and no other process on the machine.
mark=TMPDIR=$temporary

# survivors: all processes of the case, whatever program they run. A process that has ended has no environment.
survivors() { grep -lzxF -e "$mark" /proc/[0-9]*/environ 2>/dev/null | grep -o '[0-9]*' || true; }

no_survivors() { [[ -z $(survivors) ]]; }

# describe PROCESS…: their names and numbers.
describe() {
  local process
  for process; do printf '%s (%s) ' "$(cat "/proc/$process/comm" 2>/dev/null || echo ended)" "$process"; done
}

# run_harness ARGUMENT…: in the background, as process $harness. Bash makes such processes ignore SIGINT.
run_harness() {
  rm -rf -- "$temporary"
  mkdir "$temporary"
  env --default-signal=INT,TERM,HUP "$mark" ${bound[@]+"${bound[@]}"} \
    "$programs/harness" run --patience 0s "$@" </dev/null >/dev/null 2>"$scratch/errors" &
  harness=$!
}

# begin calibration|blocks: starts a run anew, or one that has been calibrated.
begin() {
  rm -rf -- "$folder"
  case $1 in
    calibration) run_harness five-pages --strategy sequential --blocks 2 --output "$folder" ;;
    blocks)
      cp -r -- "$scratch/calibrated" "$folder"
      run_harness --resume "$folder"
      ;;
  esac
}

has_ended() { ! kill -0 "$harness" 2>/dev/null; }

# end_run SECONDS: waits for the end of the run, and sets $status.
end_run() {
  status=0
  within "$1" has_ended || {
    echo "the harness does not end"
    kill -KILL "$harness"
  }
  wait "$harness" || status=$?
  harness=
}

# find_victim NAME: sets $victim to the process; to nothing if the run ends before there is one.
find_victim() {
  local children
  victim=$harness
  [[ $1 != harness ]] || return 0
  until has_ended; do
    read -r -d '' -a children < <(cat /proc/"$harness"/task/*/children 2>/dev/null) || true
    for victim in ${children[@]+"${children[@]}"}; do
      [[ $(cat "/proc/$victim/comm" 2>/dev/null) != "$1" ]] || return 0
    done
    sleep 0.002
  done
  victim=
}

# journal STATUS: lines of blocks.csv with this status.
journal() { grep ",$1," "$folder/blocks.csv" 2>/dev/null || true; }

has_run() { [[ -n $(journal start) ]]; }

# complete_rows: the measurements of complete blocks, without those that were cut off.
complete_rows() {
  local bytes
  bytes=$(journal complete | tail -n 1 | cut -d , -f 7)
  head -c "${bytes:-0}" "$folder/measurements.csv"
}

file_names() { find "$folder" -mindepth 1 -printf '%P\n' | sort; }

# must_work ARGUMENT…: runs the harness, and prints its last message if it fails.
must_work() {
  env "$mark" "$programs/harness" "$@" </dev/null >/dev/null 2>"$scratch/errors" ||
    echo "$1: $(tail -n 1 "$scratch/errors")"
}

# check_ending SIGNAL VICTIM BLOCKS: sets $outcome; prints what is wrong with how the harness ended. BLOCKS is how many
# were complete when the signal was sent.
check_ending() {
  if [[ $status == 0 ]]; then
    outcome=unhurt
    [[ -z $(journal invalid) ]] || outcome=repeated
    [[ -n $victim ]] || outcome=late
    [[ $2 != harness || -z $victim || $3 == $(journal complete | wc -l) ]] || echo "it went on after the signal"
    return
  fi
  if has_run; then outcome=resumed; else outcome=none; fi
  if [[ $2 == harness ]]; then
    ((status == 128 + $(kill -l "$1"))) || echo "exit code $status: $(tail -n 1 "$scratch/errors")"
    # Only SIGKILL leaves the folder of a run that has not begun.
    [[ $1 == KILL || $outcome != none || ! -e $folder ]] || echo "a folder is left"
  else
    # A server that ends breaks the worker's fetches.
    [[ $status == 1 && $outcome == none && ! -e $folder ]] && grep -qw "harness-worker\|$2" "$scratch/errors" ||
      echo "exit code $status, and the error names no program: $(tail -n 1 "$scratch/errors")"
  fi
}

# check_files: resumes the run, and prints what is wrong with its files.
check_files() {
  complete_rows >"$scratch/before"
  must_work summarise "$folder"
  must_work run --resume "$folder"
  head -c "$(wc -c <"$scratch/before")" "$folder/measurements.csv" | cmp -s - "$scratch/before" ||
    echo "the measurements of complete blocks are not as before"
  [[ $(journal complete | cut -d , -f 2-4 | sort) == "$blocks" ]] || echo "not every block once: $(journal complete)"
  [[ $(file_names) == "$files" ]] || echo "other files than usual: $(file_names | tr '\n' ' ')"
}

# check_left: prints which processes and temporary files are left.
check_left() {
  local left
  # shellcheck disable=SC2046 # one word per process
  within "$wait" no_survivors || {
    echo "processes left: $(describe $(survivors))"
    kill -KILL $(survivors) 2>/dev/null || true
  }
  left=$(find "$temporary" -mindepth 1 2>&1)
  [[ -z $left ]] || echo "temporary files left: $left"
}

# pause MILLISECONDS
pause() { sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"; }

# one_case SIGNAL VICTIM calibration|blocks MILLISECONDS: prints what went wrong; nothing if all is well. Sets $outcome.
one_case() {
  local before
  begin "$3"
  pause "$4"
  find_victim "$2"
  before=$(journal complete | wc -l)
  [[ -n $victim ]] && kill "-$1" "$victim" || victim=
  end_run $((wait + (length[calibration] + 2 * length[blocks]) / 1000))
  check_ending "$1" "$2" "$before"
  check_left
  if has_run; then
    check_files
    check_left
  fi
}

# temporary_names: files in the system's own folders for them that may be of these programs.
temporary_names() { compgen -G "/tmp/*@(harness|page-server|five-pages)*" || true; compgen -G "/dev/shm/*" || true; }

# Bash writes to standard error which jobs were ended by signals; that is no news here.
exec 2>/dev/null

shopt -s extglob
temporary_names | sort >"$scratch/names"

# A run that is stopped after its calibration, and then resumed undisturbed: how long both take, what they leave.
declare -A length
has_begun_or_ended() { has_run || has_ended; }
started=$(milliseconds)
begin calibration
within 600 has_begun_or_ended || true
length[calibration]=$(($(milliseconds) - started))
kill -TERM "$harness" || true
end_run "$wait"
[[ $status == 143 && -n $(journal start) ]] ||
  fail "after the calibration, exit code $status: $(tail -n 1 "$scratch/errors")"
mv -- "$folder" "$scratch/calibrated"
started=$(milliseconds)
begin blocks
end_run 600
length[blocks]=$(($(milliseconds) - started))
[[ $status == 0 ]] || fail "without signals, exit code $status: $(tail -n 1 "$scratch/errors")"
problem=$(check_left)
[[ -z $problem ]] || fail "without signals: $problem"
blocks=$(journal complete | cut -d , -f 2-4 | sort)
files=$(file_names)
say "Calibration takes ${length[calibration]} ms, $(wc -l <<<"$blocks") blocks take ${length[blocks]} ms."

RANDOM=$seed
declare -A cases=()
problems=0
for ((number = 0; number < count; number++)); do
  signal=${signals[number % 4]} victim_name=${victims[number / 4 % 3]}
  stage=blocks
  ((number / 12 % 4 < 3)) || stage=calibration
  moment=$(((RANDOM << 15 | RANDOM) % length[$stage]))
  # Not in a subshell: it sets variables.
  one_case "$signal" "$victim_name" "$stage" "$moment" >"$scratch/problems"
  key="$signal $victim_name"
  what="case $((number + 1)), SIG$signal to $victim_name $moment ms into the $stage"
  if [[ -s $scratch/problems ]]; then
    outcome=wrong problems=$((problems + 1))
    sed "s/^/$what: /" "$scratch/problems" >&3
  fi
  cases[$key $outcome]=$((${cases[$key $outcome]-0} + 1))
  say "$what: $outcome"
done

left=$(temporary_names | sort | comm -13 "$scratch/names" -)
if [[ -n $left ]]; then
  problems=$((problems + 1))
  say "new temporary files: $left"
fi

printf '%-7s %-15s' signal victim
printf '%9s' "${outcomes[@]}" wrong
echo
for victim_name in "${victims[@]}"; do
  for signal in "${signals[@]}"; do
    printf '%-7s %-15s' "$signal" "$victim_name"
    for outcome in "${outcomes[@]}" wrong; do printf '%9d' "${cases[$signal $victim_name $outcome]-0}"; done
    echo
  done
done
echo "$count cases in $SECONDS s, $problems problems"
((problems == 0))
