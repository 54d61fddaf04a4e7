#!/usr/bin/env bash
# Everything that must hold before a commit: scripts, format, words, layers, build, documentation, tests.
# Stops at the first thing that doesn't.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/test.sh [--no-install]

Installs what is missing (Debian, Ubuntu), then checks the scripts with shellcheck
and their own tests, the format of the Swift sources, their lines, words, layers and
documentation (scripts/checks, each can be run alone), and runs every Swift test.

  --no-install   installs nothing; if something is missing, says what and ends
TEXT
}

fail() {
  echo "test.sh: $1" >&2
  exit "${2:-1}"
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"

install=yes
case ${1-} in
  '') ;;
  --no-install) install=no ;;
  -h | --help)
    usage
    exit
    ;;
  *)
    usage >&2
    exit 64
    ;;
esac

# Debian keeps servers where only root's PATH looks.
PATH=$PATH:/usr/sbin
need_for_build
need_for_charts
need shellcheck "checks the scripts" has_command shellcheck
need jq "reads what the compiler says about the sources" has_command jq
need nginx "a server to test against that nobody here wrote" has_command nginx
need curl "a client to test against that nobody here wrote" has_command curl
prepare "$install" || fail "cannot test yet, see above"

cd "$root"
steps=()

# step NAME COMMAND…: runs it, or ends the script by saying which step failed.
step() {
  local name=$1 started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@" || fail "FAILED: $name, after ${#steps[@]} steps that passed"
  steps+=("$name: $((SECONDS - started)) s")
}

shell_files() {
  printf '%s\0' .ci/run
  find scripts -name '*.sh' -print0 | sort -z
}

check_scripts() {
  shell_files | xargs -0 shellcheck --external-sources --source-path=SCRIPTDIR
}

test_scripts() {
  local test
  for test in scripts/tests/*-test.sh; do bash "$test" || return; done
}

check_format() {
  swift format lint --strict --recursive --configuration .swift-format Package.swift Sources Tests
}

build_everything() {
  # A module that imports what its target doesn't declare would make the picture of the modules a lie.
  swift build --build-tests --explicit-target-dependency-import-check error
}

run_tests() {
  # No test uses XCTest, and its "0 tests" would only confuse. One at a time: tests that block threads and tests that
  # compute would starve each other of the pool's two or three, and one of them would give up waiting.
  # What failed is said again at the end, where whoever sees only the last lines finds it.
  local log
  log=$(mktemp)
  if swift test --skip-build --disable-xctest --no-parallel 2>&1 | tee "$log"; then
    rm "$log"
  else
    printf '\n'
    grep -E '^✘|[Ff]atal error|unexpected signal' "$log" || true
    rm "$log"
    return 1
  fi
}

step "shellcheck" check_scripts
step "tests of the scripts" test_scripts
step "swift format" check_format
step "columns" bash scripts/checks/columns.sh
step "words" bash scripts/checks/words.sh
step "layers" bash scripts/checks/layers.sh
step "swift build" build_everything
step "documentation" bash scripts/checks/docs.sh
step "swift test" run_tests

printf '\n'
printf '  %s\n' "${steps[@]}"
echo "test.sh: all ${#steps[@]} steps passed in $SECONDS s"
