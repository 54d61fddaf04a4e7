#!/usr/bin/env bash
# The CSV reader against RFC 4180 and against files that aren't.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

cat >"$scratch/print.awk" <<'AWK'
BEGIN { while (csv_next(ENVIRON["CSV"])) printf "[%s][%s][%s]", csv("a"), csv("b"), csv("c") }
AWK

# read_csv TEXT: with printf's escapes.
read_csv() {
  printf '%b' "$1" >"$scratch/file.csv"
  LC_ALL=C CSV=$scratch/file.csv run awk -f "$root/scripts/lib/csv.awk" -f "$scratch/print.awk"
}

read_csv 'a,b,c\n1,2,3\n4,5,6\n'
expect "plain records are read" equal "$stdout" "[1][2][3][4][5][6]"

read_csv 'a,b,c\n1,2,3'
expect "the last line end may be missing" equal "$stdout" "[1][2][3]"

read_csv 'c,a,b\n1,2,3\n'
expect "columns go by the header's names, not their order" equal "$stdout" "[2][3][1]"

read_csv 'a,b,c\n"x, y",,"z"\n'
expect "a quoted field may hold a comma, a field nothing" equal "$stdout" "[x, y][][z]"

read_csv 'a,b,c\n"say ""hi""","""",""\n'
expect "two quotes in a quoted field are one" equal "$stdout" '[say "hi"]["][]'

read_csv 'a,b,c\n"one\ntwo\n\nthree",2,3\n4,"5\n",6\n'
expect "a quoted field may hold line ends, empty lines too" equal "$stdout" $'[one\ntwo\n\nthree][2][3][4][5\n][6]'

read_csv 'a,b,c\n"x,""\n"",y",2,3\n'
expect "quotes, commas and line ends in one field" equal "$stdout" $'[x,"\n",y][2][3]'

read_csv '\xef\xbb\xbfa,b,c\r\n1,2,3\r\n\r\n4,5,"6"\r\n'
expect "a byte order mark, CRLF and empty lines are no data" equal "$stdout" "[1][2][3][4][5][6]"

read_csv "a,b,c\n'=1+1,\"'@x, y\",'+z\n"
expect "an apostrophe before a formula is no part of the text" equal "$stdout" "[=1+1][@x, y][+z]"

read_csv "a,b,c\n''=1,'-5,'tis\n'\xef\xbc\x9dx,it's,'\n"
expect "one before anything else is, and so is a second one" equal "$stdout" "['=1]['-5]['tis][＝x][it's][']"

read_csv 'a,b,c\n'
expect "a header alone is no record" equal "$status $stdout" "0 "

rm "$scratch/file.csv"
LC_ALL=C CSV=$scratch/file.csv run awk -f "$root/scripts/lib/csv.awk" -f "$scratch/print.awk"
expect "a missing file has no records" equal "$status $stdout" "0 "

read_csv 'a,b\n1,2\n'
expect "a missing column fails" equal "$status" 2
expect "and is named" contains "$stderr" "no column 'c'"

read_csv 'a,b,c\n1,2,3\n4,"5,6\n'
expect "a quote that never closes fails" equal "$status" 2
expect "and its line is named" contains "$stderr" "line 3"

finish
