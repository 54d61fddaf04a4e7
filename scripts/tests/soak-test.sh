#!/usr/bin/env bash
# What soak.sh fetches, what it calls growth, and what sanitize.sh says if there is nothing to run.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

programs=$scratch
cat >"$scratch/page-server" <<'TEXT'
#!/usr/bin/env bash
cat <<'HELP'
  /page?fault=NAME

Faults of a page, as in /page?fault=stall:
  stall                 sends nothing
  endless-body          sends a body without length and without end
  http-0.9              sends the body without a head, then FIN

Faults of TLS connections with --tls-faults, by the first label of the host
name, as in https://expired.localhost:
  expired               a certificate that has expired

USAGE: page-server
HELP
TEXT
chmod +x "$scratch/page-server"
# shellcheck source=soak/pages.sh
source "$root/scripts/soak/pages.sh"
expect "the faults of pages are found, but no body without end" equal "$(faults "a page")" $'stall\nhttp-0.9'
expect "and those of handshakes" equal "$(faults TLS)" expired

# summary MEMORY: the summary of a worker with these descriptors, 7 threads and the memory of an awk expression in i.
summary() {
  printf 'strategy,connections,pages,failures,wrong\ncallbacks,reuse,100,10,\n' >"$scratch/parts.csv"
  awk "BEGIN {
    print \"strategy,connections,process,seconds,descriptors,threads,rss_kib\"
    for (i = 0; i < 60; i++) printf \"callbacks,reuse,worker,%d,%d,7,%d\n\", i, 20 + i % 3, $1
  }" >"$scratch/samples.csv"
  run awk -f "$root/scripts/soak/summary.awk" "$scratch/parts.csv" "$scratch/samples.csv"
}

summary "30000 + 500 * (i % 2)"
expect "scatter is no growth" equal "$status" 0
expect "the pages are counted" contains "$stdout" "| callbacks | reuse | 100 | 10 | 21 "
summary "30000 + 100 * i"
expect "a steady rise is growth" equal "$status" 1
expect "and stands out" contains "$stdout" "**33.2 (+3.8 ± 0.0)**"
summary "i < 20 ? 20000 + 500 * i : 30000"
expect "what fills in the first third is none" equal "$status" 0
summary "30000 + 10 * i"
expect "less than a megabyte is none" equal "$status" 0

mkdir "$scratch/bin"
cat >"$scratch/bin/swift" <<'TEXT'
#!/bin/sh
[ "$1" != build ]
TEXT
chmod +x "$scratch/bin/swift"
PATH=$scratch/bin:$PATH run bash "$root/scripts/sanitize.sh" --no-install address
expect "tests that were not built are not clean" equal "$status" 1

finish
