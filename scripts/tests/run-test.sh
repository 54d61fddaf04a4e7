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
  "<run><--profile><standard><--output><a run><async><--blocks><2><--strategy><event-loop>"
expect "standard output is that of the harness" equal "$stdout" "a result"
expect "it draws the charts" test -s "$output/charts/five-pages.png"
expect "and says where they are" contains "$stderr" "charts   a run/charts/"

rm -r "$output"
HARNESS_STATUS=12 run bash "$run_sh" --output="$output"
expect "it fails with the exit code of the harness" equal "$status" 12
expect "but draws the charts of what is complete" test -s "$output/charts/five-pages.png"

rm -r "$output"
HARNESS_INTERRUPTED=yes HARNESS_STATUS=130 run setsid --wait bash "$run_sh" --output="$output"
expect "Ctrl-C while it measures ends it with the exit code of the harness" equal "$status" 130
expect "but draws the charts of what is complete" test -s "$output/charts/five-pages.png"

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

finish
