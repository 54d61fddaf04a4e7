#!/usr/bin/env bash
# Lists every use of a word or phrase from words.txt in the documents and sources. Usage: words.sh [ROOT]
set -euo pipefail
self=$(command readlink -f -- "${BASH_SOURCE[0]}")
# shellcheck source=lib/environment.sh
source "${self%/*}/../lib/environment.sh"
list=$root/scripts/checks/words.txt
cd -- "${1:-$root}"

places=()
for place in README.md METHOD.md Sources Tests scripts; do [[ ! -e $place ]] || places+=("$place"); done

# uses PATTERN: FILE:LINE:TEXT of each line that matches; it is no failure that none does.
uses() { LC_ALL=C.UTF-8 grep -rnIiE --exclude='*.csv' -e "$1" "${places[@]}" || (($? == 1)); }

count=0
while IFS=$'\t' read -r pattern instead; do
  [[ -n $pattern && $pattern != '#'* ]] || continue
  found=$(uses "$pattern" | sort)
  [[ -n $found ]] || continue
  count=$((count + $(wc -l <<<"$found")))
  while IFS= read -r use; do printf '%s  [instead: %s]\n' "$use" "$instead"; done <<<"$found"
done <"$list"

((count > 0)) || exit 0
echo "words: $count lines with words that are not used here" >&2
exit 1
