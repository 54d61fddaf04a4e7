#!/usr/bin/env bash
# Lists every line of Sources that writes other than by DescriptorOutput, StandardOutput, StandardError, ReplacedFile:
# print ignores errors, FileHandle traps on some, and Foundation's errors name no cause. Usage: output.sh [ROOT]
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/../lib/environment.sh"
cd -- "${1:-$root}"

# Comments apart.
other_output() {
  local functions='print|debugPrint|dump|puts|fputs|putchar|printf|fprintf|perror|NSLog'
  grep -rnE --include='*.swift' \
    "(^|[^A-Za-z0-9_.])(Swift\.)?($functions)\(|FileHandle|write\(toFile:|createFile\(" Sources |
    grep -vE '^[^:]*:[0-9]+: *//' || (($? == 1))
}

found=$(other_output | sort)
[[ -n $found ]] || exit 0
printf '%s\n' "$found"
echo "output: $(wc -l <<<"$found") lines that write without a check of errors" >&2
exit 1
