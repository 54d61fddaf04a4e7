#!/usr/bin/env bash
# Tests run.sh and the parts it shares with test.sh, with stand-ins for Swift, the harness and apt-get.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

run_sh=$root/scripts/run.sh
fixture=$root/scripts/tests/fixture

# A PATH with only the tools that the scripts expect on any system.
bare=$scratch/bare
mkdir "$bare"
for tool in bash readlink env cat sed date mkdir dirname basename mktemp rm mv awk id; do
  ln -s "$(command -v "$tool")" "$bare/$tool"
done

# stand_in NAME LINE…: puts a bash script of these lines into PATH.
stand_in() {
  local file=$bare/$1
  shift
  rm -f "$file"
  printf '%s\n' '#!/usr/bin/env bash' "$@" >"$file"
  chmod +x "$file"
}

PATH=$bare run bash "$run_sh" --no-install
expect "without Swift it fails" equal "$status" 1
expect "and says where to get Swift" contains "$stderr" "https://www.swift.org/install/linux"
for package in git pkg-config openssl gnuplot-nox; do
  expect "it reports that $package is missing" contains "$stderr" "missing: $package ("
done
expect "and gives the command that installs it" contains "$stderr" "sudo apt-get install -y --no-install-recommends "

PATH=$bare run bash "$root/scripts/test.sh" --no-install
expect "test.sh fails too" equal "$status" 1
expect "and reports its own missing tools" contains "$stderr" "missing: shellcheck ("

stand_in swift 'echo "Swift version 5.10.1 (swift-5.10.1-RELEASE)"'
PATH=$bare run bash "$run_sh" --no-install
expect "an old Swift is refused" contains "$stderr" "Swift 5.10 is too old"

stand_in swift 'echo "error while loading libxml2.so.2" >&2; exit 127'
PATH=$bare run bash "$run_sh" --no-install
expect "a Swift that does not run is distinguished from a missing one" \
  contains "$stderr" "does not run: error while loading libxml2.so.2"

