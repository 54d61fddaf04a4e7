# shellcheck shell=bash disable=SC2034 # its variables are for the tests that source it
# Expectations for the tests of the scripts, one line each. To be sourced; a test ends with `finish`.

self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/../../lib/environment.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
expectations=0
failures=0

# expect WHAT COMMAND…: expects that the command succeeds.
expect() {
  local what=$1
  shift
  expectations=$((expectations + 1))
  "$@" && return
  failures=$((failures + 1))
  echo "FAILED: $what" >&2
}

equal() {
  [[ $1 == "$2" ]] && return
  printf '  expected: %q\n  found: %q\n' "$2" "$1" >&2
  return 1
}

contains() {
  [[ $1 == *"$2"* ]] && return
  printf '  expected to contain: %s\n  found:\n%s\n' "$2" "$1" >&2
  return 1
}

lacks() {
  [[ $1 != *"$2"* ]] && return
  printf '  expected not to contain: %s\n' "$2" >&2
  return 1
}

# run COMMAND…: sets $status to its exit code, $stdout and $stderr to its output.
run() {
  status=0
  "$@" >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || status=$?
  stdout=$(<"$scratch/stdout")
  stderr=$(<"$scratch/stderr")
}

# await COMMAND…: repeats the command until it succeeds; fails after half a minute.
await() {
  local attempt
  for ((attempt = 0; attempt < 600; attempt++)); do
    ! "$@" || return 0
    sleep 0.05
  done
  echo "  waited in vain for: $*" >&2
  return 1
}

finish() {
  echo "$(basename "$0" .sh): $((expectations - failures)) of $expectations passed"
  ((failures == 0))
}
