#!/usr/bin/env bash
# Tests kill.sh, with stand-ins for the programs: does it find what is wrong, and nothing if all is well?
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

kill_sh=$root/scripts/kill.sh
mkdir "$scratch/programs" "$scratch/temporary"

# Without env: a process has the name of its script only if the script names its shell.
for name in harness-worker page-server; do
  cat >"$scratch/programs/$name" <<'TEXT'
#!/bin/bash
while kill -0 "$1"; do sleep 0.02; done
TEXT
done
# A harness that calibrates and measures two blocks. $FAULT says what is wrong with it. Runs that are to be disturbed
# are slower than the first two, which kill.sh measures, and than those after a summary: no signal comes too late.
cat >"$scratch/programs/harness" <<'TEXT'
#!/bin/bash
command=$1 folder=${*: -1} children=() here=${0%/*}

# SIGTERM also ends the calibrated run that is not to be disturbed.
on_signal() {
  case $1-${FAULT-} in
    INT-deaf) return ;;
    INT-survivor) sleep 300 >/dev/null 2>&1 & ;;
    INT-temporary) : >"$TMPDIR/left" ;;
    INT-code) exit 1 ;;
  esac
  kill "${children[@]}"
  trap - "$1"
  kill "-$1" $$
}

# Fails if a child ends before it does.
trial() {
  children=()
  for name in harness-worker page-server; do
    "$here/$name" $$ >/dev/null 2>&1 &
    children+=($!)
  done
  for ((moment = 0; moment < moments; moment++)); do sleep 0.02; done
  kill "${children[0]}" && kill "${children[1]}"
}

# commit BLOCK STATUS
commit() {
  echo "row of block $1" >>"$folder/measurements.csv"
  echo "id,five-pages,c5,$1,1,$2,$(wc -c <"$folder/measurements.csv")" >>"$folder/blocks.csv"
}

if [[ $command == summarise ]]; then
  : >"$here/summarised"
  [[ ${FAULT-} != unreadable ]] || echo "harness: unreadable" >&2
  [[ ${FAULT-} != unreadable ]]
  exit
fi
for name in INT TERM HUP; do trap "on_signal $name" "$name"; done
echo run >>"$here/runs"
moments=15
(($(wc -l <"$here/runs") > 2)) || moments=2
if [[ -e $here/summarised ]]; then
  moments=2
  rm "$here/summarised"
  [[ ${FAULT-} != twice ]] || { commit 2 complete && commit 2 complete; }
  [[ ${FAULT-} != file ]] || : >"$folder/file"
fi
if [[ " $* " != *" --resume "* ]]; then
  trial || { echo "harness: harness-worker or page-server was ended" >&2; exit 1; }
  mkdir "$folder"
  commit 0 start
fi
for block in 1 2; do
  until grep -q ",$block,1,complete," "$folder/blocks.csv"; do
    if trial; then commit "$block" complete; else commit "$block" invalid; fi
  done
done
exit 0
TEXT
chmod +x "$scratch"/programs/*

# campaign FAULT ARGUMENT…
campaign() {
  local fault=$1
  shift
  rm -f "$scratch"/programs/{runs,summarised}
  FAULT=$fault TMPDIR=$scratch/temporary run bash "$kill_sh" --programs "$scratch/programs" --wait 5 "$@"
}

campaign '' --count 12
expect "nothing is found where nothing is wrong" equal "$status $(grep wrong <<<"$stderr")" "0 "
expect "every signal is sent to every victim" \
  equal "$(grep -cE '^(KILL|INT|TERM|HUP) +[a-z-]+( +0)* +1( +0)*$' <<<"$stdout")" 12
expect "the last line says so" contains "$stdout" "12 cases in "

campaign survivor --count 2
expect "a process that is left is found" contains "$stderr" "processes left: sleep ("
process=${stderr##*processes left: sleep (}
expect "and ended" equal "$(tr -d '\0' 2>/dev/null <"/proc/${process%%)*}/environ")" ""
campaign temporary --count 2
expect "a temporary file that is left is found" contains "$stderr" "temporary files left: "
campaign deaf --count 2
expect "a harness that goes on after the signal is found" contains "$stderr" "it went on after the signal"
campaign code --count 2
expect "a harness that does not end by the signal is found" contains "$stderr" "exit code 1: "
campaign twice --count 1
expect "a block that was measured twice is found" contains "$stderr" "not every block once: "
campaign file --count 1
expect "an unusual file is found" contains "$stderr" "other files than usual: "
campaign unreadable --count 1
expect "files that cannot be read are found" contains "$stderr" "summarise: harness: unreadable"
expect "and the exit code says so" equal "$status" 1

run bash "$kill_sh" --count 0
expect "a wrong count is a usage error" equal "$status" 64
expect "nothing is left in the folder for temporary files" equal "$(ls -A "$scratch/temporary")" ""

finish