# One experiment's rows draw one chart, which is quick.
mkdir "$scratch/small"
cp "$fixture"/*.csv "$scratch/small"
grep -E '^run_id,|,fan-out,' "$fixture/series.csv" >"$scratch/small/series.csv"

# This Swift "builds" a harness that logs its arguments and copies the fixture.
mkdir "$scratch/programs"
stand_in swift \
  "case \"\$*\" in" \
  "  *--version*) echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)' ;;" \
  "  *--show-bin-path*) echo '$scratch/programs' ;;" \
  "  *) echo \"swift \$*\" >>'$scratch/log'; echo Compiling; exit \"\${BUILD_STATUS:-0}\" ;;" \
  "esac"
cat >"$scratch/programs/harness" <<TEXT
#!/usr/bin/env bash
printf '<%s>' "\$@" >>'$scratch/log'
echo "a result"
# Ctrl-C reaches every process of the terminal's group; the harness keeps all complete blocks and ends.
[[ \${HARNESS_INTERRUPTED:-no} == no ]] || { trap : INT; kill -INT 0; }
[[ \$1 == run ]] || exit "\${HARNESS_STATUS:-0}"
folder=
while ((\$# > 0)); do
  case \$1 in
    --output=* | --resume=*) folder=\${1#*=} ;;
    --output | --resume) folder=\$2 ;;
  esac
  shift
done
if [[ \${HARNESS_FILES:-yes} == yes ]]; then
  mkdir -p -- "\$folder" && cp --target-directory="\$folder" -- '$scratch/small'/*.csv
fi
# Runs until a signal, and says which; the second one ends it at once.
if [[ \${HARNESS_RUNS:-no} == yes ]]; then
  for name in INT TERM HUP; do
    trap "echo \$name >>'$scratch/signals'; trap - \$name; kill -\$name \$\$" \$name
  done
  echo \$\$ >'$scratch/pid'
  while :; do sleep 0.05; done
fi
exit "\${HARNESS_STATUS:-0}"
TEXT
chmod +x "$scratch/programs/harness"

stand_in apt-get "echo \"apt-get \$*\" >>'$scratch/log'"
stand_in sudo "echo \"sudo \$*\" >>'$scratch/log'" "while [[ \$1 == -* ]]; do shift; done" "\"\$@\""
: >"$scratch/log"
PATH=$bare run bash "$run_sh" --no-install
expect "with --no-install it installs nothing" lacks "$(<"$scratch/log")" "apt-get"
expect "and does not build" lacks "$(<"$scratch/log")" "swift build"
expect "and fails" equal "$status" 1

PATH=$bare run bash "$run_sh" --output "$scratch/installed"
expect "without --no-install it installs the missing packages" \
  contains "$(<"$scratch/log")" "apt-get install -y --no-install-recommends git "
expect "and says so" contains "$stderr" "Installing: "
expect "including the one for charts" contains "$(<"$scratch/log")" "gnuplot-nox"

# From here on nothing is missing.
PATH=$bare:$PATH
: >"$scratch/log"
output="$scratch/a run"
cd "$scratch"
run bash "$run_sh" async --profile standard --output "a run" --blocks 2 --strategy event-loop
log=$(<"$scratch/log")
expect "it succeeds" equal "$status" 0
for product in harness harness-worker page-server; do
  expect "it builds $product in release" contains "$log" "-c release --product $product"$'\n'
done
expect "it passes all other arguments to the harness" equal "${log##*$'\n'}" \
  "<run><async><--profile><standard><--output><a run><--blocks><2><--strategy><event-loop>"
expect "standard output is that of the harness" equal "$stdout" "a result"
expect "it draws the charts" test -s "$output/charts/fan-out.png"
expect "and says where they are" contains "$stderr" "charts   a run/charts/"

rm -r "$output"
HARNESS_STATUS=12 run bash "$run_sh" --output="$output"
expect "it fails with the exit code of the harness" equal "$status" 12
expect "but draws the charts of what is complete" test -s "$output/charts/fan-out.png"

rm -r "$output"
HARNESS_INTERRUPTED=yes HARNESS_STATUS=130 run setsid --wait env --default-signal=INT bash "$run_sh" --output="$output"
expect "Ctrl-C while it measures ends it with the exit code of the harness" equal "$status" 130
expect "but draws the charts of what is complete" test -s "$output/charts/fan-out.png"

rm -r "$output"
HARNESS_FILES=no run bash "$run_sh" --dry-run --output "$output"
expect "a dry run draws no charts" equal "$status $stdout" "0 a result"
HARNESS_FILES=no HARNESS_STATUS=64 run bash "$run_sh" --blocks nonsense --output "$output"
expect "a usage error of the harness is passed on" equal "$status" 64

: >"$scratch/log"
BUILD_STATUS=1 run bash "$run_sh" --output "$output"
expect "a failed build ends it" equal "$status" 1
expect "the last line names the product" equal "${stderr##*$'\n'}" "run.sh: harness did not build, see above"
expect "nothing is measured" lacks "$(<"$scratch/log")" "<run>"

run bash "$run_sh" --profile
expect "an option without its value is a usage error" equal "$status" 64

# passed ARGUMENT…: runs run.sh with these; sets $log to what the harness got.
passed() {
  : >"$scratch/log"
  run bash "$run_sh" "$@"
  log=$(tail -n 1 "$scratch/log")
}

mkdir "$scratch/-a  \"résumé\""
cd "$scratch"
passed --resume "-a  \"résumé\""
expect "a run is resumed" equal "$status $log" "0 <run><--resume><-a  \"résumé\">"
expect "and its charts are drawn, whatever its name" test -s "$scratch/-a  \"résumé\"/charts/fan-out.png"
passed "--resume=-a  \"résumé\"" --time-limit 5m
expect "also by one argument" equal "$status $log" "0 <run><--resume=-a  \"résumé\"><--time-limit><5m>"

HARNESS_FILES=no passed --dry-run fan-out
expect "a dry run needs no folder" equal "$status $log" "0 <run><--dry-run><fan-out>"
for arguments in list "list --format json" "help run" "compare a b" "environment" "pages --repeat 3 http://x/" \
  "list --help"; do
  read -r -a words <<<"$arguments"
  passed "${words[@]}"
  expect "$arguments is a command of the harness" equal "$status $log" "0 $(printf '<%s>' "${words[@]}")"
done
passed run async --output "$output"
expect "run is what it does anyway" equal "$log" "<run><async><--output><$output>"
passed --unheard-of value --output "$output"
expect "what it does not know goes through" equal "$log" "<run><--unheard-of><value><--output><$output>"

# harness_runs, harness_is_gone: conditions to wait for.
harness_runs() { [[ -s $scratch/pid ]]; }
harness_is_gone() { ! kill -0 "$(<"$scratch/pid")" 2>/dev/null; }

# interrupted SIGNAL: starts run.sh and sends it the signal while the harness measures; sets $status and $stderr.
interrupted() {
  rm -rf "$scratch"/{pid,signals,interrupted}
  set -m
  # Signals that this test's own caller ignores (nohup, a background job) would be ignored below it, too.
  HARNESS_RUNS=yes env --default-signal=INT,TERM,HUP bash "$run_sh" --output "$scratch/interrupted" \
    >/dev/null 2>"$scratch/stderr" </dev/null &
  set +m
  await harness_runs
  kill "-$1" $!
  status=0
  wait $! 2>/dev/null || status=$?
  stderr=$(<"$scratch/stderr")
  await harness_is_gone
}

for signal in INT TERM HUP; do
  interrupted "$signal"
  expect "SIG$signal ends run.sh by itself" equal "$status" "$((128 + $(kill -l "$signal")))"
  expect "is passed on to the harness, once" equal "$(<"$scratch/signals")" "$signal"
  expect "and the harness is gone" harness_is_gone
done
expect "after SIGHUP no charts are drawn" test ! -e "$scratch/interrupted/charts"
interrupted INT
expect "after SIGINT they are" test -s "$scratch/interrupted/charts/fan-out.png"
interrupted KILL
expect "a killed run.sh leaves no harness" harness_is_gone
rm "$scratch/pid"

# A build that hangs.
stand_in swift \
  "case \"\$*\" in" \
  "  *--version*) echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)' ;;" \
  "  *) sleep 60 & echo \$! >'$scratch/pid'; wait ;;" \
  "esac"
for script in run selfcheck; do
  rm -f "$scratch/pid"
  env --default-signal=INT,TERM,HUP bash "$root/scripts/$script.sh" >/dev/null 2>&1 &
  await harness_runs
  kill -TERM $!
  status=0
  wait $! 2>/dev/null || status=$?
  expect "SIGTERM ends $script.sh while it builds" equal "$status" 143
  await harness_is_gone
  expect "and all processes of the build" harness_is_gone
done

finish
