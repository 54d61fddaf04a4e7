#!/usr/bin/env bash
# All checks before a commit: scripts, format, words, layers, build, documentation, tests. Stops at the first failure.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/lib/environment.sh"

usage() {
  cat <<'TEXT'
Usage: scripts/test.sh [--no-install]

Installs missing packages (Debian, Ubuntu), then checks the scripts with shellcheck
and their tests, checks format, line lengths, words, output, layers and documentation of
the sources (scripts/checks, each can be run alone), and runs all Swift tests; those of
libcurl once more with a newer libcurl, from PyPI's pycurl, if it can be downloaded.

  --no-install   install and download nothing; report missing packages and stop
TEXT
}

fail() {
  echo "test.sh: $1" >&2
  exit "${2:-1}"
}

# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"
# shellcheck source=lib/children.sh
source "$root/scripts/lib/children.sh"
# shellcheck source=lib/libcurl.sh
source "$root/scripts/lib/libcurl.sh"

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

need_for_build
need_for_charts
need shellcheck "checks the scripts" has_command shellcheck
need jq "reads what the compiler says about the sources" has_command jq
need nginx "an independent server to test against" has_command nginx
need curl "an independent client to test against" has_command curl
prepare "$install" || fail "cannot test yet, see above"

cd "$root"
steps=()

# step NAME COMMAND…: runs it; if it fails, ends the script with the step's name.
step() {
  local name=$1 started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@" || fail "FAILED: $name (${#steps[@]} steps before it passed)"
  steps+=("$name: $((SECONDS - started)) s")
}

shell_files() {
  printf '%s\0' .ci/run
  find scripts -name '*.sh' -print0 | sort -z
}

check_scripts() {
  shell_files | xargs -0 shellcheck --norc --external-sources --source-path=SCRIPTDIR --source-path=scripts
}

test_scripts() {
  local test
  for test in scripts/tests/*-test.sh; do bash "$test" || return; done
}

check_format() {
  swift format lint --strict --recursive --configuration .swift-format Package.swift Sources Tests
}

build_everything() {
  # A target must declare every module that it imports: that keeps the module table true.
  ${swift_bound[@]+"${swift_bound[@]}"} swift build --build-tests --explicit-target-dependency-import-check error
}

# run_tests ARGUMENT…
run_tests() {
  # No test uses XCTest, and its "0 tests" would only confuse. One test at a time: tests that block threads and tests
  # that compute would compete for the pool's few threads until one of them times out.
  # Failures are printed again at the end, so that the last lines of a log show them.
  ${swift_bound[@]+"${swift_bound[@]}"} swift test --skip-build --disable-xctest --no-parallel "$@" 2>&1 |
    tee "$log" && return
  printf '\n'
  grep -E '^✘|[Ff]atal error|unexpected signal' "$log" || true
  return 1
}

# What touches libcurl, with a newer one: versions of libcurl report the same fault differently.
run_tests_with_newer_libcurl() {
  local folder
  if ! folder=$(newer_libcurl "$install"); then
    echo "not tested with a newer libcurl, see above"
    return
  fi
  LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
    run_tests --filter 'CurlTests|PerformersTests|EventLoopTests|ConformanceTests\.Pages(Tests|Fault|Request|Summary)' \
    --skip RandomCancellation
}

log=$(mktemp)
trap 'rm -f -- "$log"' EXIT

step "shellcheck" check_scripts
step "tests of the scripts" test_scripts
step "swift format" check_format
step "columns" bash scripts/checks/columns.sh
step "words" bash scripts/checks/words.sh
step "output" bash scripts/checks/output.sh
step "layers" bash scripts/checks/layers.sh
step "swift build" build_everything
step "documentation" bash scripts/checks/docs.sh
step "swift test" run_tests
step "swift test with a newer libcurl" run_tests_with_newer_libcurl

printf '\n'
printf '  %s\n' "${steps[@]}"
echo "test.sh: all ${#steps[@]} steps passed in $SECONDS s"
