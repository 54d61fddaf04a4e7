#!/usr/bin/env bash
# run.sh and what it shares with test.sh, with stand-ins for Swift, the harness and apt-get.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

run_sh=$root/scripts/run.sh
fixture=$root/scripts/tests/fixture

# A PATH with nothing but what the scripts take for granted on any system.
bare=$scratch/bare
mkdir "$bare"
for tool in bash env cat sed date mkdir dirname basename mktemp rm mv awk id; do
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
expect "and says where Swift is" contains "$stderr" "https://www.swift.org/install/linux"
for package in git pkg-config openssl gnuplot-nox; do
  expect "it tells that $package is missing" contains "$stderr" "missing: $package ("
done
expect "and the one command that installs it" contains "$stderr" "sudo apt-get install -y --no-install-recommends "

PATH=$bare run bash "$root/scripts/test.sh" --no-install
expect "test.sh fails likewise" equal "$status" 1
expect "and lacks its own tools too" contains "$stderr" "missing: shellcheck ("

stand_in swift 'echo "Swift version 5.10.1 (swift-5.10.1-RELEASE)"'
PATH=$bare run bash "$run_sh" --no-install
expect "an older Swift is too old" contains "$stderr" "Swift 5.10 is too old"

stand_in swift 'echo "error while loading libxml2.so.2" >&2; exit 127'
PATH=$bare run bash "$run_sh" --no-install
expect "a Swift that does not run is told from none" contains "$stderr" "does not run: error while loading libxml2.so.2"

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
# Ctrl-C reaches every process of the terminal's group; the harness keeps what is complete and ends.
[[ \${HARNESS_INTERRUPTED:-no} == no ]] || { trap : INT; kill -INT 0; }
while [[ \$1 != --output ]]; do shift; done
[[ \${HARNESS_FILES:-yes} == no ]] || { mkdir -p "\$2" && cp '$fixture'/*.csv "\$2"; }
exit "\${HARNESS_STATUS:-0}"
TEXT
chmod +x "$scratch/programs/harness"

stand_in apt-get "echo \"apt-get \$*\" >>'$scratch/log'"
stand_in sudo "echo \"sudo \$*\" >>'$scratch/log'" "while [[ \$1 == -* ]]; do shift; done" "\"\$@\""
: >"$scratch/log"
PATH=$bare run bash "$run_sh" --no-install
expect "with --no-install it installs nothing" lacks "$(<"$scratch/log")" "apt-get"
expect "nor builds" lacks "$(<"$scratch/log")" "swift build"
expect "but fails" equal "$status" 1

PATH=$bare run bash "$run_sh" --output "$scratch/installed"
expect "else it installs what is missing" contains "$(<"$scratch/log")" "apt-get install -y --no-install-recommends git "
expect "and says so" contains "$stderr" "Installing: "
expect "the charts among it" contains "$(<"$scratch/log")" "gnuplot-nox"

# From here on everything is there.
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
expect "it passes everything on to the harness" equal "${log##*$'\n'}" \
  "<run><--profile><standard><--output><a run><async><--blocks><2><--strategy><event-loop>"
expect "standard output is the harness's" equal "$stdout" "a result"
expect "it plots" test -s "$output/charts/five-pages.png"
expect "and says where to look" contains "$stderr" "charts   a run/charts/"

rm -r "$output"
HARNESS_STATUS=12 run bash "$run_sh" --output="$output"
expect "a harness that fails makes it fail alike" equal "$status" 12
expect "but what is complete is plotted" test -s "$output/charts/five-pages.png"

rm -r "$output"
HARNESS_INTERRUPTED=yes HARNESS_STATUS=130 run setsid --wait bash "$run_sh" --output="$output"
expect "Ctrl-C while it measures ends it like the harness" equal "$status" 130
expect "but what is complete is plotted" test -s "$output/charts/five-pages.png"

rm -r "$output"
HARNESS_FILES=no run bash "$run_sh" --dry-run --output "$output"
expect "a dry run leaves nothing to plot" equal "$status $stdout" "0 a result"
HARNESS_FILES=no HARNESS_STATUS=64 run bash "$run_sh" --blocks nonsense --output "$output"
expect "a usage error stays one" equal "$status" 64

: >"$scratch/log"
BUILD_STATUS=1 run bash "$run_sh" --output "$output"
expect "a failed build ends it" equal "$status" 1
expect "which is said last" equal "${stderr##*$'\n'}" "run.sh: harness did not build, see above"
expect "before anything is measured" lacks "$(<"$scratch/log")" "<run>"

run bash "$run_sh" --profile
expect "an option without its value is a usage error" equal "$status" 64

finish
