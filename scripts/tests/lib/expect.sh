# shellcheck shell=bash disable=SC2034 # what it sets is for the tests that source it
# What the tests of the scripts say: expectations, one line each. To be sourced; the test ends with `finish`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
expectations=0
failures=0

# expect WHAT COMMAND…: the command succeeds.
expect() {
  local what=$1
  shift
  expectations=$((expectations + 1))
  "$@" && return
  failures=$((failures + 1))
  echo "not so: $what" >&2
}

equal() {
  [[ $1 == "$2" ]] && return
  printf '  expected: %q\n  but it is: %q\n' "$2" "$1" >&2
  return 1
}

contains() {
  [[ $1 == *"$2"* ]] && return
  printf '  expected to hold: %s\n  but it is:\n%s\n' "$2" "$1" >&2
  return 1
}

lacks() {
  [[ $1 != *"$2"* ]] && return
  printf '  expected not to hold: %s\n' "$2" >&2
  return 1
}

# run COMMAND…: leaves its exit code in $status, what it wrote in $stdout and $stderr.
run() {
  status=0
  "$@" >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || status=$?
  stdout=$(<"$scratch/stdout")
  stderr=$(<"$scratch/stderr")
}

finish() {
  echo "$(basename "$0" .sh): $((expectations - failures)) of $expectations hold"
  ((failures == 0))
}
