#!/usr/bin/env bash
# Runs all Swift tests under the thread sanitizer and under the address sanitizer. Slow; not part of the tests.
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/lib/environment.sh"

usage() {
  cat <<'TEXT'
Usage: scripts/sanitize.sh [--no-install] [--filter EXPRESSION] [thread|address]

Builds programs and tests with the thread sanitizer, which finds data races, and then
with the address sanitizer, which finds invalid uses of memory and leaks, each in a
folder of its own (.build-thread, .build-address), and runs all tests. Takes about an
hour. Every report of a sanitizer is shown; what is suppressed stands, with the reason,
in scripts/sanitize/.

  --no-install         install nothing; report missing packages and stop
  --filter EXPRESSION  only tests whose names match

Exit code: 0 if all tests passed and no sanitizer reported anything, 1 if not.
TEXT
}

fail() {
  echo "sanitize.sh: $1" >&2
  exit "${2:-1}"
}

# shellcheck source=lib/children.sh
source "$root/scripts/lib/children.sh"
# shellcheck source=lib/install.sh
source "$root/scripts/lib/install.sh"

install=yes filter=() sanitizers=()
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    --no-install) install=no ;;
    --filter)
      [[ -n ${2-} ]] || fail "--filter needs a value: a regular expression" 64
      filter=(--filter "$2")
      shift
      ;;
    thread | address) sanitizers+=("$1") ;;
    *) fail "what is '$1'? The sanitizers are thread and address" 64 ;;
  esac
  shift
done
((${#sanitizers[@]} > 0)) || sanitizers=(thread address)

need_for_build
need nginx "an independent server to test against" has_command nginx
prepare "$install" || fail "cannot build yet, see above"
cd "$root"

# The folder of the Swift toolchain's programs: only its own clang knows Swift's calling convention.
toolchain() { dirname "$(readlink -f "$(command -v swift)")"; }

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# sanitize NAME: builds, tests and shows the reports; fails if there is one, or if a test or the build fails. The
# caller's || switches `set -e` off in here.
sanitize() {
  # These start processes of another user, which may not write a report here; count threads, of which the thread
  # sanitizer has one; and count bytes of malloc, of which a sanitizer's own has more.
  local skip=(--skip InterruptionTests/fewThreads --skip anEventLoopNeedsOneThread --skip theCacheCountsWhatItHolds)
  local name=$1 build=.build-$1 reports=$work/$1 log=$work/$1/tests.log count passed=yes preload=()
  mkdir "$reports"
  export TSAN_OPTIONS="log_path=$reports/report suppressions=$root/scripts/sanitize/thread.supp exitcode=0"
  export ASAN_OPTIONS="log_path=$reports/report detect_leaks=1 exitcode=0"
  export LSAN_OPTIONS="suppressions=$root/scripts/sanitize/leaks.supp print_suppressions=0"
  ${swift_bound[@]+"${swift_bound[@]}"} swift build --build-tests --sanitize="$name" --scratch-path "$build" || return
  if [[ $name == thread ]]; then
    "$(toolchain)/clang" -shared -fPIC -O2 -o "$reports/mutex.so" scripts/sanitize/mutex.c || return
    preload=(env "LD_PRELOAD=$reports/mutex.so")
  fi
  ${swift_bound[@]+"${swift_bound[@]}"} ${preload[@]+"${preload[@]}"} \
    swift test --skip-build --sanitize="$name" --scratch-path "$build" --disable-xctest --no-parallel \
    ${filter[@]+"${filter[@]}"} "${skip[@]}" 2>&1 | tee "$log" || passed=no
  if compgen -G "$reports/report*" >/dev/null; then
    cat "$reports"/report*
    passed=no
  fi
  echo
  count=$(cat "$reports"/report* 2>/dev/null | grep -cE '^(WARNING|==[0-9]+==ERROR)') || true
  echo "$name sanitizer: $count reports; $(tail -n 1 "$log")"
  [[ $passed == yes ]]
}

failed=()
for name in "${sanitizers[@]}"; do sanitize "$name" || failed+=("$name"); done
((${#failed[@]} == 0)) || fail "not clean: ${failed[*]}"
