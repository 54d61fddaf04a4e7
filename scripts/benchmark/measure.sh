# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# Measures a case: the difference between a short and a long run of the same client. To be sourced.

job=

# measure INPUT COMMAND…: runs the command to its end with a file as standard input. Sets $status to its exit code,
# $wall and $cpu to its wall and CPU time in milliseconds; its output is in $work/out and $work/err.
#
# The kernel counts CPU time in nanoseconds; bash prints user and system time in milliseconds.
measure() {
  local input=$1 user system
  shift
  {
    TIMEFORMAT='%3R %3U %3S'
    time "$@" <"$input" >"$work/out" 2>"$work/err"
  } 2>"$work/time" &
  job=$!
  status=0
  wait "$job" || status=$?
  job=
  read -r wall user system < <(tail -n 1 "$work/time") || fail "no times from ${*@Q}"
  wall=$((10#${wall/./}))
  cpu=$((10#${user/./} + 10#${system/./}))
}

stop_measuring() {
  [[ -n $job ]] || return 0
  kill -KILL -- "-$job" 2>/dev/null || true
  wait "$job" 2>/dev/null || true
  job=
}

# measure_case ROUND SERVER CLIENT CONNECTIONS: adds a line to the CSV file.
measure_case() {
  local round=$1 server=$2 client=$3 count=$4
  local short long short_wall short_cpu short_pages reason
  if reason=$(why_unable "$client" "$count"); then
    record "$round" "$server" "$client" "$count" unable "$reason"
    return
  fi
  # The short run is long enough to open every connection and use it once more.
  short=$((2 * count + pages / 10))
  long=$((short + pages))
  if ! run_client "$server" "$client" "$count" "$short"; then
    record "$round" "$server" "$client" "$count" failed "$problem"
    return
  fi
  short_wall=$wall short_cpu=$cpu short_pages=$fetched
  if ! run_client "$server" "$client" "$count" "$long"; then
    record "$round" "$server" "$client" "$count" failed "$problem"
    return
  fi
  if ((wall <= short_wall || cpu < short_cpu || fetched <= short_pages)); then
    record "$round" "$server" "$client" "$count" failed "the long run was not longer than the short one"
    return
  fi
  if ((opened < count)); then
    status=narrow reason="only $opened of $count connections in use"
  else
    status=ok reason=
  fi
  record "$round" "$server" "$client" "$count" "$status" "$reason" \
    $((fetched - short_pages)) $((cpu - short_cpu)) $((wall - short_wall))
}

# run_client SERVER CLIENT CONNECTIONS PAGES: one run. Sets $fetched to the number of pages that came and $opened to the
# number of connections that the server saw. If it fails, $problem has the reason.
run_client() {
  local server=$1 client=$2 count=$3 asked=$4 opened_before requests_before
  problem=
  read_counters "$server" || return
  opened_before=$server_opened requests_before=$server_requests
  case $client in
    floor | wrk | h2load | curl) "run_$client" "${url[$server]}" "$count" "$asked" || return ;;
    *) run_strategy "$client" "${url[$server]}" "$count" "$asked" "${warm_up_url[$server]}" || return ;;
  esac
  await_quiet "$server" || return
  opened=$((server_opened - opened_before))
  # wrk opens and closes one connection first, to see whether there is a server. (page-server does not count it.)
  [[ $client != wrk ]] || ((opened <= count)) || opened=$((opened - 1))
  # The server's own count; it may be higher, by requests in flight when a client was stopped.
  if ((server_requests - requests_before < fetched)); then
    problem="reports $fetched pages, but the server had $((server_requests - requests_before)) requests"
    return 1
  fi
  if ((opened > count)); then
    problem="opened $opened connections, more than $count"
    return 1
  fi
}

# as_text TEXT: prints one line of printable text that is no formula for a spreadsheet, as CSVCell.swift has it.
as_text() {
  local text=${1//[[:cntrl:]]/ }
  [[ ! $text =~ ^\'*[=+@-] ]] || text="'$text"
  printf '%s' "$text"
}

# record ROUND SERVER CLIENT CONNECTIONS STATUS REASON [PAGES CPU-MS WALL-MS]
record() {
  local numbers=,, reason
  reason=$(as_text "$6")
  if (($# > 6)); then
    numbers=$(awk -v pages="$7" -v cpu="$8" -v wall="$9" \
      'BEGIN { printf "%d,%.3f,%.0f", pages, cpu * 1e3 / pages, pages * 1e3 / wall }')
  fi
  printf '%s,%s,%s,%s,%s,%s,"%s"\n' "$1" "$2" "$3" "$4" "$numbers" "$5" "${reason//\"/\"\"}" >>"$work/benchmark.csv"
  say "  $(printf '%-11s %-12s %5s' "$2" "$3" "$4")  $5${reason:+: $reason}"
}
