#!/usr/bin/env bash
# Lists every line of Sources, Tests and scripts that is longer than 120 columns. Usage: columns.sh [ROOT]
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/../lib/environment.sh"
cd -- "${1:-$root}"

# Columns are characters, not bytes. A row of data is as long as its fields.
wide_lines() {
  LC_ALL=C.UTF-8 grep -rnIE --exclude='*.csv' --exclude='*.json' '.{121,}' Sources Tests scripts || (($? == 1))
}

found=$(wide_lines | sort)
[[ -n $found ]] || exit 0
printf '%s\n' "$found"
echo "columns: $(wc -l <<<"$found") lines over 120 columns" >&2
exit 1
